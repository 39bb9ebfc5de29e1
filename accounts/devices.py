"""A browser's own description of itself, in words a person knows."""

import re
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Member

# The order matters: Edge calls itself Chrome too, and Chrome calls itself Safari.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
]
PHONES = {"iPhone", "Android"}
MOST = 100


class OwnSession(NamedTuple):
    number: int
    browser: str
    system: str
    network: str
    since: object
    current: bool

    @property
    def is_phone(self) -> bool:
        return self.system in PHONES


def own_sessions(member: Member, current: str | None) -> list[OwnSession]:
    """The member's sessions that still live, this one first, then the newest; at most a hundred."""
    known = UserSession.objects.filter(user=member).order_by("-created_at")[:MOST]
    alive = set(
        Session.objects.filter(session_key__in=[row.session_key for row in known], expire_date__gt=timezone.now()).values_list(
            "pk", flat=True
        )
    )
    rows = [_described(row, row.session_key == current) for row in known if row.session_key in alive]
    return sorted(rows, key=lambda row: not row.current)


def _described(row: UserSession, current: bool) -> OwnSession:
    return OwnSession(row.pk, _first(BROWSERS, row.user_agent), _first(SYSTEMS, row.user_agent), row.ip, row.created_at, current)


def _first(names, agent: str) -> str:
    return next((shown for said, shown in names if re.search(rf"\b{re.escape(said)}\b|{re.escape(said)}/", agent)), "")
