"""What stands inside a row and is another for each viewer: a poll with or without its results, a post that is passed on.

A row is drawn for no viewer in particular, so it holds a place for this: what the row itself shows there (`for_nobody`)
says nothing that is not for everybody. Pages fill it for their viewer; for rows that come live the browser asks.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator

from accounts.models import Member
from social.drawing import SHELF, place_of, release
from social.items.models import Item, State
from social.statuses.models import Choice, Praise, Vote

FIRST_WORDS = 240
PRAISES = 5


def carries(item: Item) -> bool:
    """Whether there is anything inside; what was removed holds nothing any more."""
    return item.state == State.PUBLISHED and bool(item.shared_id or item.data.get("poll"))


def for_nobody(item: Item, language: str) -> str:
    """The place as the row itself holds it: the poll's choices, or a link to the post that only leads on who may see it."""
    if not carries(item):
        return ""
    poll = item.data.get("poll") or {}
    key = ("carried", item.pk, item.shared_id, poll.get("voters"), poll.get("closes"), language, release())
    drawn = SHELF.find(key)
    if drawn is None:
        words = {"item": item, "poll": poll, "closes_at": closing(poll)}
        with translation.override(language), timezone.override(None):
            drawn = render_to_string("carried/poll.html" if poll else "carried/shared.html", words)
        SHELF.keep(key, drawn, len(drawn))
    return drawn


def shared_in(items: Iterable[Item], asked: set[int], found: dict[int, Item], language: str) -> dict[int, str]:
    """Draw what these items pass on, by item. `asked`: the originals that were looked for; `found`: those the viewer may see."""
    with translation.override(language):
        return {item.pk: _shared(item, found.get(item.shared_id)) for item in items if item.shared_id in asked and carries(item)}


def for_viewer(request, item: Item, again: bool = False) -> str:
    """Draw what is inside the item for the viewer: `again` shows the form of a poll to who voted already."""
    if not carries(item):
        return ""
    if item.shared_id:
        seen = Item.objects.visible_to(request.user).select_related("author", "audience__group")
        return _shared(item, seen.filter(pk=item.shared_id).first())
    return _poll(request, item, again)


def closing(poll: dict) -> datetime | None:
    return datetime.fromisoformat(poll["closes"]) if poll.get("closes") else None


def card(original: Item) -> str:
    """Draw a post that the viewer sees, as it stands inside another."""
    words = {"original": original, "place": place_of(original.audience), "first_words": Truncator(original.text).chars(FIRST_WORDS)}
    return render_to_string("carried/card.html", words)


def praise_of(viewer: Member, member: Member) -> list[Praise]:
    """The newest praise of a colleague, as far as the viewer may see the posts."""
    seen = Praise.objects.visible_to(viewer).filter(member=member)
    return list(seen.select_related("item__author").order_by("-pk")[:PRAISES])


def choices_of(member: Member, item: Item) -> list[Choice]:
    """The choices of the item's poll, with whether the member chose them, as `mine`."""
    own = Vote.objects.for_system("the viewer's own").filter(choice=OuterRef("pk"), member=member)
    seen = Choice.objects.visible_to(member).filter(poll__item=item).select_related("poll")
    return list(seen.annotate(mine=Exists(own)))


def _shared(item: Item, original: Item | None) -> str:
    return render_to_string("carried/shared.html", {"item": item, "filled": True, "card": card(original) if original else ""})


def _poll(request, item: Item, again: bool) -> str:
    choices = choices_of(request.user, item)
    closes_at, voters = closing(item.data["poll"]), item.data["poll"]["voters"]
    closed = closes_at is not None and closes_at <= timezone.now()
    voted = any(choice.mine for choice in choices)
    for choice in choices:
        choice.share = round(100 * choice.votes / voters) if voters else 0
    words = {
        "item": item,
        "poll": item.data["poll"],
        "choices": choices,
        "closes_at": closes_at,
        "closed": closed,
        "voted": voted,
        "results": closed or (voted and not again),
        "most": max(voters, 1),
        "back": reverse("item", args=[item.pk]),
    }
    return render_to_string("carried/poll_own.html", words, request=request)
