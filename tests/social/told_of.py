"""What the stories of sessions look at: who was told, what stands in the database, what a stream tells."""

from social.asking.models import Question
from social.notifications.models import Notification
from social.rows import render
from social.sessions.models import Session

WHY = "a test looks"


def told(member) -> list[str]:
    return list(Notification.objects.visible_to(member).filter(member=member).order_by("pk").values_list("verb", flat=True))


def fresh(session: Session) -> Session:
    return Session.objects.for_system(WHY).select_related("item", "backstage").get(pk=session.pk)


def question(pk: int) -> Question:
    return Question.objects.for_system(WHY).select_related("item").get(pk=pk)


def on(stream: str, kind: str, pk: int) -> list[dict]:
    return render([(stream, kind, pk)], ["en"])["en"][(stream, kind, pk)]
