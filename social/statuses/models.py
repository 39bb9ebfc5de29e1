"""What a status may carry besides words and pictures: a poll, praise for a colleague."""

from django.conf import settings
from django.db import models

from accounts.guard import Guarded
from social.items.models import Item, State


class Poll(Guarded):
    """A question with choices. Who voted for what is never shown; results come after one's own vote or when it is closed.

    How many voted stands in the item's `data`, with what its row draws of the poll.
    """

    policy_path = "item__audience"
    policy_shown = {"item__state": State.PUBLISHED}

    item = models.OneToOneField(Item, models.CASCADE, related_name="poll")
    multiple = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True)


class Choice(Guarded):
    """One answer of a poll, with its votes."""

    policy_path = "poll__item__audience"
    policy_shown = {"poll__item__state": State.PUBLISHED}

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=100)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]


class Vote(Guarded):
    """That a member chose this. Read only for its own member and for counting."""

    policy_path = "choice__poll__item__audience"
    policy_shown = {"choice__poll__item__state": State.PUBLISHED}

    choice = models.ForeignKey(Choice, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["choice", "member"], name="one_vote")]


class Praise(Guarded):
    """A status that praises a colleague."""

    policy_path = "item__audience"
    policy_shown = {"item__state": State.PUBLISHED}

    item = models.OneToOneField(Item, models.CASCADE, related_name="praise")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="praises")
