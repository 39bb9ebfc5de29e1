"""Who prepares sessions for whom: a leader names delegates, and takes that back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Delegation, Member
from accounts.policy import Refused
from realtime.publish import Change, publish
from social import receipts
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import News

MOST = 10
TOO_MANY = _("You can have at most %(n)d delegates.")
NOT_A_GUEST = _("A guest cannot be a delegate.")
NOT_ONESELF = _("You need no delegation for yourself.")


@transaction.atomic
def name_delegates(leader: Member, people: Iterable[Member], key: str = "") -> None:
    """Let these colleagues prepare sessions for the leader, beside those who do already; each is told once."""
    policy.require(leader, "delegate")
    if receipts.repeated(leader, key):
        return
    Member.objects.select_for_update().get(pk=leader.pk)  # two forms at once would name more than there may be
    there = set(leader.delegations.values_list("delegate_id", flat=True))
    new = [person for person in people if person.pk not in there]
    _refuse(leader, new)
    if len(there) + len(new) > MOST:
        raise Refused(TOO_MANY % {"n": MOST})
    told: list[Change] = []
    for person in new:
        made = Delegation.objects.create(leader=leader, delegate=person)
        told += tell(News(Notification.Verb.DELEGATED, event_of(made), leader.pk, None), [person.pk])
    if told:
        publish(told)


@transaction.atomic
def withdraw_delegate(leader: Member, pk: int) -> None:
    """Take it back: from now on they plan nothing new. That they were told of it goes too. Done twice it stays what it was."""
    policy.require(leader, "delegate")
    made = Delegation.objects.filter(leader=leader, pk=pk).first()
    if made is None:
        return
    told = Notification.objects.for_system("goes with the delegation").filter(event=event_of(made), audience=None)
    changes = [Change(f"m{made.delegate_id}", "notification", one, 2) for one in told.values_list("pk", flat=True)]
    told.delete()
    made.delete()
    if changes:
        publish(changes)


def event_of(made: Delegation) -> str:
    """How the notification of it is called."""
    return f"delegation-{made.pk}"


def _refuse(leader: Member, people: list[Member]) -> None:
    if leader in people:
        raise Refused(NOT_ONESELF)
    if any(person.is_guest for person in people):
        raise Refused(NOT_A_GUEST)
