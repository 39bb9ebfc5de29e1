"""Hands that are up in a session: hosts and moderators see them in their order."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.guard import Guarded
from social.items.models import State
from social.sessions.models import Session


class Hand(Guarded):
    """That a member would like to say something. `given_at`: they have the floor, and their next line is marked; then it is gone."""

    policy_path = "session__backstage"
    policy_shown = {"session__item__state": State.PUBLISHED}

    session = models.ForeignKey(Session, models.CASCADE, related_name="hands")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="one_hand_up")]

    @property
    def version(self) -> int:
        return 2 if self.given_at else 1
