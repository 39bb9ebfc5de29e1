"""What the product hands to the live channel (in plein/asgi.py), so that the channel knows no product."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple


class Hearing(NamedTuple):
    """What a member's sockets may hear: every audience Everyone, and those with a row.

    `shown`: whether others may see that this member is here.
    """

    everyone: bool
    rows: frozenset[int]
    shown: bool = True


class Ref(NamedTuple):
    """That `kind` `object` changed, as the listeners of `stream` should see it."""

    stream: str
    kind: str
    object: int


class Visitor(NamedTuple):
    """A member's session: what a socket is admitted for."""

    member: int
    session: str


class Aired(NamedTuple):
    """Something that is on air: the stream of its page, who may hear of it, and what their pages say of it.

    `v`: another one when anything of that is; never empty. `said`: by language, the HTML of each part of a page.
    """

    stream: str
    audience: int
    v: str
    said: Mapping[str, Mapping[str, str]]


class Product(NamedTuple):
    """The product's side. All of it may query the database; none of it runs in the event loop.

    `render(refs, languages)`: by language, the objects of each ref (docs/realtime.md), made for no viewer in particular.
    `admit(visitors)`: what each may hear; a visitor who may not be here any more is left out.
    `everyone()`: the audiences every member who is not a guest may hear.
    `signed_in(session_key)`: the visitor's member id and language, or None.
    `people_seen(member, ids)`: those of the people whose presence the member may see.
    `faces(ids)`: these people as HTML, for whoever may see everybody.
    `on_air()`: what is on air; a page shows the first that its member may hear.
    `came(stream, number)`: so many different members have come to what is on air there.
    """

    render: Callable[[Iterable[Ref], Iterable[str]], Mapping[str, Mapping[Ref, list[dict]]]]
    admit: Callable[[Iterable[Visitor]], Mapping[Visitor, Hearing]]
    everyone: Callable[[], frozenset[int]]
    signed_in: Callable[[str], tuple[int, str] | None]
    people_seen: Callable[[int, Iterable[int]], set[int]]
    faces: Callable[[Iterable[int]], str] = lambda ids: ""
    on_air: Callable[[], tuple[Aired, ...]] = tuple
    came: Callable[[str, int], None] = lambda stream, number: None
