"""What a member is told, read through the policy each time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts import policy
from accounts.guard import Guarded, GuardedQuerySet
from accounts.models import Audience, Member
from social.items.models import State

# What is told of a thing goes with the thing; not that it was removed.
STANDING = (Q(item=None) | Q(item__state=State.PUBLISHED)) & (Q(comment=None) | Q(comment__state=State.PUBLISHED)) | Q(verb="removed")


class NotificationQuerySet(GuardedQuerySet):
    def visible_to(self, member):
        """What is about an audience of `member`, and what is about none and for them alone."""
        alone = Q(audience=None, member__in=Member.objects.active().filter(pk=member and member.pk).values("pk"))
        seen = self.filter(policy.visible_to(member, "audience") | alone)
        seen.query.scope = f"visible to {member.pk if member else None}"
        return seen


class Notification(Guarded):
    """That somebody did something that concerns `member`. Gone from sight with the audience it is about.

    Without an audience it is about the member alone: that they were invited, or removed, by those whose place they do not see,
    or that a post of theirs could not be published (the actor is themselves).
    `event` names the happening: a member is told of it once, however often a batch runs. `thread` names what it is about
    (an item, a group): notifications of one thread are shown together. `words`: a reason that was given,
    and before it, on a line of its own, the name of the place that somebody was taken out of, as they knew it.
    """

    class Verb(models.TextChoices):
        MENTION = "mention"
        REPLY = "reply"
        ADMISSION = "admission"
        ASK = "ask"
        APPOINTED = "appointed"
        INVITED = "invited"
        REMOVED = "removed"
        PRAISE = "praise"
        ANNOUNCED = "announced"
        KEPT_BACK = "kept_back"
        HOSTING = "hosting"
        MOVED = "moved"
        CALLED_OFF = "called_off"
        REMINDER = "reminder"
        ANSWERED = "answered"
        PARKED = "parked"
        DECLINED = "declined"
        MERGED = "merged"
        REPORTED = "reported"
        PROMISED = "promised"
        DELEGATED = "delegated"

    policy_path = "audience"

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    verb = models.CharField(max_length=10, choices=Verb)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    audience = models.ForeignKey(Audience, models.CASCADE, null=True, related_name="+")
    item = models.ForeignKey("social.Item", models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey("social.Comment", models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey("social.Group", models.CASCADE, null=True, related_name="+")
    event = models.CharField(max_length=60)
    thread = models.CharField(max_length=30, blank=True)
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "event"], name="told_once")]
        indexes = [
            models.Index(fields=["member", "-id"], name="notification_by_member"),
            models.Index(fields=["member", "thread", "-id"], name="notification_by_thread"),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notification_unread"),
        ]
