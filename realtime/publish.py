"""The write side of the live channel: events and counters in the caller's transaction, a ring after it."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from realtime import doorbell
from realtime.models import Event, Stream

MOST_STREAMS = 20


class Change(NamedTuple):
    """`kind` `object` changed, as the listeners of `stream` should know."""

    stream: str
    kind: str
    object: int
    version: int = 0


# What the product does with every change (social/apps.py), in its transaction and before the counters are locked.
FOLLOWERS: list[Callable[[list[Change]], None]] = []


class TooManyStreams(ValueError):
    """More streams in one transaction than may be locked together; make it a job in batches."""


# The counter row is the lock that makes positions gapless in commit order.
RAISE = """INSERT INTO realtime_stream (name, head, audience) VALUES (%s, %s, NULL)
ON CONFLICT (name) DO UPDATE SET head = realtime_stream.head + excluded.head RETURNING head"""


def open_stream(name: str, audience: int) -> None:
    """Open the stream of an item; whoever may hear `audience` may hear it."""
    Stream.objects.create(name=name, audience=audience)


def move_stream(name: str, audience: int) -> None:
    """Let another audience hear the stream. Publish an access change in the same transaction."""
    Stream.objects.filter(name=name).update(audience=audience)


def publish(changes: Iterable[Change]) -> dict[str, int]:
    """Write the changes as events; return the new head of each stream.

    Call it last in the transaction: it locks the counters, in the order of their names, until the commit.
    Raises TooManyStreams for more than 20 streams.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("publish() belongs inside the action's transaction")
    ordered = sorted(dict.fromkeys(changes), key=lambda change: change.stream)
    by_stream = {name: list(group) for name, group in groupby(ordered, key=lambda change: change.stream)}
    if len(by_stream) > MOST_STREAMS:
        raise TooManyStreams(f"{len(by_stream)} streams in one transaction")
    for follow in FOLLOWERS:
        follow(ordered)
    now, events, heads = timezone.now(), [], {}
    with connection.cursor() as cursor:
        for name, group in by_stream.items():
            cursor.execute(RAISE, [name, len(group)])
            heads[name] = cursor.fetchone()[0]
            first = heads[name] - len(group) + 1
            events += [
                Event(stream=name, position=first + n, kind=c.kind, object=c.object, version=c.version, at=now) for n, c in enumerate(group)
            ]
    Event.objects.bulk_create(events)
    transaction.on_commit(lambda: doorbell.ring(heads), robust=True)
    return heads


def heads(names: Iterable[str]) -> dict[str, int]:
    """Return the head of each named stream (0 for one nothing was ever published on)."""
    names = list(names)
    found = dict(Stream.objects.filter(name__in=names).values_list("name", "head"))
    return {name: found.get(name, 0) for name in names}
