"""What a member follows beside the places they are in, and whom they do not want to hear."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Audience
from social.items.models import Topic


class Follow(models.Model):
    """A member follows one person, one topic or one place. Following shows what they may see anyway; it gives no access."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="followers")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="followers")
    audience = models.ForeignKey(Audience, models.CASCADE, null=True, related_name="followers")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", name], condition=Q(**{f"{name}__isnull": False}), name=f"one_follow_of_{name}")
            for name in ("person", "topic", "audience")
        ]


class MutedPerson(models.Model):
    """A member does not want to meet this person's posts and comments; the person does not learn of it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="muted_people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="muted_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "person"], name="one_muted_person")]
