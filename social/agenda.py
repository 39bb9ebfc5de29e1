"""Sessions for a calendar (iCalendar), and the secret address of a member's own."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.core import signing
from django.db.models import Q
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.models import Member, Membership, token_hash
from social.sessions.models import Coming, Session, Stage

MOST, BACK = 200, timedelta(days=60)
SALT = "social.agenda"


def calendar_of(sessions: Iterable[Session], address: Callable[[Session], str], name: str = "") -> bytes:
    """Write sessions that came with their item as a calendar. `address`: of the page of one."""
    calendar = Calendar()
    calendar.add("prodid", "-//Plein//sessions//")
    calendar.add("version", "2.0")
    if name:
        calendar.add("x-wr-calname", name)
    for session in sessions:
        calendar.add_component(_event(session, address(session)))
    return calendar.to_ical()


def sessions_for(member: Member) -> list[Session]:
    """What the member is coming to or works behind the stage of, and sees: the last ones, and all that come."""
    coming = Coming.objects.for_system("the member's own").filter(member=member).values("session")
    mine = Q(pk__in=coming) | Q(backstage__in=Membership.objects.filter(member=member).values("audience_id"))
    seen = Session.objects.visible_to(member).filter(mine, starts_at__gt=timezone.now() - BACK)
    return list(seen.select_related("item").order_by("starts_at", "pk")[:MOST])


def secret_of(member: Member) -> str:
    """Make the part of the address that only the member knows; it changes with their password."""
    return signing.dumps([member.pk, _mark(member)], salt=SALT, compress=False)


def member_of(secret: str) -> Member | None:
    """Return the active member whose calendar has this secret."""
    try:
        pk, mark = signing.loads(secret, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    member = Member.objects.active().filter(pk=pk).first()
    return member if member is not None and mark == _mark(member) else None


def _mark(member: Member) -> str:
    return token_hash(f"{SALT}{member.password}")[:16]


def _event(session: Session, address: str) -> Event:
    event = Event()
    event.add("uid", f"session-{session.pk}@plein")
    event.add("summary", session.item.title)
    event.add("dtstamp", session.item.created_at)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("sequence", session.version)
    event.add("url", address)
    event.add("description", f"{session.item.text}\n\n{address}".strip())
    event.add("status", "CANCELLED" if session.stage == Stage.CANCELLED else "CONFIRMED")
    return event
