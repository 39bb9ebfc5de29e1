"""The questions of a session. Nothing is dropped in silence: each says what became of it, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts import policy
from accounts.guard import Guarded, GuardedQuerySet
from accounts.models import Audience
from social.items.models import Item, State


class Fate(models.TextChoices):
    """What became of a question."""

    WAITING = "waiting"
    OPEN = "open"
    ANSWERING = "answering"
    ANSWERED = "answered"
    PARKED = "parked"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


VOTABLE = (Fate.OPEN, Fate.ANSWERING)
LEADS_ON = (Fate.PARKED, Fate.DECLINED, Fate.MERGED)  # their place stays, and says why and where they went


class QuestionQuerySet(GuardedQuerySet):
    def visible_to(self, member):
        """Questions of sessions that `member` sees: those of an audience of theirs, and their own."""
        seen = policy.visible_to(member, "audience") | Q(author=member and member.pk)
        scoped = self.filter(policy.visible_to(member, "item__audience") & seen, item__state=State.PUBLISHED)
        scoped.query.scope = f"visible to {member.pk if member else None}"
        return scoped


class Question(Guarded):
    """What somebody asks the hosts. While it waits it belongs to the hosts' audience; approved, to the session's public.

    One that was declined before anybody saw it stays with the hosts and its asker; everybody sees that there was one, and why
    it was declined, not its words. Without `author` it is anonymous: `secret_hash` is of a secret that only the browser has
    which asked it, `asked_at` is kept to five minutes. `merged_into`: the question it was joined with; votes add up there.
    `reply`: what hosts wrote to whoever has its secret, for them alone. `is_draft`: the answer is still being
    written. `promises`: what its row draws of what a host promised with it.
    """

    policy_path = "audience"
    policy_shown = {"item__state": State.PUBLISHED}

    item = models.ForeignKey(Item, models.CASCADE, related_name="questions")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    secret_hash = models.CharField(max_length=64, null=True, unique=True)
    text = models.TextField()
    fate = models.CharField(max_length=10, choices=Fate, default=Fate.OPEN)
    version = models.PositiveIntegerField(default=1)
    votes = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reply = models.TextField(blank=True)
    is_draft = models.BooleanField(default=False)
    promises = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    called_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["item", "fate", "-votes", "id"], name="question_by_votes"),
            models.Index(fields=["author", "-id"], name="question_by_author"),
        ]

    @property
    def is_public(self) -> bool:
        return self.audience_id == self.item.audience_id

    @property
    def shelf(self) -> str:
        """The list of the page in which it stands."""
        if self.fate in LEADS_ON:
            return "elsewhere"
        return {Fate.WAITING: "waiting", Fate.ANSWERING: "now", Fate.ANSWERED: "answered"}.get(self.fate, "queue")


class QuestionVote(Guarded):
    """That a member wants this question answered. Read only for its own member and for counting."""

    policy_path = "question__audience"
    policy_shown = {"question__item__state": State.PUBLISHED}

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "member"], name="one_question_vote")]
