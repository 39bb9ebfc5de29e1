"""How fast one post reaches 4,500 open pages: `make bench-fanout`.

PostgreSQL, Redis and one serving process; 4,500 different signed-in members with a socket each, 40 streams a socket. The
server has core 0 to itself, everything else core 1. bench/RESULTS.md says how each figure comes about.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping

from bench import nchan, outage, ratio, textbook, wire_to_wire
from bench.harness import READER_CORE, Void, free_port, record, show
from bench.organisation import clean_env, on_postgres

LEAST = {"fanout.ratio_nchan": 0.6, "fanout.core_share": ratio.LEAST_SHARE}
MOST = {
    "fanout.reader_busy": 0.9,
    "fanout.neighbours": 0.1,
    "fanout.post_to_last_p50_ms": 150,
    "fanout.post_to_last_p99_ms": 400,
    "fanout.kib_per_socket": 60,
    "fanout.reconnect_s": 30,
    "fanout.lost": 0,
}


class Size(argparse.Namespace):
    """How much of everything: `python -m bench.fanout --help`."""

    sockets: int
    messages: int
    rounds: int
    seconds: float
    parts: list[str]


def main() -> None:
    want = wishes()
    nchan.have()
    os.sched_setaffinity(0, {READER_CORE})
    figures: dict[str, float | int] = {}
    void = []
    with database(want) as env:
        for part in want.parts:
            print(f"Measuring: {part}", flush=True)
            try:
                figures |= PARTS[part](env, want)
            except Void as why:  # the figures of the others stand
                void.append(f"no figures of the part {part}: {why}")
    show(figures)
    if want.record:
        note(figures, want)
    sys.exit("; ".join(void + missed(figures)) or 0)


def wishes() -> Size:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sockets", type=int, default=4500)
    ask.add_argument("--messages", type=int, default=150, help="frames a socket gets in one round beside nchan")
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--seconds", type=float, default=20, help="of posting as fast as it goes; at a pace it is 30")
    ask.add_argument("--quick", action="store_true", help="shorter rounds, to see whether it runs; not for the record")
    ask.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    ask.add_argument("--record", action="store_true", help="add the figures to bench/RESULTS.md")
    ask.add_argument("--database", default="", help="a PostgreSQL with the large demo in it, instead of one of our own")
    ask.add_argument("--redis", default="", help="and its Redis")
    want = ask.parse_args(namespace=Size())
    if want.quick:
        want.messages, want.rounds, want.seconds = 40, 3, 6
    return want


@contextlib.contextmanager
def database(want: Size) -> Iterator[dict[str, str]]:
    """The environment of the servers. Database and Redis do not share the server's core."""
    if not want.database:
        with on_postgres() as env:
            outage.move_services(env, READER_CORE)
            yield env
        return
    with tempfile.TemporaryDirectory(prefix="plein-bench-") as folder:
        yield clean_env(PLEIN_DATA=folder, DATABASE_URL=want.database, REDIS_URL=want.redis, PLEIN_REDIS_PREFIX="bench-fanout")


# ------------------------------------------------------------------ the parts


def beside_nchan(env: Mapping[str, str], want: Size) -> dict[str, float | int]:
    seen = ratio.compare(env, want.sockets, want.messages, want.rounds)
    return {
        "fanout.ratio_nchan": seen.ratio("per_s"),
        "fanout.ratio_nchan_cpu": seen.ratio("per_cpu_s"),
        "fanout.hub_frames_per_s": seen.median("hub", "per_s"),
        "fanout.hub_frames_per_cpu_s": seen.median("hub", "per_cpu_s"),
        "fanout.nchan_frames_per_s": seen.median("peer", "per_s"),
        "fanout.nchan_frames_per_cpu_s": seen.median("peer", "per_cpu_s"),
        "fanout.core_share": seen.share,
        "fanout.reader_busy": seen.busy,
    }


def beside_textbook(env: Mapping[str, str], want: Size) -> dict[str, float | int]:
    seen = textbook.compare(env["REDIS_URL"], want.sockets, messages=2 if want.quick else 5, rounds=1 if want.quick else 3)
    return {f"fanout.textbook_{name}": value for name, value in seen.items()}


def whole_path(env: Mapping[str, str], want: Size) -> dict[str, float | int]:
    pace_s = 10 if want.quick else 30
    seen = wire_to_wire.measure(env, free_port(), want.sockets, want.seconds, pace_s)
    return {f"fanout.{name}": value for name, value in seen.items()}


PARTS = {"ratio": beside_nchan, "path": whole_path, "textbook": beside_textbook}


# ------------------------------------------------------------------ judging and keeping


def missed(figures: Mapping[str, float]) -> list[str]:
    under = [f"{name} is under {least}" for name, least in LEAST.items() if figures.get(name, least) < least]
    return under + [f"{name} is over {most}" for name, most in MOST.items() if figures.get(name, most) > most]


def note(figures: Mapping[str, float], want: Size) -> None:
    if figures.get("fanout.core_share", 1) < ratio.LEAST_SHARE or figures.get("fanout.neighbours", 0) > MOST["fanout.neighbours"]:
        raise Void("Something else used core 0: this is not for the record.")
    names = {name.partition(".")[2]: f"{value:.4g}" if value < 10_000 else f"{value:.0f}" for name, value in figures.items()}
    for table, columns in TABLES.items():
        record(table, {"day": time.strftime("%Y-%m-%d"), "sockets": want.sockets} | {name: names.get(name, "") for name in columns})


TABLES = {
    "Fan-out: the hub beside nchan and textbook Channels": [
        "ratio_nchan", "ratio_nchan_cpu", "hub_frames_per_s", "hub_frames_per_cpu_s", "nchan_frames_per_s", "nchan_frames_per_cpu_s",
        "textbook_frames_per_s", "textbook_frames_per_cpu_s", "textbook_post_to_last_p50_ms", "textbook_kib_per_socket",
    ],
    "Fan-out: the whole path": [
        "posts_per_s", "post_to_last_p50_ms", "post_to_last_p99_ms", "kib_per_socket", "open_s", "reconnect_s", "lost",
    ],
}  # fmt: skip


if __name__ == "__main__":
    try:
        main()
    except Void as void:
        sys.exit(f"No figures: {void}")
