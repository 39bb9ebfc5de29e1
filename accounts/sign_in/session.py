"""Who is behind a session, for what stands outside Django's middleware: sockets, polls and files."""

from collections.abc import Iterable

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import policy
from accounts.models import Member
from realtime.product import Hearing, Visitor


def member_of_session(session_key: str) -> Member | None:
    """Return the active member signed in with this session; None when it ended or its password changed."""
    session = Session.objects.filter(session_key=session_key, expire_date__gt=timezone.now()).first()
    said = session.get_decoded() if session else {}
    member = Member.objects.active().filter(pk=said.get(SESSION_KEY, 0)).first()
    if member is None or not constant_time_compare(said.get(HASH_SESSION_KEY, ""), member.get_session_auth_hash()):
        return None
    return member


def signed_in(session_key: str) -> tuple[int, str] | None:
    """Return the member's id and language, or None."""
    member = member_of_session(session_key)
    return (member.pk, member.language) if member else None


def admit(visitors: Iterable[Visitor]) -> dict[Visitor, Hearing]:
    """What each visitor may hear, while their session lives and they are active.

    That a session belongs to its member was proved when the ticket was made; a changed password deletes the others.
    """
    visitors = list(visitors)
    keys = {visitor.session for visitor in visitors}
    alive = set(Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list("session_key", flat=True))
    hearings = policy.may_hear({visitor.member for visitor in visitors if visitor.session in alive})
    return {v: hearings[v.member] for v in visitors if v.session in alive and v.member in hearings}


def people_seen(member_id: int, ids: Iterable[int]) -> set[int]:
    """Those of the people `ids` whose presence the member may see."""
    member = Member.objects.active().filter(pk=member_id).first()
    return set(Member.objects.filter(policy.people_visible_to(member), pk__in=list(ids)).values_list("pk", flat=True))
