"""Groups that any member starts without asking."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.guard import Guarded, GuardedQuerySet
from accounts.models import Audience, Member


class GroupQuerySet(GuardedQuerySet):
    def visible_to(self, member):
        """Groups whose card `member` may see, or whose inside (a guest in a group does not see the square's cards), or to which
        they were invited: that shows them the card."""
        asked = Invite.objects.visible_to(member).filter(member=member).values("group")
        scoped = self.filter(policy.visible_to(member, "card_audience") | policy.visible_to(member, "audience") | Q(pk__in=asked))
        scoped.query.scope = f"visible to {member.pk if member else None}"
        return scoped


class Group(Guarded):
    """A place with an audience of its own.

    Its card (name, purpose, owners, size) is an object of another audience: the square for an open or closed
    group, the group's own for a secret one. What is inside belongs to `audience`.
    `archived_at`: since then nothing new comes in; `ranks_before`: who might add what until then.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("Open: everyone reads, who wants joins")
        CLOSED = "closed", _("Closed: everyone sees that it exists, members read")
        SECRET = "secret", _("Secret: only members know it exists")

    policy_path = "card_audience"

    audience = models.OneToOneField(Audience, models.PROTECT, related_name="group")
    card_audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.OPEN)
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(max_length=60, unique=True)
    purpose = models.CharField(_("what it is about"), max_length=500, blank=True)
    welcome = models.TextField(_("welcome text"), blank=True)
    cover = models.ForeignKey("media.File", models.SET_NULL, null=True, related_name="+")
    topics = models.ManyToManyField("social.Topic", related_name="groups")
    archived_at = models.DateTimeField(null=True)
    ranks_before = models.JSONField(default=dict)
    member_count = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = GroupQuerySet.as_manager()

    def rank_awake(self, name: str) -> int:
        """The least rank for `name` (a field of its audience) as long as the group is not archived."""
        return self.ranks_before.get(name, getattr(self.audience, name))


class Ask(Guarded):
    """A member asks to be let into a closed group. Not access: a request for it."""

    policy_path = "group__audience"

    group = models.ForeignKey(Group, models.CASCADE, related_name="asks")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="one_ask")]

    @property
    def audience(self):
        return self.group.audience


class InviteQuerySet(GuardedQuerySet):
    def visible_to(self, member):
        """What was asked in places that `member` sees from inside, and what was asked of them."""
        own = Q(member__in=Member.objects.active().filter(pk=member and member.pk).values("pk"))
        scoped = self.filter(policy.visible_to(member, "group__audience") | own)
        scoped.query.scope = f"visible to {member.pk if member else None}"
        return scoped


class Invite(Guarded):
    """Somebody in the group would like a member to join it. Not access: a word to one person, who takes it up or not."""

    policy_path = "group__audience"

    group = models.ForeignKey(Group, models.CASCADE, related_name="invites")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = InviteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="one_invite")]

    @property
    def event(self) -> str:
        """How the notification of it is called."""
        return f"invite{self.pk}"

    @property
    def audience(self):
        return self.group.audience


class Silence(Guarded):
    """A moderator asked somebody to be quiet in a group for a while: they read on, and do not write before `until`."""

    policy_path = "group__audience"

    group = models.ForeignKey(Group, models.CASCADE, related_name="silences")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="one_silence")]

    @property
    def audience(self):
        return self.group.audience
