"""Remembering up to where a member has read their places."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from accounts import policy
from accounts.models import Member
from social.items.models import Item
from social.marks.models import Mark

# Two tabs may tell it at once and in any order: a mark only ever goes forward.
MARK = """INSERT INTO social_readmark (member_id, audience_id, up_to) VALUES (%s, %s, %s)
ON CONFLICT (member_id, audience_id) DO UPDATE SET up_to = excluded.up_to WHERE social_readmark.up_to < excluded.up_to"""


@transaction.atomic
def mark_read(member: Member, ids: Iterable[int]) -> list[int]:
    """Mark the places of these items as read up to them; return those places. What the member cannot see marks nothing."""
    found: dict[int, int] = {}
    for audience, pk in Item.objects.visible_to(member).filter(pk__in=list(ids)).values_list("audience_id", "pk"):
        found[audience] = max(pk, found.get(audience, 0))
    return _mark(member, found)


@transaction.atomic
def mark_all_read(member: Member, up_to: int) -> list[int]:
    """Mark all places of the member's timeline as read up to the item they saw last, and their own marks as done."""
    older = Item.objects.visible_to(member).filter(audience=OuterRef("pk"), pk__lte=up_to).order_by("-pk").values("pk")[:1]
    places = policy.feed_audiences(member).annotate(last=Subquery(older)).filter(last__isnull=False)
    Mark.objects.for_system("the viewer's own").filter(member=member, unread=True).update(unread=False)
    return _mark(member, dict(places.values_list("pk", "last")))


def _mark(member: Member, found: dict[int, int]) -> list[int]:
    rows = [(member.pk, audience, up_to) for audience, up_to in sorted(found.items())]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(MARK, rows)
    return sorted(found)
