"""The server is killed under 4,500 readers and started again; what was written meanwhile must reach them too."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
import redis

from bench import crowd
from bench.harness import ROOT, Reader, Void, stop

PATIENCE = 90  # seconds
MEANWHILE = 20  # posts that are written while there is no server


def kill_and_return(env: Mapping[str, str], port: int, process: subprocess.Popen[Any], reader: Reader, watch) -> tuple[Any, float]:
    """Kill, start again at once; return the new process and the seconds from the kill to the last socket that listens again."""
    reader.start()
    killed = time.time()
    process.kill()
    process.wait(10)
    process = crowd.start(env, port, wait=False)
    try:
        writing = subprocess.Popen([sys.executable, "-m", "bench.outage", str(MEANWHILE)], cwd=ROOT, env=dict(env))
        ready = reader.wait("ready", PATIENCE)
        if writing.wait(PATIENCE):
            raise Void("nothing could be written while the server was away")
        watch.settle()
    except BaseException:
        stop(process)
        raise
    return process, ready["now_us"] / 1e6 - killed


def move_services(env: Mapping[str, str], core: int) -> None:
    """Move PostgreSQL and Redis to a core; what PostgreSQL starts from now on starts there."""
    with psycopg.connect(env["DATABASE_URL"]) as database:
        postmaster = parent(database.execute("SELECT pg_backend_pid()").fetchone()[0])
    with redis.Redis.from_url(env["REDIS_URL"]) as store:
        store_pid = store.info("server")["process_id"]
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in (postmaster, store_pid, *map(int, children)):
        with contextlib.suppress(ProcessLookupError):  # a backend that has just ended
            os.sched_setaffinity(pid, {core})


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def write(count: int) -> None:
    """Publish statuses from a process that serves nobody, as a command beside the server does."""
    from accounts.models import Member
    from accounts.organisation import organisation
    from social.statuses.actions import publish_status

    square = organisation().square
    for member in Member.objects.everyone().order_by("pk")[:count]:
        publish_status(member, square, crowd.TEXT)


if __name__ == "__main__":
    from bench.sessions import set_up

    set_up()
    write(int(sys.argv[1]))
