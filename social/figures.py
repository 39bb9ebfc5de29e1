"""What of a session is a number: how many came, and how many voted. Who they were is asked of nobody and shown to nobody."""

from social.sessions.models import Session


def count_came(stream: str, number: int) -> None:
    """So many different members have had the page of this session open while it was on air; the most that were counted stay."""
    counted = Session.objects.for_system("a number, without names").filter(pk=int(stream[1:]), came_count__lt=number)
    counted.update(came_count=number)
