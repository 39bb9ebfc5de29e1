"""How many threads of notifications a member has not read: those they may still see, of things that still stand."""

from collections.abc import Iterable

from django.db.models import Count

from accounts import policy
from accounts.models import Audience, Member
from social.notifications.models import STANDING, Notification


def unread(member: Member):
    """The query that counts them, to come along with another one."""
    waiting = Notification.objects.visible_to(member).filter(STANDING, member=member, read_at=None)
    return waiting.order_by().values("member_id").annotate(n=Count("thread", distinct=True)).values("n")


def unread_of(members: Iterable[int]) -> dict[int, int]:
    """The same for many members at once."""
    hearings = policy.may_hear(members)
    counts = dict.fromkeys(hearings, 0)
    waiting = Notification.objects.for_system("each count is filtered by what its member may hear")
    waiting = waiting.filter(STANDING, member__in=hearings, read_at=None)
    for member, audience, kind, number in waiting.values_list("member_id", "audience_id", "audience__kind").annotate(
        n=Count("thread", distinct=True)
    ):
        if policy.is_told(hearings[member], Audience(pk=audience, kind=kind) if audience else None):
            counts[member] += number
    return counts
