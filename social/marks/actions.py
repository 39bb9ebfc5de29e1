"""What members note down for themselves about posts and people. Nobody else learns of it, so nothing is published."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible, Refused
from social.follows.models import MutedPerson
from social.items.models import Item
from social.marks.models import Mark, Seen

MOST_MUTED = 500
QUIET = 300  # hidden posts that a browser knows of: those that may still change on an open page are the newest
EPOCH, TICK, LATEST = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1), 10**16
OWN = "the member's own marks"
NOT_YOURSELF = _("You cannot mute yourself.")
ENOUGH_MUTED = _("You have muted as many people as can be. Hear somebody again first.")


def keep_item(member: Member, pk: int, on: bool) -> Item:
    """Put an item on the member's list to keep, or take it off. Kept twice it keeps its place."""
    item = seen_item(member, pk)
    kept = Mark.objects.for_system(OWN).filter(member=member, item=item, bookmarked_at__isnull=False)
    if kept.exists() != on:
        _mark(member, item, bookmarked_at=timezone.now() if on else None)
    return item


def hide_item(member: Member, pk: int, on: bool) -> Item:
    """Leave an item out of the member's lists, or bring it back."""
    item = seen_item(member, pk)
    _mark(member, item, hidden=on)
    return item


def mark_unread(member: Member, pk: int) -> Item:
    """Let the member meet a conversation among what they have not read."""
    item = seen_item(member, pk)
    _mark(member, item, unread=True)
    return item


@transaction.atomic
def read_up_to(member: Member, pk: int, number: int) -> None:
    """The member has read the comments up to this number; it never goes back."""
    item = seen_item(member, pk)
    marks = Mark.objects.for_system(OWN)
    mark, made = marks.select_for_update().get_or_create(member=member, item=item, defaults={"read_seq": min(number, item.comment_seq)})
    read = max(min(number, item.comment_seq), mark.read_seq or 0)
    if not made and (mark.unread or mark.read_seq != read):
        marks.filter(pk=mark.pk).update(read_seq=read, unread=False)


def mute_person(member: Member, handle: str, on: bool) -> Member:
    """Do not let the member meet this person's posts and comments any more, or again. The person does not learn of it."""
    person = Member.objects.filter(policy.people_visible_to(member), handle=handle).first()
    if person is None:
        raise NotVisible
    if person.pk == member.pk:
        raise Refused(NOT_YOURSELF)
    muted = MutedPerson.objects.filter(member=member)
    if not on:
        muted.filter(person=person).delete()
    elif muted.count() >= MOST_MUTED:
        raise Refused(ENOUGH_MUTED)
    else:
        MutedPerson.objects.get_or_create(member=member, person=person)
    return person


@transaction.atomic
def count_seen(member: Member, pks: list[int]) -> dict[int, int]:
    """Count the member once for each of these items of others that they may see; return how many saw each."""
    seen = Item.objects.visible_to(member).filter(pk__in=pks).exclude(author=member)
    who = {pk: _who(member, pk) for pk in seen.values_list("pk", flat=True)}
    # Two windows of one member wait for each other here, and nobody else does.
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)
    rows = Seen.objects.for_system("counts, names nobody")
    before = set(rows.filter(item__in=list(who), who__in=list(who.values())).values_list("item_id", flat=True))
    new = sorted(who.keys() - before)
    items = Item.objects.for_system("seen by the member, as was asked above")
    if new:
        list(items.select_for_update(no_key=True).filter(pk__in=new).order_by("pk").values_list("pk"))  # in one order, whoever counts
        rows.bulk_create([Seen(item_id=pk, who=who[pk]) for pk in new], ignore_conflicts=True)
        items.filter(pk__in=new).update(seen_count=F("seen_count") + 1)
    return dict(items.filter(pk__in=list(who)).values_list("pk", "seen_count"))


def kept_items(member: Member, before: int | None = None):
    """The member's list to keep: marks, the newest first; those kept before this `moment`."""
    kept = Mark.objects.visible_to(member).filter(member=member, bookmarked_at__isnull=False)
    if before is not None:
        kept = kept.filter(bookmarked_at__lt=EPOCH + min(before, LATEST) * TICK)
    return kept.order_by("-bookmarked_at")


def moment(mark: Mark) -> int:
    """When it was kept, as a whole number that an address can hold."""
    return (mark.bookmarked_at - EPOCH) // TICK


def hidden_items(member: Member):
    """What the member hid and could still see."""
    hidden = Mark.objects.for_system(OWN).filter(member=member, hidden=True)
    return Item.objects.visible_to(member).filter(pk__in=hidden.values("item_id"))


def muted_people(member: Member):
    """Whom the member does not want to meet, the newest first."""
    return MutedPerson.objects.filter(member=member).select_related("person").order_by("-pk")


def quiet(member: Member) -> dict[str, list[int]]:
    """What a live page of the member leaves out: people, and the newest of the hidden items."""
    hidden = Mark.objects.for_system(OWN).filter(member=member, hidden=True).order_by("-item_id")
    muted = MutedPerson.objects.filter(member=member).order_by("pk")[:MOST_MUTED]
    return {"muted": list(muted.values_list("person_id", flat=True)), "hidden": list(hidden.values_list("item_id", flat=True)[:QUIET])}


def seen_item(member: Member, pk: int) -> Item:
    """Return the item, or raise NotVisible."""
    item = Item.objects.visible_to(member).filter(pk=pk).only("pk", "comment_seq").first()
    if item is None:
        raise NotVisible
    return item


def _mark(member: Member, item: Item, **values) -> None:
    Mark.objects.for_system(OWN).update_or_create(member=member, item=item, defaults=values)


def _who(member: Member, item: int) -> int:
    """A number that is always the same for this member and item and tells neither, for whoever lacks the key."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"seen:{member.pk}:{item}".encode(), sha256)
    return int.from_bytes(digest[:8], "big") >> 1
