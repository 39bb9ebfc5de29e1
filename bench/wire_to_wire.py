"""From the POST of a form to the last of all sockets: rate, time, memory, and a server that is killed meanwhile."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import psycopg

from bench import crowd, outage
from bench.harness import Neighbours, Reader, Void, cpu_seconds, memory_kib, percentile, stop

PACE = 5  # posts a second, while the time to the last socket is measured
HANDS = 8  # connections that post at once: as many as the server has threads for pages
CATCH_UP = 20  # seconds until the last post must have reached the last socket
CALM = 16  # seconds, in which every socket had its first beat


def measure(env: Mapping[str, str], port: int, sockets: int, seconds: float, pace_seconds: float) -> dict[str, float | int]:
    house = crowd.listeners(env, sockets)
    process = crowd.start(env, port)
    try:
        warm_up(port, house)
        empty = memory_kib(process.pid)
        with crowd.open_sockets(port, house, "--reconnect") as reader:
            opened = reader.wait("ready", 120)
            time.sleep(CALM)
            figures: dict[str, float | int] = {"kib_per_socket": (memory_kib(process.pid) - empty) / sockets}
            figures["open_s"] = (opened["now_us"] - opened["start_us"]) / 1e6
            watch = Watch(env, house, reader)
            neighbours = Neighbours(process.pid)
            figures |= paced(port, house, watch, pace_seconds)
            figures["neighbours"] = neighbours.share()
            figures |= at_full_speed(port, house, watch, seconds, process.pid)
            process, figures["reconnect_s"] = outage.kill_and_return(env, port, process, reader, watch)
            figures["lost"] = watch.lost
    finally:
        stop(process)
    return figures


def warm_up(port: int, house: Mapping[str, Any]) -> None:
    """Let every thread have served something, so that what the first page loads is not counted as a socket's."""
    crowd.Writers(port, house, HANDS).paced(3 * HANDS, 20)
    time.sleep(1)


class Watch:
    """Which post got which position, and whether every socket got every position."""

    def __init__(self, env: Mapping[str, str], house: Mapping[str, Any], reader: Reader):
        self.url, self.stream, self.reader = env["DATABASE_URL"], house["square"], reader
        self.sockets, self.lost = len(house["people"]), 0

    def head(self) -> int:
        with psycopg.connect(self.url) as database:
            return database.execute("SELECT head FROM realtime_stream WHERE name = %s", [self.stream]).fetchone()[0]

    def positions(self) -> dict[int, int]:
        """The position at which each item was new."""
        with psycopg.connect(self.url) as database:
            asked = "SELECT object, min(position) FROM realtime_event WHERE stream = %s AND kind = 'item' GROUP BY object"
            return dict(database.execute(asked, [self.stream]).fetchall())

    def settle(self) -> dict[str, Any]:
        """Wait until every socket is at the head; count the positions that some socket never had."""
        head, until = self.head(), time.monotonic() + CATCH_UP
        while (seen := self.reader.stats())["low"] < head and time.monotonic() < until:
            time.sleep(0.25)
        self.lost += seen["lost"] + max(0, head - seen["low"]) + seen["stale"] + seen["no"]
        return seen


def paced(port: int, house: Mapping[str, Any], watch: Watch, seconds: float) -> dict[str, float]:
    """Milliseconds from the sending of each POST to the last socket that got it."""
    watch.reader.start()
    posted = crowd.Writers(port, house, HANDS).paced(round(seconds * PACE), PACE)
    watch.settle()
    last = {at: moment for at, _, moment, _ in watch.reader.times()}
    position = watch.positions()
    if not all(last.get(position[one.item]) for one in posted):
        raise Void("a socket did not get every post")
    times = [(last[position[one.item]] - one.sent) / 1000 for one in posted]
    answers = [(one.answered - one.sent) / 1000 for one in posted]
    return {
        "post_to_last_p50_ms": percentile(times, 0.5),
        "post_to_last_p99_ms": percentile(times, 0.99),
        "answer_p50_ms": percentile(answers, 0.5),
        "answer_p99_ms": percentile(answers, 0.99),
    }


def at_full_speed(port: int, house: Mapping[str, Any], watch: Watch, seconds: float, server: int) -> dict[str, float]:
    """Posts a second through the whole path: until the last socket has the last of them."""
    started, cpu = watch.reader.start(), cpu_seconds(server)
    posted = crowd.Writers(port, house, HANDS).for_seconds(seconds)
    seen = watch.settle()
    if seen["disconnects"]:
        watch.lost += seen["disconnects"]
    wall, cpu = (max(seen["last_us"], posted[-1].answered) - started["now_us"]) / 1e6, cpu_seconds(server) - cpu
    return {
        "posts_per_s": len(posted) / wall,
        "posts_per_cpu_s": len(posted) / cpu,
        "posts_core_share": cpu / wall,
        "post_frames_per_s": seen["frames"] / wall,
        "full_answer_p50_ms": percentile(((one.answered - one.sent) / 1000 for one in posted), 0.5),
    }
