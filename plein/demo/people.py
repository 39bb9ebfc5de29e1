"""Writes people: all with the one password, their addresses confirmed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Member
from accounts.roles import Role
from plein.demo.cast import CAST, Person
from plein.models import Mark

PASSWORD = "welkom-op-plein"  # noqa: S105 - printed at every start, and served on one's own machine only
MAIL = "example.org"
BATCH = 1000


def invite(people: Sequence[Person], now: datetime) -> dict[str, Member]:
    """Write the people, and the mark that their password is known; return them by handle. One hash for all: it is slow on purpose."""
    password = make_password(PASSWORD)
    members = [_member(person, password, now - timedelta(days=900 + 4 * (len(people) - at) % 600)) for at, person in enumerate(people)]
    Mark.objects.get_or_create(name=Mark.DEMO)
    Member.objects.bulk_create(members, BATCH)
    EmailAddress.objects.bulk_create([EmailAddress(user=m, email=m.email, verified=True, primary=True) for m in members], BATCH)
    return {member.handle: member for member in members}


def _member(person: Person, password: str, joined: datetime) -> Member:
    return Member(
        email=f"{person.handle}@{MAIL}",
        name=person.name,
        handle=person.handle,
        language=person.language,
        about=person.about,
        unit=person.unit,
        job=person.job,
        roles=int(person.roles),
        password=password,
        joined_at=joined,
    )


def guests(members: dict[str, Member]) -> set[int]:
    return {member.pk for member in members.values() if member.is_guest}


def logins() -> str:
    """Return how to sign in, a line for each kind of person and language."""
    lines, seen = [f"Demo people, all with the password {PASSWORD}"], set()
    for person in CAST:
        kind = (person.roles, person.language)
        if kind not in seen:
            seen.add(kind)
            language = {"nl": "Nederlands", "en": "English"}[person.language]
            roles = ", ".join(role.name.lower() for role in person.roles if role != Role.MEMBER) or "member"
            lines.append(f"  {person.handle + '@' + MAIL:<20} {person.name:<18} {roles:<16} {language}")
    return "\n".join(lines)
