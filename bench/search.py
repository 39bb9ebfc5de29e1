"""How long a page of results takes in an organisation of 4,500 members, 100,000 posts and 130,000 comments: `make bench-search`.

On SQLite and on PostgreSQL, through `manage.py serve` on one core. A client on the other core looks for something as 200 different
signed-in members, one after another, and reads each page to its end: words that many posts have, names, beginnings of words, two
words of one post, and words that nobody wrote; half of it on the first tab, which asks most. 100 other searches come before, not counted.
"""

from __future__ import annotations

import argparse
import http.client
import os
import time
from collections.abc import Iterator, Mapping

from bench.harness import READER_CORE, Void, cpu_seconds, free_port, percentile, record
from bench.organisation import DATABASES
from bench.searches import KINDS
from bench.timeline import judge, plan, serve, waited_seconds, wishes

LIMITS = {"p95_ms": 60, "queries": 12}
BEFORE = 100


def look(port: int, asked: list[list[str]]) -> Iterator[tuple[str, float, int]]:
    """Open each page on one connection that stays; yield its kind, milliseconds and number of results."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for kind, cookie, path in asked:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
        answer = connection.getresponse()
        body = answer.read()
        taken = (time.perf_counter() - began) * 1000
        results = body.count(b'class="hit"')
        if answer.status != 200 or (kind == "nothing") != (not results) and kind in ("nothing", "frequent") and "in=" not in path:
            raise Void(f"{path} answered {answer.status} with {results} results")
        yield kind, taken, results
    connection.close()


def measure(database: str, count: int) -> dict[str, float]:
    """Return the figures of one database by name; `waited`: the share of the time in which the server stood in line for its core."""
    with DATABASES[database]() as env:
        planned = plan("bench.searches", env, BEFORE + count)
        os.sched_setaffinity(0, {READER_CORE})
        port = free_port()
        with serve(env, port) as server:
            list(look(port, planned["searches"][:BEFORE]))
            began, busy, waited = time.monotonic(), cpu_seconds(server.pid), waited_seconds(server.pid)
            seen = list(look(port, planned["searches"][BEFORE:]))
            figures = {f"search.{database}_waited": (waited_seconds(server.pid) - waited) / (time.monotonic() - began)}
            figures[f"search.{database}_cpu_ms"] = (cpu_seconds(server.pid) - busy) / count * 1000
    taken = [milliseconds for _kind, milliseconds, _results in seen]
    figures[f"search.{database}_p50_ms"], figures[f"search.{database}_p95_ms"] = percentile(taken, 0.5), percentile(taken, 0.95)
    for name in KINDS:
        figures[f"search.{database}_{name.replace(' ', '_')}_ms"] = percentile([ms for kind, ms, _results in seen if kind == name], 0.5)
    return figures | {"search.queries": planned["queries"]}


def note(figures: Mapping[str, float], want: argparse.Namespace) -> None:
    for database in want.databases:
        cells = {"day": time.strftime("%Y-%m-%d"), "database": database, "searches": want.count}
        ends = ("p50", "p95", "cpu", *(kind.replace(" ", "_") for kind in KINDS))
        cells |= {f"{end.replace('_', ' ')} ms": f"{figures[f'search.{database}_{end}_ms']:.1f}" for end in ends}
        record("Search", cells | {"queries": figures["search.queries"], "waited": f"{figures[f'search.{database}_waited']:.2f}"})


if __name__ == "__main__":
    judge(wishes("searches", __doc__), measure, note, LIMITS)
