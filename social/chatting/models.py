"""The chat of a session: one line after the other."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.guard import Guarded
from accounts.models import Audience
from social.items.models import Item, State


class Line(Guarded):
    """What somebody said in the chat, or announced above it. Its order is that of its id.

    With the audience behind the stage it is moderators' talk.
    `by_host`: its author hosted the session then. `asked_live`: its author had raised a hand, and was given the floor.
    `chapter`: the question that was being answered then.
    `deleted_by`: whoever took it away; its place says so, its words are gone.
    """

    class Kind(models.TextChoices):
        CHAT = "chat"
        ANNOUNCEMENT = "announcement"

    policy_path = "audience"
    policy_shown = {"item__state": State.PUBLISHED}

    item = models.ForeignKey(Item, models.CASCADE, related_name="lines")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CHAT)
    text = models.TextField(blank=True)
    mentions = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    by_host = models.BooleanField(default=False)
    asked_live = models.BooleanField(default=False)
    chapter = models.ForeignKey("social.Question", models.SET_NULL, null=True, related_name="discussion")
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["item", "-id"], name="line_by_item"),
            models.Index(fields=["item", "author", "-id"], name="line_by_author"),
        ]

    @property
    def is_public(self) -> bool:
        return self.audience_id == self.item.audience_id

    @property
    def shelf(self) -> str:
        """The list of the page in which it stands."""
        return "said" if self.is_public else "backstage"
