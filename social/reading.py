"""Reads a stretch of rows so that nothing falls between a page and the live channel: ids, heads of those, then the rows."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.models import Audience, Member
from accounts.prepared import Prepared
from realtime.page import Page
from social import carried, rows
from social.items.models import Item
from social.own import Own, hidden_by, own_state, with_reaction

ITEMS = 20
COMMENTS = 50
MOST_STREAMS = 200


class Stretch(NamedTuple):
    """Rows of a page; `more`: the key of the last one when others follow it."""

    rows: list[SafeString]
    own: Own
    more: str
    items: Iterable[Item] = ()
    above: list[SafeString] | tuple = ()  # on top of them, whatever their age


def language() -> str:
    return (get_language() or "nl")[:2]


def number(text: str | None) -> int | None:
    """Read an id from an address; what is none counts as not given."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None


def read_items(
    request, page: Page, query, audiences: Iterable[Audience] | None = None, hidden: bool = False, above: Iterable[int] = ()
) -> Stretch:
    """Read the newest items of `query`, which is scoped already; `?before=` an id: the older ones.

    `hidden`: also those that the viewer does not want to meet."""
    before = number(request.GET.get("before"))
    older = query.filter(pk__lt=before) if before else query
    older = older if hidden else older.exclude(hidden_by(request.user))
    return read_found(request, page, list(older.order_by("-pk").values_list("pk", "shared_id")[: ITEMS + 1]), audiences, above)


def read_found(request, page: Page, found: list[tuple[int, int | None]], audiences, above: Iterable[int]) -> Stretch:
    """Read the items whose ids were found, one more than are shown, each with the id of what it passes on."""
    ids, shared = [pk for pk, _shared in found], {shared for _pk, shared in found[:ITEMS] if shared}
    return read_these(request, page, ids[:ITEMS], str(ids[ITEMS - 1]) if ids[ITEMS:] else "", audiences, above, shared)


def read_these(
    request,
    page: Page,
    ids: list[int],
    more: str,
    audiences: Iterable[Audience] | None = None,
    above: Iterable[int] = (),
    shared: Iterable[int] = (),
) -> Stretch:
    """Read the items with these ids, in their order, as far as the viewer still sees them; those `above` apart, and once.

    `shared`: what they pass on, to be read with them; where that was not known before it costs a query.
    """
    above = sorted(above, reverse=True)
    wanted = [*above, *(pk for pk in ids if pk not in above)]
    page.listen(f"i{pk}" for pk in wanted)
    found = {item.pk: item for item in THESE(request.user, ids={*wanted, *shared})}
    items = [found[pk] for pk in wanted if pk in found]
    own = own_state(request.user, items, audiences=audiences)
    drawn = rows.item_rows(items, language(), own, inside_of(request.user, items, found, shared))
    top = sum(pk in found for pk in above)
    return Stretch(drawn[top:], own, more, items[top:], drawn[:top])


def _these(member: Member, ids: list[int]):
    return with_reaction(member, Item.objects.visible_to(member).filter(pk__in=ids).select_related(*rows.ITEM_NEEDS))


THESE = Prepared(_these)


def inside_of(member: Member, items: Iterable[Item], found: dict[int, Item], looked_for: Iterable[int]) -> dict[int, str]:
    """What these items pass on, as far as the member may see it. `found` holds what they see of those `looked_for` already."""
    asked = {item.shared_id for item in items if item.shared_id}
    if others := asked.difference(looked_for, found):
        seen = Item.objects.visible_to(member).filter(pk__in=others).select_related("author", "audience__group")
        found = found | {item.pk: item for item in seen}
    return carried.shared_in(items, asked, found, language())
