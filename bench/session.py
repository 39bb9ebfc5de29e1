"""A session that 4,500 members watch while 200 of them talk and vote: `make bench-session`.

PostgreSQL, Redis and two serving processes: one has all the sockets, on core 0 with PostgreSQL and Redis; the other takes
the forms, on core 1 with who reads and who writes. bench/RESULTS.md says how each figure comes about.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

from bench import crowd, ejabberd, outage
from bench.harness import READER_CORE, ROOT, Reader, Void, cpu_seconds, free_port, percentile, record, show, stop
from bench.organisation import ITEMS, clean_env, on_postgres
from bench.talkers import LINE, Done, Hands, Pages, deeds
from tests.live.ledger import Ledger

WRITERS, RATE, HANDS = 200, 20, 24
PEER = 30  # seconds of talk in the peer, which falls behind at this pace: longer would be worse for it
CATCH_UP = 20  # seconds until the last line must have reached the last socket
CALM = 5
OTHERS_AT_MOST = 0.2  # cores, for a run that is kept
MOST = {"session.p99_ms": 1000, "session.lost": 0, "session.reader_busy": 0.9}
SECTION = "A session on air: figures"
SAME = {"sockets", "pages", "seconds", "lines", "votes"}  # in every run that is kept


def main() -> None:
    want = wishes()
    os.sched_setaffinity(0, {READER_CORE})
    with database(want) as env:
        figures = asyncio.run(measure(env, want))
    if not want.alone:
        figures |= ejabberd.measure(want.sockets, WRITERS, RATE, min(PEER, want.seconds), LINE)
        figures["session.ratio_peer"] = figures["session.peer_p99_ms"] / figures["session.p99_ms"]
    show(figures)
    if want.record:
        note(figures)
    over = [f"{name} is over {most}" for name, most in MOST.items() if figures[name] > most]
    sys.exit("; ".join(over) or 0)


def wishes() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sockets", type=int, default=4500)
    ask.add_argument("--pages", type=int, default=50, help="of the sockets: simulated pages that keep the whole ledger")
    ask.add_argument("--seconds", type=float, default=120)
    ask.add_argument("--alone", action="store_true", help="without the peer, the same room in ejabberd")
    ask.add_argument("--quick", action="store_true", help="20 seconds, to see whether it runs; not for the record")
    ask.add_argument("--record", action="store_true", help="add the figures to bench/RESULTS.md")
    ask.add_argument("--items", type=int, default=ITEMS, help="posts in the organisation around it; another number makes another one")
    ask.add_argument("--database", default="", help="a PostgreSQL with the large demo in it, instead of one of our own")
    ask.add_argument("--redis", default="", help="and its Redis")
    want = ask.parse_args()
    want.seconds = 20 if want.quick else want.seconds
    if want.record and want.quick:
        ask.error("A quick run is not for the record.")
    return want


@contextlib.contextmanager
def database(want: argparse.Namespace) -> Iterator[dict[str, str]]:
    if not want.database:
        with on_postgres(items=want.items) as env:
            yield env
        return
    with tempfile.TemporaryDirectory(prefix="plein-bench-") as folder:
        yield clean_env(PLEIN_DATA=folder, DATABASE_URL=want.database, REDIS_URL=want.redis, PLEIN_REDIS_PREFIX="bench-session")


async def measure(env: Mapping[str, str], want: argparse.Namespace) -> dict[str, float | int]:
    questions = -(-round(RATE * want.seconds) // WRITERS)
    house, ledger = prepare(env, want.sockets, questions), Ledger()
    raw = {**house, "people": house["people"][: want.sockets - want.pages]}
    pages = Pages(sockets_at := free_port(), {**house, "people": house["people"][want.sockets - want.pages :]}, ledger)
    web = crowd.start(env, sockets_at)
    forms = crowd.start(env, forms_at := free_port(), core=READER_CORE)
    try:
        before = warm_up(forms_at, house)
        await pages.open()
        with crowd.open_sockets(sockets_at, raw, "--max-seconds", "1200") as reader:
            await asyncio.to_thread(reader.wait, "ready", 120)
            await asyncio.sleep(CALM)
            reader.start()
            used, began, others = [cpu_seconds(one.pid) for one in (web, forms)], time.monotonic(), Others(env)
            planned = deeds(house, ledger, WRITERS, RATE, want.seconds)
            done = await asyncio.to_thread(Hands(forms_at, HANDS).let, planned)
            took = time.monotonic() - began
            shares = [(cpu_seconds(one.pid) - before) / took for one, before in zip((web, forms), used, strict=True)]
            pages.note(done, before)
            seen = await asyncio.to_thread(settle, env, house, reader)
            figures = times(env, house, reader, done, len(raw["people"]))
            lost = seen["lost"] + seen["behind"] + seen["stale"] + seen["no"] + seen["disconnects"]
            figures |= {"session.lost": lost + await pages.wrong(), "session.reader_busy": seen["busy"]}
            figures |= {"session.sockets_core": shares[0], "session.forms_core": shares[1], "session.seconds": took}
            figures |= {"session.others": others.cores()}
            figures |= {"session.frames_per_s": seen["frames"] / seen["wall_s"], "session.load": os.getloadavg()[0]}
            return figures | {"session.sockets": want.sockets, "session.pages": want.pages}
    finally:
        await pages.close()
        stop(web)
        stop(forms)


class Others:
    """How many of the cores went to anything else than this benchmark, its servers, PostgreSQL and Redis, since this was made."""

    def __init__(self, env: Mapping[str, str]) -> None:
        with psycopg.connect(env["DATABASE_URL"]) as database:
            self.own = os.getpid(), outage.parent(database.execute("SELECT pg_backend_pid()").fetchone()[0])
        self.began, self.before = time.monotonic(), self._seconds()

    def _seconds(self) -> float:
        user, nice, system = (int(ticks) for ticks in Path("/proc/stat").read_text().split()[1:4])
        return (user + nice + system) / os.sysconf("SC_CLK_TCK") - sum(cpu_seconds(pid) for pid in self.own)

    def cores(self) -> float:
        return max(0.0, (self._seconds() - self.before) / (time.monotonic() - self.began))


def prepare(env: Mapping[str, str], sockets: int, questions: int) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(prefix="plein-bench-") as file:
        command = [sys.executable, "-m", "bench.hour", str(sockets), str(questions), file.name]
        done = subprocess.run(command, cwd=ROOT, env=dict(env), stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise Void(f"bench.hour ended with {done.returncode}")
        return json.loads(Path(file.name).read_text())


def warm_up(port: int, house: Mapping[str, Any]) -> list[Done]:
    """Let every thread have taken a line and a vote; these are said by people who do not talk later."""
    later = {**house, "people": house["people"][WRITERS : 2 * WRITERS]}
    return Hands(port, HANDS).let(deeds(later, Ledger(), WRITERS, RATE, 3))


def settle(env: Mapping[str, str], house: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Wait until every raw socket is at the head of the stream; `behind`: how far the last one is not."""
    with psycopg.connect(env["DATABASE_URL"]) as database:
        head = database.execute("SELECT head FROM realtime_stream WHERE name = %s", [house["stream"]]).fetchone()[0]
    until = time.monotonic() + CATCH_UP
    while (seen := reader.stats())["low"] < head and time.monotonic() < until:
        time.sleep(0.25)
    return {**seen, "behind": max(0, head - seen["low"])}


def times(env: Mapping[str, str], house: Mapping[str, Any], reader: Reader, done: list[Done], sockets: int) -> dict[str, float]:
    """Milliseconds from the moment a line's POST was due to the last of all raw sockets that read it, and to its own answer."""
    with psycopg.connect(env["DATABASE_URL"]) as database:
        asked = "SELECT object, min(position) FROM realtime_event WHERE stream = %s AND kind = 'line' GROUP BY object"
        position = dict(database.execute(asked, [house["stream"]]).fetchall())
    last = {at: moment for at, _first, moment, seen in reader.times() if seen == sockets}
    lines = [(position[int(one.made.rpartition("-")[2])], one) for one in done if one.deed.token]
    reached = [(last[at] - one.due) / 1000 for at, one in lines if at in last]
    if len(reached) < 0.99 * len(lines):
        raise Void(f"only {len(reached)} of {len(lines)} lines reached every socket")
    answers = [(one.answered - one.due) / 1000 for one in done]
    return {
        "session.p50_ms": percentile(reached, 0.5),
        "session.p99_ms": percentile(reached, 0.99),
        "session.worst_ms": max(reached),
        "session.answer_p50_ms": percentile(answers, 0.5),
        "session.answer_p99_ms": percentile(answers, 0.99),
        "session.lines": len(lines),
        "session.votes": len(done) - len(lines),
    }


def note(figures: Mapping[str, float]) -> None:
    if figures["session.others"] > OTHERS_AT_MOST:
        raise Void("Something else used the cores: this is not for the record.")
    cells = {name.partition(".")[2]: f"{value:.4g}" if value < 10_000 else f"{value:.0f}" for name, value in figures.items()}
    cells = {name.replace("_", " "): value for name, value in cells.items() if name not in SAME}
    record(SECTION, {"day": time.strftime("%Y-%m-%d"), **cells})


if __name__ == "__main__":
    try:
        main()
    except Void as void:
        sys.exit(f"No figures: {void}")
