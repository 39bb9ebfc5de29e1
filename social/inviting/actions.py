"""Asking a colleague into a group. An invite shows its group's card to one person, and is no access until they take it up."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible, Refused
from realtime.publish import publish
from social.groups.actions import lock_group
from social.groups.models import Group, Invite
from social.joining.actions import drop_invites, invite_of, lock_seen, person_called, row_of
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import News

INSIDE = _("%(name)s is in this group already.")


@transaction.atomic
def invite(member: Member, pk: int, handle: str) -> Invite:
    """Ask somebody to join, and tell them. Asked twice is asked once."""
    group = lock_group(pk)
    policy.require(member, "invite", group)
    asked = person_called(member, handle)
    if row_of(group, asked) is not None:
        raise Refused(INSIDE % {"name": asked.name})
    one, new = Invite.objects.for_system("the policy was asked").get_or_create(group=group, member=asked, defaults={"by": member})
    if new:
        publish(tell(News(Notification.Verb.INVITED, one.event, member.pk, None, group=group.pk), [asked.pk]))
    return one


@transaction.atomic
def decline(member: Member, pk: int) -> Group:
    """Say no to an invite. They may be asked again."""
    group = lock_seen(member, pk)
    if found := invite_of(group, member):
        publish(_drop(found))
    return group


@transaction.atomic
def withdraw_invite(member: Member, pk: int, invite_pk: int) -> None:
    """Take an invite back: by who gave it, or by who decides who comes in."""
    group = lock_group(pk)
    found = Invite.objects.visible_to(member).filter(group=group, pk=invite_pk).first()
    if found is None or not policy.can_see(member, group.audience):
        raise NotVisible
    if found.by_id != member.pk:
        policy.require(member, "admit", group)
    publish(_drop(found))


def _drop(one: Invite):
    return drop_invites(Invite.objects.for_system("who may take it away was asked").filter(pk=one.pk))
