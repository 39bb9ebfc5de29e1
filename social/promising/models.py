"""What a host promised in answer to a question: it has an owner and a date, and reports back."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.guard import Guarded
from social.asking.models import Question
from social.items.models import State


class Promise(Guarded):
    """That `owner` will have done this by then. What the question's row shows of it stands in the question's `promises`."""

    policy_path = "question__audience"
    policy_shown = {"question__item__state": State.PUBLISHED}

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    due = models.DateField()
    report = models.CharField(max_length=500, blank=True)
    kept_at = models.DateTimeField(null=True)
    reminded = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["due"], condition=models.Q(kept_at=None, reminded=False), name="promise_due")]

    @property
    def audience(self):
        return self.question.audience
