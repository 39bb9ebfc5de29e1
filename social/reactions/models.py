"""A reaction: what a member feels about an item or a comment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.guard import Guarded
from social.comments.models import Comment
from social.items.models import WITH_PAGE, Item


class Kind(models.TextChoices):
    """What there is to choose from; the organisation says which of them, and in which order (`Organisation.reactions`)."""

    LIKE = "like", _("Like")
    LOVE = "love", _("Love")
    LAUGH = "laugh", _("Funny")
    CELEBRATE = "celebrate", _("Celebrate")
    THANKS = "thanks", _("Thanks")
    SAD = "sad", _("Sad")


def kinds_of(thing: Item | Comment) -> dict[str, int]:
    """How many of each kind: what was never counted by kind is a like."""
    return thing.reaction_kinds or ({str(Kind.LIKE): thing.reaction_count} if thing.reaction_count else {})


class Reaction(Guarded):
    """One member's reaction to an item, or to the comment of it."""

    policy_path = "item__audience"
    policy_shown = {"item__state__in": WITH_PAGE}

    item = models.ForeignKey(Item, models.CASCADE, related_name="reactions")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="reactions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=12, default=Kind.LIKE)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "item"], condition=Q(comment=None), name="one_reaction_to_item"),
            models.UniqueConstraint(fields=["member", "comment"], condition=Q(comment__isnull=False), name="one_reaction_to_comment"),
        ]
