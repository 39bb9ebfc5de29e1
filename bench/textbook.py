"""The textbook does the same job: a channel per socket and `group_send`, through Redis, on uvicorn.

`python -m bench.textbook`. A round is at most 40 posts: a channel of the layer holds 100 messages and
silently drops the rest, and what is lost would not be measured.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import redis

from bench.harness import BENCH, READER_CORE, free_port, median, memory_kib, percentile, running, show
from bench.nchan import crowd, full_speed, paced

PREFIX = "bench-textbook"


def forget(url: str) -> None:
    """Groups outlive the sockets of a server that was ended, and would be sent to for a day."""
    with redis.Redis.from_url(url) as store:
        for key in store.scan_iter(f"{PREFIX}*"):
            store.delete(key)


@contextlib.contextmanager
def textbook(port: int, url: str) -> Iterator[subprocess.Popen[Any]]:
    forget(url)
    command = [sys.executable, "-m", "uvicorn", "channels_textbook.asgi:application", "--host", "127.0.0.1",
               "--port", port, "--lifespan", "off", "--ws-per-message-deflate", "false", "--backlog", "4096",
               "--log-level", "error"]  # fmt: skip
    try:
        with running(command, port, cwd=BENCH, env={**os.environ, "REDIS_URL": url}, stderr=subprocess.DEVNULL) as server:
            yield server
    finally:
        forget(url)


def compare(url: str, sockets: int, messages: int, rounds: int, posts: int = 5) -> dict[str, float]:
    """The figures of the textbook, with the Redis at `url`; `posts` are timed one after another."""
    port, first, runs, messages = free_port(), 1, [], min(40, messages)
    with textbook(port, url) as server:
        empty = memory_kib(server.pid)
        with crowd(port, sockets, "--rate", "400", "--flight", "32", "--reconnect") as reader:
            opened = reader.wait("ready", 120)
            per_socket = (memory_kib(server.pid) - empty) / sockets
            for _ in range(rounds):
                runs.append(full_speed(reader, server.pid, port, sockets * messages, first, messages))
                first += messages
            times = paced(reader, port, posts, first, 0.2)
    return {"frames_per_s": median(run["per_s"] for run in runs),
            "frames_per_cpu_s": median(run["per_cpu_s"] for run in runs),
            "lost": sum(run["lost"] for run in runs), "kib_per_socket": per_socket,
            "post_to_last_p50_ms": percentile(times, 0.5),
            "open_s": (opened["now_us"] - opened["start_us"]) / 1e6}  # fmt: skip


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sockets", type=int, default=4500)
    ask.add_argument("--messages", type=int, default=10)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--redis", default="redis://127.0.0.1:6379/9")
    want = ask.parse_args()
    os.sched_setaffinity(0, {READER_CORE})
    show({f"textbook.{name}": value for name, value in compare(want.redis, want.sockets, want.messages, want.rounds).items()})


if __name__ == "__main__":
    main()
