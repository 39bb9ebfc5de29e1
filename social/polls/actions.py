"""Voting. What somebody chose is read only for themselves and for counting."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible, Refused
from realtime.publish import Change, publish
from social.items.actions import lock_item
from social.items.models import Item
from social.statuses.models import Choice, Poll, Vote

CLOSED = _("This poll is closed.")
NOT_ONE = _("Choose one of the answers.")


@transaction.atomic
def vote(member: Member, item_pk: int, chosen: Iterable[int]) -> Item:
    """Choose, or choose again: the vote is these choices and no others. Said twice it stays what it was."""
    item, chosen = lock_item(item_pk), set(chosen)
    policy.require(member, "vote", item)
    poll = Poll.objects.visible_to(member).filter(item=item).first()
    if poll is None:
        raise NotVisible
    if poll.closes_at is not None and poll.closes_at <= timezone.now():
        raise Refused(CLOSED)
    there = set(Choice.objects.visible_to(member).filter(poll=poll).values_list("pk", flat=True))
    if not chosen or not chosen <= there or (len(chosen) > 1 and not poll.multiple):
        raise Refused(NOT_ONE)
    own = Vote.objects.for_system("the member's own").filter(choice__in=there, member=member)
    before = set(own.values_list("choice_id", flat=True))
    own.filter(choice__in=before - chosen).delete()
    Vote.objects.bulk_create(Vote(choice_id=pk, member=member) for pk in chosen - before)
    _count(before - chosen, -1)
    _count(chosen - before, 1)
    if not before:
        item.data["poll"]["voters"] += 1
        item.save(update_fields=["data"])
    if before != chosen:
        publish([Change(item.stream, "counts", item.pk)])
    return item


def _count(choices: set[int], change: int) -> None:
    Choice.objects.for_system("counted under the item's lock").filter(pk__in=choices).update(votes=F("votes") + change)
