"""Telling members what concerns them, and their reading of it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from realtime.publish import Change, publish
from social.notifications.models import Notification
from social.notifications.tasks import BATCH, News, tell_rest, tell_some


def tell(news: News, members: Iterable[int]) -> list[Change]:
    """Notify those of `members` who may see it, never the actor; return what the caller's `publish` has to add.

    In the caller's transaction. Who does not fit in it is told by a task right after.
    """
    others = [pk for pk in dict.fromkeys(members) if pk != news.actor]
    if others[BATCH:]:
        tell_rest.enqueue(list(news), others[BATCH:])
    return tell_some(news, others[:BATCH])


@transaction.atomic
def read_notifications(member: Member, up_to: int | None = None, thread: str | None = None) -> None:
    """Mark the member's notifications as read: those of `thread`, or all; those that came after `up_to` excepted."""
    waiting = Notification.objects.visible_to(member).filter(member=member, read_at=None)
    if up_to is not None:
        waiting = waiting.filter(pk__lte=up_to)
    if thread is not None:
        waiting = waiting.filter(thread=thread)
    if waiting.update(read_at=timezone.now()):
        publish([Change(f"m{member.pk}", "bell", member.pk)])
