"""How long a page takes in an organisation of 4,500 members and 100,000 posts: `make bench-timeline`.

Home feed, a group's page and a thread of 5,000 comments, on SQLite and on PostgreSQL, through `manage.py serve` on one core.
A client on the other core opens each page as 200 different signed-in members, one after another, and reads it to its end:
first on a server that has just started (`…_cold_…`), then as 200 others on one that has drawn rows for a while.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench.harness import READER_CORE, ROOT, Void, cpu_seconds, free_port, percentile, record, running, show
from bench.organisation import DATABASES

ROWS = {"timeline": (rb'id="item-\d', 20), "group": (rb'id="item-\d', 20), "thread": (rb'id="comment-\d', 50)}
WAITED_AT_MOST = 0.05
LIMITS = {"p50_ms": 40, "p95_ms": 120, "queries": 12}


def plan(planner: str, env: Mapping[str, str], count: int) -> dict:
    """Sign the visitors in, choose their pages and count the queries, in a process that has the database open."""
    quiet = {**env, "PLEIN_LOG_LEVEL": "WARNING"}
    done = subprocess.run([sys.executable, "-m", planner, str(count)], cwd=ROOT, env=quiet, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Void(f"{planner} ended with {done.returncode}")
    return json.loads(done.stdout)


@contextlib.contextmanager
def serve(env: Mapping[str, str], port: int):
    """A serving process on its core; when it does not start, the Void says what it said."""
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with tempfile.TemporaryFile() as log:
        try:
            with running(command, port, cwd=ROOT, env=env, stdout=log, stderr=log) as server:
                yield server
        except Void as void:
            log.seek(0)
            raise Void(f"{void}: {log.read().decode(errors='replace')[-2000:]}") from None


def visit(port: int, kind: str, asked: list[list[str]]) -> Iterator[float]:
    """Open each page on one connection that stays; yield its milliseconds. Raises Void when a page is not what it should be."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    pattern, wanted = ROWS[kind]
    for cookie, path in asked:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
        answer = connection.getresponse()
        body = answer.read()
        yield (time.perf_counter() - began) * 1000
        rows = len(re.findall(pattern, body))
        if answer.status != 200 or (rows < wanted and "?" not in path and kind != "group") or not rows:
            raise Void(f"{path} answered {answer.status} with {rows} rows")
    connection.close()


def measure(database: str, count: int) -> dict[str, float]:
    """Return the figures of one database by name; `waited`: the share of the time in which the server stood in line for its core."""
    with DATABASES[database]() as env:
        planned = plan("bench.visits", env, 2 * count)
        os.sched_setaffinity(0, {READER_CORE})
        port, figures = free_port(), {}
        with serve(env, port) as server:
            for half, word in ((slice(0, count), "cold_"), (slice(count, None), "")):
                for kind, asked in planned["visits"].items():
                    began, busy, waited = time.monotonic(), cpu_seconds(server.pid), waited_seconds(server.pid)
                    taken = list(visit(port, kind, asked[half]))
                    figures[f"{kind}.{database}_{word}p50_ms"] = percentile(taken, 0.5)
                    figures[f"{kind}.{database}_{word}p95_ms"] = percentile(taken, 0.95)
                    figures[f"{kind}.{database}_{word}cpu_ms"] = (cpu_seconds(server.pid) - busy) / count * 1000
                    figures[f"{kind}.{database}_{word}waited"] = (waited_seconds(server.pid) - waited) / (time.monotonic() - began)
    return figures | {f"{kind}.queries": most for kind, most in planned["queries"].items()}


def waited_seconds(pid: int) -> float:
    """How long the threads of a process were ready to run while something else had their core."""
    return sum(int(Path(f"/proc/{pid}/task/{task}/schedstat").read_text().split()[1]) for task in os.listdir(f"/proc/{pid}/task")) / 1e9


def wishes(what: str, doc: str | None) -> argparse.Namespace:
    """What is asked for on the command line; `count`: how many of `what`."""
    ask = argparse.ArgumentParser(description=doc)
    ask.add_argument(f"--{what}", dest="count", type=int, default=200)
    ask.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    ask.add_argument("--record", action="store_true", help="add the figures to bench/RESULTS.md")
    return ask.parse_args()


def judge(want: argparse.Namespace, measure: Callable[[str, int], dict], note: Callable, limits: Mapping[str, float]) -> None:
    """Measure on each database, keep the figures if that is wanted, and end with what is over its limit."""
    figures: dict[str, float] = {}
    for database in want.databases:
        for name, value in measure(database, want.count).items():
            figures[name] = max(value, figures.get(name, 0))
    if want.record:
        note(figures, want)
    show(figures)
    for name in sorted(figures):
        if name.endswith("_waited") and figures[name] > WAITED_AT_MOST:
            print(f"{name}: the machine was busy with something else; measure again when it is not", file=sys.stderr)
    warm = {name: value for name, value in figures.items() if "_cold_" not in name}
    over = [f"{name} is over {most}" for name, value in warm.items() for end, most in limits.items() if name.endswith(end) and value > most]
    sys.exit("; ".join(over) or 0)


def note(figures: Mapping[str, float], want: argparse.Namespace) -> None:
    day = time.strftime("%Y-%m-%d")
    for kind in ROWS:
        for database in want.databases:
            cells = {"day": day, "page": kind, "database": database, "visits": want.count}
            ends = ("p50", "p95", "cpu", "cold_p50", "cold_p95")
            cells |= {f"{end.replace('_', ' ')} ms": f"{figures[f'{kind}.{database}_{end}_ms']:.1f}" for end in ends}
            waited = f"{figures[f'{kind}.{database}_waited']:.2f}"
            record("Timeline", cells | {"queries": figures[f"{kind}.queries"], "waited": waited})


if __name__ == "__main__":
    judge(wishes("visits", __doc__), measure, note, LIMITS)
