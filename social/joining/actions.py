"""Who is in a group: joining, asking, letting in, leaving, taking out, handing over."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member, Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime.models import Stream
from realtime.publish import Change, publish
from social import receipts
from social.follows.actions import timeline_changed
from social.follows.models import Follow
from social.groups.actions import lock_group
from social.groups.models import Ask, Group, Invite, Silence
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import News
from social.sessions.actions import leave_backstages

NOT_OPEN = _("This group does not let people in by themselves. Ask to join.")
NOT_ASKED = _("Nobody asks to join this group.")
LAST_OWNER = _("You are the only owner. Make somebody else an owner first.")
ABOVE = _("You may not do this to somebody with the same or a higher standing.")
NOBODY = _("There is nobody with this handle whom you can add.")
NOT_INSIDE = _("Choose somebody who is in the group.")
DROPPED_LIVE = 12  # their bells; the others see it on their next page
ARCHIVED = _("This group is archived. Nobody comes in any more.")


class LastOwner(Refused):
    """The group would be without an owner."""


@transaction.atomic
def join(member: Member, pk: int) -> Group:
    """Become a member of an open group, or of one to which one was invited."""
    group = lock_seen(member, pk)
    if row_of(group, member) is not None:
        return group
    if group.kind != Group.Kind.OPEN and not invite_of(group, member):
        raise Refused(NOT_OPEN)
    publish(_let_in(group, member))
    return group


@transaction.atomic
def leave(member: Member, pk: int, key: str = "") -> Group:
    """Give up one's membership. The last owner hands the group over first."""
    group = lock_group(pk)
    if receipts.repeated(member, key):
        return group
    policy.require(member, "leave", group)
    _keep_an_owner(group, row_of(group, member))
    publish(_let_out(group, member))
    return group


@transaction.atomic
def ask(member: Member, pk: int, said: str = "") -> Group:
    """Ask to be let into a closed group; its owners and moderators are told. Asked twice is asked once."""
    group = lock_seen(member, pk)
    if group.kind != Group.Kind.CLOSED or row_of(group, member):
        raise Refused(NOT_ASKED)
    _refuse_archived(group)
    asked, new = Ask.objects.for_system("the member's own").get_or_create(group=group, member=member, defaults={"words": said})
    if new:
        deciders = Membership.objects.filter(audience=group.audience, rank__gte=Rank.MODERATOR).order_by("-rank", "pk")
        news = News(Notification.Verb.ASK, f"ask{asked.pk}", member.pk, group.audience_id, group=group.pk)
        publish(tell(news, deciders.values_list("member_id", flat=True)))
    return group


@transaction.atomic
def withdraw_ask(member: Member, pk: int) -> Group:
    """Take one's question back."""
    group = lock_seen(member, pk)
    Ask.objects.for_system("the member's own").filter(group=group, member=member).delete()
    return group


@transaction.atomic
def admit(member: Member, pk: int, ask_pk: int) -> None:
    """Let in who asked, and tell them."""
    group = lock_group(pk)
    policy.require(member, "admit", group)
    asked = _take_ask(group, ask_pk)
    if asked is not None and asked.is_active:
        publish(_let_in(group, asked, by=member))


@transaction.atomic
def refuse(member: Member, pk: int, ask_pk: int) -> None:
    """Do not let in who asked. They may ask again."""
    group = lock_group(pk)
    policy.require(member, "admit", group)
    _take_ask(group, ask_pk)


@transaction.atomic
def add_member(member: Member, pk: int, handle: str) -> None:
    """Let in somebody who did not ask, at once, and tell them."""
    group = lock_group(pk)
    policy.require(member, "add", group)
    publish(_let_in(group, person_called(member, handle), by=member))


@transaction.atomic
def remove_member(member: Member, pk: int, who: int, why: str = "") -> None:
    """Take somebody out, and tell them, with the reason if one was given.

    From the commit on they see nothing of the group any more, their own posts neither; what they are told says the name that
    they knew, and does not follow the group any further.
    """
    group = lock_group(pk)
    rank = policy.require(member, "remove", group)
    row = row_of(group, Member(pk=who))
    if row is None:
        return
    if rank < Rank.OWNER and row.rank >= rank and who != member.pk:
        raise Refused(ABOVE)
    _keep_an_owner(group, row)
    news = News(Notification.Verb.REMOVED, f"out{row.pk}", member.pk, None, words=f"{group.name}\n{why}".strip())
    publish([*_let_out(group, row.member), *tell(news, [who])])


@transaction.atomic
def set_rank(member: Member, pk: int, who: int, rank: Rank) -> None:
    """Make a member a moderator or an owner, or an ordinary member again. One owner always stays."""
    group = lock_group(pk)
    policy.require(member, "rank", group)
    row = row_of(group, Member(pk=who))
    if row is None:
        raise NotVisible
    if rank < Rank.OWNER:
        _keep_an_owner(group, row)
    Membership.objects.filter(pk=row.pk).update(rank=rank)
    publish([Change(Stream.ACCESS, "member", who)])


@transaction.atomic
def hand_over(member: Member, pk: int, who: int, leaving: bool = False, key: str = "") -> Group:
    """Make a member the owner in one's own place; stay as an ordinary member, or leave in the same step."""
    group = lock_group(pk)
    if receipts.repeated(member, key):
        return group
    policy.require(member, "rank", group)
    row = row_of(group, Member(pk=who))
    if row is None or not row.member.is_active or row.member.is_guest or who == member.pk:
        raise Refused(NOT_INSIDE)
    Membership.objects.filter(pk=row.pk).update(rank=Rank.OWNER)
    mine = Membership.objects.filter(audience=group.audience, member=member)
    changes = [Change(Stream.ACCESS, "member", who)]
    if leaving:
        changes += _let_out(group, member)
    elif mine.update(rank=Rank.MEMBER):
        changes.append(Change(Stream.ACCESS, "member", member.pk))
    publish(changes)
    return group


@transaction.atomic
def silence(member: Member, pk: int, who: int, hours: int) -> None:
    """Ask a member to be quiet for so many hours: they read on, and write again afterwards, whether they left in between or not."""
    group = lock_group(pk)
    rank = policy.require(member, "silence", group)
    row = row_of(group, Member(pk=who))
    if row is None:
        raise NotVisible
    if row.rank >= rank:
        raise Refused(ABOVE)
    asked = {"by": member, "until": timezone.now() + timedelta(hours=hours)}
    Silence.objects.for_system("the policy was asked").update_or_create(group=group, member=row.member, defaults=asked)


@transaction.atomic
def end_silence(member: Member, pk: int, who: int) -> None:
    """Let somebody write again before the time is over."""
    group = lock_group(pk)
    policy.require(member, "silence", group)
    Silence.objects.for_system("the policy was asked").filter(group=group, member=who).delete()


@transaction.atomic
def put_welcome_away(member: Member, pk: int) -> None:
    """The member has read the group's welcome, and does not meet it again."""
    group = lock_seen(member, pk)
    Membership.objects.filter(audience=group.audience, member=member).update(greeted=True)


def person_called(member: Member, handle: str) -> Member:
    """Return the active person with this handle whom `member` sees."""
    found = Member.objects.active().filter(policy.people_visible_to(member), handle=handle.lower()).first()
    if found is None:
        raise Refused(NOBODY)
    return found


def lock_seen(member: Member, pk: int) -> Group:
    group = lock_group(pk)
    if not policy.can_see(member, group):
        raise NotVisible
    return group


def row_of(group: Group, member: Member) -> Membership | None:
    return Membership.objects.filter(audience=group.audience, member=member).select_related("member").first()


def _let_in(group: Group, member: Member, by: Member | None = None) -> list[Change]:
    """Write the membership; nothing changes for who is in already. What they asked, or were asked, is answered by it."""
    _refuse_archived(group)
    row, new = Membership.objects.get_or_create(audience=group.audience, member=member)
    if not new:
        return []
    _count(group)
    Ask.objects.for_system("answered by coming in").filter(group=group, member=member).delete()
    if invited := invite_of(group, member):
        told = Notification.objects.for_system("they see the group now: it goes with that").filter(event=invited.event)
        told.update(audience=group.audience)
        Invite.objects.for_system("answered by coming in").filter(pk=invited.pk).delete()
    told = []
    if by is not None:
        news = News(Notification.Verb.ADMISSION, f"in{row.pk}", by.pk, group.audience_id, group=group.pk)
        told = tell(news, [member.pk])
    return [Change(Stream.ACCESS, "member", member.pk), timeline_changed(member), *told]


def _let_out(group: Group, member: Member) -> list[Change]:
    Membership.objects.filter(audience=group.audience, member=member).delete()
    leave_backstages(group.audience, member)
    Follow.objects.filter(audience=group.audience, member=member).delete()
    _count(group)
    given = Invite.objects.for_system("nobody comes in by the word of who is out").filter(group=group, by=member)
    return [Change(Stream.ACCESS, "member", member.pk), timeline_changed(member), *drop_invites(given)]


def drop_invites(invites) -> list[Change]:
    """Take invites away that nobody took up, and that they were told of it; return what to publish, a few at most at once."""
    dropped = list(invites)
    told = Notification.objects.for_system("goes with the invite").filter(event__in=[one.event for one in dropped], audience=None)
    changes = [Change(f"m{member}", "notification", pk, 2) for pk, member in told.values_list("pk", "member_id")[:DROPPED_LIVE]]
    told.delete()
    invites.delete()
    return changes


def invite_of(group: Group, member: Member) -> Invite | None:
    """That the member was invited to the group, if they were."""
    return Invite.objects.for_system("the member's own").filter(group=group, member=member).first()


def _refuse_archived(group: Group) -> None:
    if group.archived_at:
        raise Refused(ARCHIVED)


def _take_ask(group: Group, ask_pk: int) -> Member | None:
    found = Ask.objects.for_system("the policy was asked").filter(pk=ask_pk, group=group).select_related("member").first()
    if found is None:
        return None
    Ask.objects.for_system("the policy was asked").filter(pk=found.pk).delete()
    return found.member


def _keep_an_owner(group: Group, row: Membership) -> None:
    owners = Membership.objects.filter(audience=group.audience, rank=Rank.OWNER, member__is_active=True)
    if row.rank == Rank.OWNER and not owners.exclude(pk=row.pk).exists():
        raise LastOwner(LAST_OWNER)


def _count(group: Group) -> None:
    """Count anew: rows also come from invitations, and go with their members."""
    inside = Membership.objects.filter(audience=group.audience_id).count()
    Group.objects.for_system("counted under its lock").filter(pk=group.pk).update(member_count=inside)
