"""The peer: nginx with nchan, alone on a core, does the same job as the hub.

One channel, N websocket subscribers, K messages of the bytes of a status row. `python -m bench.nchan`.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.harness import (
    READER_CORE,
    Reader,
    Void,
    free_port,
    from_debian,
    measure,
    median,
    memory_kib,
    percentile,
    run_frame,
    running,
    show,
    socket_line,
)

MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so"

CONFIG = """
load_module {module};
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log warn;
worker_rlimit_nofile 20000;
events {{ worker_connections 16384; use epoll; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  nchan_shared_memory_size 256M;
  keepalive_requests 1000000;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /live {{
      nchan_subscriber websocket;
      nchan_channel_id bench;
      nchan_subscriber_first_message newest;
      nchan_websocket_ping_interval 0;
    }}
    location = /say {{
      nchan_publisher http;
      nchan_channel_id bench;
      nchan_message_buffer_length 4096;
      nchan_message_timeout 5m;
    }}
  }}
}}
"""


def have() -> None:
    """Have nginx with nchan: from Debian when we may, else say what to type."""
    if not (Path(MODULE).exists() and shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")):
        from_debian("nginx", "libnginx-mod-nchan")


@contextlib.contextmanager
def nchan(port: int) -> Iterator[subprocess.Popen[Any]]:
    folder = tempfile.mkdtemp(prefix="plein-nchan-")
    try:
        config = Path(folder, "nginx.conf")
        config.write_text(CONFIG.format(module=MODULE, folder=folder, port=port))
        command = [shutil.which("nginx") or "/usr/sbin/nginx", "-p", folder, "-c", config]
        with running(command, port, stderr=subprocess.DEVNULL) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(port: int, frames: list[bytes], pace: float = 0) -> list[int]:
    """Says each frame when the one before it was answered, and not before its turn; the moments in µs.

    One publisher is enough: with two and four nchan was no faster.
    """
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    said = []
    begun = time.monotonic()
    for turn, frame in enumerate(frames):
        if pace:
            time.sleep(max(0.0, begun + turn / pace - time.monotonic()))
        said.append(time.time_ns() // 1000)
        line.request("POST", "/say", frame)
        answer = line.getresponse()
        answer.read()
        if answer.status not in (201, 202):
            raise Void(f"the peer answered {answer.status}")
    line.close()
    return said


def crowd(port: int, sockets: int, *options: str, stream: str = "a1") -> Reader:
    headers = [f"Origin: http://127.0.0.1:{port}"]
    lines = [socket_line("/live", [*headers, f"Cookie: sessionid={n:032x}"]) for n in range(sockets)]
    return Reader(port, lines, "--stream", stream, "--ready", "upgrade", *options)


def full_speed(reader: Reader, server: int, port: int, expect: int, first: int, messages: int) -> dict[str, Any]:
    """As fast as the peer takes them; ends when every reader has every message."""
    frames = [run_frame(first + n) for n in range(messages)]
    return measure(reader, server, expect, lambda: publish(port, frames))


def paced(reader: Reader, port: int, messages: int, first: int, pace: float) -> list[float]:
    """Milliseconds from each post to the last reader, at `pace` posts a second."""
    reader.start()
    said = publish(port, [run_frame(first + n) for n in range(messages)], pace)
    time.sleep(max(2, 1 / pace))
    last = {position: at for position, _, at, _ in reader.times()}
    if not all(last.get(first + n) for n in range(messages)):
        raise Void("a reader did not get every paced message")
    return [(last[first + n] - at) / 1000 for n, at in enumerate(said)]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sockets", type=int, default=4500)
    ask.add_argument("--messages", type=int, default=200)
    ask.add_argument("--rounds", type=int, default=5)
    want = ask.parse_args()
    os.sched_setaffinity(0, {READER_CORE})
    port, first, runs = free_port(), 1, []
    with nchan(port) as server:
        empty = memory_kib(server.pid)
        with crowd(port, want.sockets) as reader:
            reader.wait("ready", 60)
            per_socket = (memory_kib(server.pid) - empty) / want.sockets
            for _ in range(want.rounds):
                runs.append(full_speed(reader, server.pid, port, want.sockets * want.messages, first, want.messages))
                first += want.messages
            times = paced(reader, port, 100, first, 5)
    show({"nchan.frames_per_s": median(run["per_s"] for run in runs),
          "nchan.frames_per_cpu_s": median(run["per_cpu_s"] for run in runs),
          "nchan.core_share": min(run["share"] for run in runs),
          "nchan.reader_busy": max(run["busy"] for run in runs),
          "nchan.lost": sum(run["lost"] for run in runs),
          "nchan.kib_per_socket": per_socket,
          "nchan.post_to_last_p50_ms": percentile(times, 0.5),
          "nchan.post_to_last_p99_ms": percentile(times, 0.99)})  # fmt: skip


if __name__ == "__main__":
    main()
