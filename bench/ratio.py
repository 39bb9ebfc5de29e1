"""The hub beside nchan, each alone on core 0: the same frames to as many sockets, in turns."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from bench import crowd, nchan
from bench.harness import Reader, Void, free_port, measure, median

LEAST_SHARE = 0.9  # of core 0, for the server that is measured
SETTLED = 1.0  # seconds in which a server that slept catches up with its clock


class Side(NamedTuple):
    """One of the two: its process, its crowd, and how it is told to send."""

    pid: int
    reader: Reader
    say: Callable[[list[bytes]], object]


class Round(NamedTuple):
    """What one server did: frames a second, and a second of its own CPU; its part of the core, the reader's busy part."""

    per_s: float
    per_cpu_s: float
    share: float
    busy: float


class Compared(NamedTuple):
    """The rounds that count, in pairs."""

    hub: tuple[Round, ...]
    peer: tuple[Round, ...]

    def ratio(self, figure: str) -> float:
        return self.median("hub", figure) / self.median("peer", figure)

    def median(self, side: str, figure: str) -> float:
        return median(getattr(one, figure) for one in getattr(self, side))

    @property
    def share(self) -> float:
        return min(one.share for one in self.hub + self.peer)

    @property
    def busy(self) -> float:
        return max(one.busy for one in self.hub + self.peer)


def frames(house: Mapping[str, Any], first: int, count: int) -> list[bytes]:
    """A real status of the square as the tail would send it, at `count` positions."""
    runs = ({"t": "run", "s": house["square"], "from": at, "to": at, "o": [house["row"]]} for at in range(first, first + count))
    return [json.dumps(run, separators=(",", ":"), ensure_ascii=False).encode() for run in runs]


def compare(env: Mapping[str, str], sockets: int, messages: int, rounds: int) -> Compared:
    """Measure in turns; a pair in which somebody else used core 0 does not count and is done again, at most `rounds` times."""
    house = crowd.listeners(env, sockets)
    first = max(one["streams"][house["square"]] for one in house["people"]) + 1
    pairs: list[tuple[Round, Round]] = []
    with _hub(env, house) as hub, _nchan(house, sockets) as peer:
        while len(pairs) < 2 * rounds and sum(_share(pair) >= LEAST_SHARE for pair in pairs) < rounds:
            sent = frames(house, first + len(pairs) * messages, messages)
            pairs.append((_round(hub, peer, sent, sockets), _round(peer, hub, sent, sockets)))
    ours, theirs = zip(*sorted(pairs, key=_share)[-rounds:], strict=True)
    return Compared(ours, theirs)


def _share(pair: tuple[Round, Round]) -> float:
    return min(one.share for one in pair)


@contextlib.contextmanager
def _hub(env: Mapping[str, str], house: Mapping[str, Any]) -> Iterator[Side]:
    port = free_port()
    with crowd.server_with_bench(env, port) as process, crowd.open_sockets(port, house) as reader:
        reader.wait("ready", 120)
        yield Side(process.pid, reader, lambda sent: _through_hub(port, house["square"], sent))


@contextlib.contextmanager
def _nchan(house: Mapping[str, Any], sockets: int) -> Iterator[Side]:
    port = free_port()
    with nchan.nchan(port) as process, nchan.crowd(port, sockets, stream=house["square"]) as reader:
        reader.wait("ready", 60)
        yield Side(process.pid, reader, lambda sent: nchan.publish(port, sent))


def _round(side: Side, other: Side, sent: list[bytes], sockets: int) -> Round:
    """Let one send while the other sleeps."""
    os.kill(other.pid, signal.SIGSTOP)
    try:
        time.sleep(SETTLED)
        seen = measure(side.reader, side.pid, sockets * len(sent), lambda: side.say(sent))
    finally:
        os.kill(other.pid, signal.SIGCONT)
    if seen["lost"] or seen["disconnects"]:
        raise Void(f"{seen['lost']} frames were lost, {seen['disconnects']} sockets left")
    return Round(seen["per_s"], seen["per_cpu_s"], seen["share"], seen["busy"])


def _through_hub(port: int, stream: str, sent: list[bytes]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("POST", f"/bench/hub?stream={stream}", b"\n".join(sent))
    answer = line.getresponse()
    if answer.status != 200 or answer.read() != b"0":
        raise Void("the hub cut sockets off")
    line.close()
