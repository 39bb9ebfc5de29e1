"""What the hub asks of one pass of the tail, and what the pass brings back."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from realtime.product import Aired, Hearing, Visitor
from realtime.socket import Socket


class Run(NamedTuple):
    """Everything that happened in a stream up to `to`, as one frame a language."""

    to: int
    frames: dict[str, bytes]


@dataclass(slots=True)
class Job:
    """`tails`: streams to read from a position on. `wants`: what sockets asked to hear, from where.

    `visitors(members)` tells the connected sessions. The flags ask for the slow look-arounds;
    `listened`: the streams to look at whatever their age.
    """

    epoch: str
    access_at: int
    tails: dict[str, int]
    wants: list[tuple[Socket, dict[str, int]]]
    answers: list[asyncio.Future]
    arrivals: list[tuple[Socket, asyncio.Future]]
    visitors: Callable[[Iterable[int] | None], list[Visitor]]
    languages: set[str]
    look_back: bool = False
    recheck: int | None = None
    listened: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """Heads and audiences of the streams asked for, their runs, and then what changed in access.

    `catch_ups[name, position]` is missing when the log does not reach back to that position.
    `hearings` holds None for a visitor who may not be here any more.
    """

    epoch: str
    access_at: int
    heads: dict[str, int] = field(default_factory=dict)
    audiences: dict[str, int | None] = field(default_factory=dict)
    tails: dict[str, Run] = field(default_factory=dict)
    catch_ups: dict[tuple[str, int], list[Run]] = field(default_factory=dict)
    everyone: frozenset[int] | None = None
    audiences_changed: set[int] = field(default_factory=set)
    moved: dict[str, int] = field(default_factory=dict)
    hearings: dict[Visitor, Hearing | None] = field(default_factory=dict)
    recent: dict[str, int] = field(default_factory=dict)
    aired: tuple[Aired, ...] | None = None
