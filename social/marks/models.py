"""What a member keeps about items for themselves: nobody else sees any of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.guard import Guarded
from accounts.models import Audience
from social.items.models import Item, State


class Mark(Guarded):
    """A member's own mark on an item. `hidden`: it is not in their lists. `bookmarked_at`: it is on their list to keep.

    `read_seq`: the number of the last comment they have read in its conversation; `unread`: they want to read it again.
    """

    policy_path = "item__audience"
    policy_shown = {"item__state": State.PUBLISHED}

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="marks")
    bookmarked_at = models.DateTimeField(null=True)
    hidden = models.BooleanField(default=False)
    unread = models.BooleanField(default=False)
    read_seq = models.PositiveIntegerField(null=True)
    announcement_read = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "item"], name="one_mark")]
        indexes = [models.Index(fields=["member", "-bookmarked_at"], condition=models.Q(bookmarked_at__isnull=False), name="mark_kept")]


class ReadMark(models.Model):
    """Up to which item a member has read a place."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="+")
    up_to = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "audience"], name="one_read_mark")]


class Seen(Guarded):
    """That one more member had an item on screen. `who` is a keyed hash of member and item: it counts, it does not name."""

    policy_path = "item__audience"

    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    who = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "who"], name="seen_once")]
