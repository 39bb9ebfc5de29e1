"""What is old enough to forget. Each function returns how much it took away."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from accounts.models import Receipt
from realtime.models import Event
from social.kept import wipe_deleted

KEPT = timedelta(days=7)


def events(kept: timedelta = KEPT) -> int:
    """Forget old events from the front of each stream, so that what remains has no gaps."""
    old = Event.objects.filter(at__lt=timezone.now() - kept)
    taken = 0
    for stream, last in old.values_list("stream").annotate(last=Max("position")).order_by("stream").iterator():
        taken += Event.objects.filter(stream=stream, position__lte=last).delete()[0]
    return taken


def receipts(kept: timedelta = KEPT) -> int:
    """Forget which forms were sent: nobody sends one again after a week."""
    return Receipt.objects.filter(at__lt=timezone.now() - kept).delete()[0]


def deleted() -> int:
    """Wipe the posts and comments that were deleted, when that cannot be undone any more."""
    return wipe_deleted()


def sessions() -> int:
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def tasks(kept: timedelta = KEPT) -> int:
    """Forget finished tasks; they may name people."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - kept).delete()[0]


def files() -> int:
    """Sweep the files nobody needs any more."""
    try:
        sweep = import_string("media.sweep.sweep")
    except ImportError:
        return 0
    return sweep() or 0
