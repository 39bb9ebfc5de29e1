"""What an administrator looked up about a group they are not in; its owners see it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.guard import Guarded
from social.groups.models import Group


class LookUp(Guarded):
    """That `admin` saw the name, the owners and the size of the group."""

    policy_path = "group__audience"

    group = models.ForeignKey(Group, models.CASCADE, related_name="look_ups")
    admin = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["group", "-id"], name="look_up_by_group")]
