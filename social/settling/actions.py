"""What a group's owners decide about it beside its words: its cover, its rest, and that more people see it."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Audience, Member, Membership
from accounts.policy import Refused
from accounts.roles import Rank
from media.actions import move_file, share_file, withdraw_file
from media.models import File
from realtime.publish import Change, open_stream, publish
from social import receipts
from social.groups.actions import RANKS, change_kind, lock_group, redrawn, wider
from social.groups.models import Group
from social.items.models import Item, State

NOT_WIDER = _("This group is that wide already.")


class Widening(NamedTuple):
    """That a group of the kind `now` becomes visible: to so many people more, with so many posts."""

    now: str
    people: int
    posts: int


class OtherNumbers(Exception):
    """What was confirmed is not what would happen any more."""


def widening_of(group: Group, to: str) -> Widening:
    """Say what it would mean: who is not in the group sees its card, and in an open one its posts too."""
    inside = Membership.objects.filter(audience=group.audience_id)
    people = Member.objects.everyone().exclude(pk__in=inside.values("member_id")).count()
    there = Item.objects.for_system("counted for its owners").filter(audience=group.audience_id, state=State.PUBLISHED)
    posts = there.exclude(kind=Item.Kind.NOTE).count() if to == Group.Kind.OPEN else 0
    return Widening(group.kind, people, posts)


@transaction.atomic
def widen_group(member: Member, pk: int, to: str, confirmed: Widening, key: str = "") -> Group:
    """Let more people see the group, exactly as many as was `confirmed`; it is written down in the group."""
    group = lock_group(pk)
    policy.require(member, "settle", group)
    if receipts.repeated(member, key):
        return group
    if not wider(group.kind, to):
        raise Refused(NOT_WIDER)
    if widening_of(group, to) != confirmed:
        raise OtherNumbers
    former = group.kind
    changed = change_kind(group, to)
    publish([*redrawn(group), *_write_note(group, member, {"what": "widened", "from": former, "to": to}), *changed])
    return group


@transaction.atomic
def set_cover(member: Member, pk: int, file: File) -> Group:
    """Show an unshared picture of the member on top of the group, to whoever sees its card."""
    group = lock_group(pk)
    policy.require(member, "settle", group)
    share_file(file, group.audience)
    move_file(file, group.card_audience)
    _change_cover(group, file)
    return group


@transaction.atomic
def remove_cover(member: Member, pk: int) -> Group:
    """Show no picture any more; the one there was is gone at once."""
    group = lock_group(pk)
    policy.require(member, "settle", group)
    _change_cover(group, None)
    return group


@transaction.atomic
def archive_group(member: Member, pk: int, on: bool) -> Group:
    """Put the group to rest: it is read, and nothing and nobody new comes in. Or bring it back as it was."""
    group = lock_group(pk)
    policy.require(member, "settle", group)
    if on == bool(group.archived_at):
        return group
    if on:
        group.ranks_before = {name: getattr(group.audience, name) for name in RANKS}
        ranks = dict.fromkeys(RANKS, Rank.NOBODY)
    else:
        ranks, group.ranks_before = group.ranks_before, {}
    group.archived_at = timezone.now() if on else None
    group.save(update_fields=["archived_at", "ranks_before"])
    Audience.objects.filter(pk=group.audience_id).update(**ranks)
    publish(_write_note(group, member, {"what": "archived" if on else "back"}))
    return group


def _change_cover(group: Group, file: File | None) -> None:
    former, group.cover = group.cover, file
    group.save(update_fields=["cover"])
    if former is not None:
        withdraw_file(former)


def _write_note(group: Group, member: Member, data: dict) -> list[Change]:
    """Write in the group's own timeline what became of it; return what to publish."""
    note = Item.objects.create(kind=Item.Kind.NOTE, author=member, audience=group.audience, data=data)
    open_stream(note.stream, group.audience_id)
    return [Change(group.audience.stream, "item", note.pk, note.version)]
