"""A session: an hour in which leaders answer everybody, and what came of it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.guard import Guarded
from accounts.models import Audience
from social.items.models import Item, State

LOBBY = timedelta(minutes=30)  # before the start the lobby opens
WAITED = timedelta(minutes=15)  # after the planned start: then it is said that no host came
LEFT = timedelta(hours=4)  # after the planned end a session that nobody ended is over


class Stage(models.TextChoices):
    """What was done with a session. The lobby is no deed: the clock opens it (`Session.shape`)."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Session(Guarded):
    """What an item of the kind SESSION is beside its row. Its public is the item's audience.

    `backstage`: the audience of its hosts (OWNER) and moderators (MODERATOR), to which waiting questions belong.
    `version` rises with every change of what stands on top of its page. `answering`: the question that is being answered now.
    `prepared_by`: who planned it for hosts that they are not one of. `waiting_count`: questions nobody has decided on.
    `came_count`: how many different members had its page open while it was on air; who, is written nowhere.
    """

    policy_path = "item__audience"
    policy_shown = {"item__state": State.PUBLISHED}

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="session")
    backstage = models.OneToOneField(Audience, models.PROTECT, related_name="backstage_of")
    version = models.PositiveIntegerField(default=1)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.SCHEDULED)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)  # it was cancelled or moved
    takes_questions = models.BooleanField(default=True)
    takes_anonymous = models.BooleanField(default=False)
    approves = models.BooleanField(default=False)
    slow_seconds = models.PositiveSmallIntegerField(default=0)
    chat_closed_at = models.DateTimeField(null=True)
    answering = models.ForeignKey("social.Question", models.SET_NULL, null=True, related_name="+")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    coming_count = models.PositiveIntegerField(default=0)
    waiting_count = models.PositiveIntegerField(default=0)
    question_count = models.PositiveIntegerField(default=0)
    came_count = models.PositiveIntegerField(default=0)
    lobby_told = models.BooleanField(default=False)
    reminded_day = models.BooleanField(default=False)
    reminded_soon = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["stage", "starts_at"], name="session_by_start"),
            models.Index(fields=["starts_at", "item"], name="session_in_time"),
        ]

    @property
    def audience(self) -> Audience:
        return self.item.audience

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def opens_at(self):
        return self.starts_at - LOBBY

    @property
    def shape(self) -> str:
        """What its page is now: before, lobby, live, ended or cancelled."""
        if self.stage != Stage.SCHEDULED:
            return str(self.stage)
        return "lobby" if timezone.now() >= self.opens_at else "before"

    @property
    def is_over(self) -> bool:
        return self.stage in (Stage.ENDED, Stage.CANCELLED)

    @property
    def is_abandoned(self) -> bool:
        """Whether it should have begun a while ago, and no host did."""
        return self.stage == Stage.SCHEDULED and timezone.now() > self.starts_at + WAITED


class Coming(Guarded):
    """That a member means to come. Who was coming is told when it is moved or cancelled."""

    policy_path = "session__item__audience"
    policy_shown = {"session__item__state": State.PUBLISHED}

    session = models.ForeignKey(Session, models.CASCADE, related_name="coming")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="comes_once")]


class Hush(Guarded):
    """A moderator muted somebody for the rest of the session: they read on, and are shown why."""

    policy_path = "session__item__audience"

    session = models.ForeignKey(Session, models.CASCADE, related_name="hushes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="one_hush")]
