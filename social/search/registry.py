"""The kinds of things that are found. A feature adds its own with `register`; nothing else knows of them."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.models import Member
from social.drawing import Place
from social.search.models import Entry


class Found(NamedTuple):
    """A result before it is drawn: what was looked for is marked in `title` and `words`."""

    href: str
    title: str
    words: str
    thing: object
    at: datetime | None = None
    by: Member | None = None
    place: Place | None = None


class Kind(NamedTuple):
    """`number` (below 16) is part of the entries' ids and is never given to another kind.

    `event`: the kind of a live Change after which an object is looked at again. `every`: all rows there are of it.
    `make`: the entries of these objects, those that nobody may find left out. `found`: what a member sees of these, by id.
    `hangs`: its objects hang on an item, and come, go and move with it; `on`: which of them hang on these items.
    """

    name: str
    number: int
    event: str
    every: Callable[[], QuerySet]
    make: Callable[[Collection[int]], list[Entry]]
    found: Callable[[Member, Collection[int]], dict[int, Found]]
    template: str
    on: Callable[[Collection[int]], Collection[int]] | None = None


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let things of this kind be found from now on."""
    taken = {known.number for known in KINDS.values() if known.name != kind.name}
    if kind.number in taken or not 0 <= kind.number < 16:
        raise ValueError(f"{kind.number} is no free number for {kind.name}")
    KINDS[kind.name] = kind
