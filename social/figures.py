"""What of a session is a number: how many came, and how many voted. Who they were is asked of nobody and shown to nobody."""

from django.db.models import Count

from social.asking.models import QuestionVote
from social.sessions.models import Session


def count_came(stream: str, number: int) -> None:
    """So many different members have had the page of this session open while it was on air; the most that were counted stay."""
    counted = Session.objects.for_system("a number, without names").filter(pk=int(stream[1:]), came_count__lt=number)
    counted.update(came_count=number)


def count_voters(session: Session) -> int:
    """How many different members wanted a question of this session answered."""
    votes = QuestionVote.objects.for_system("a number, without names").filter(question__item=session.pk)
    return votes.aggregate(people=Count("member", distinct=True))["people"]
