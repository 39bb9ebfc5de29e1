"""Signed-in members without the sign-in page: `python -m bench.sessions 4500` prints their cookies as JSON.

Run it in the environment of the server: the sessions are its own, signed with its key.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import NamedTuple

DAYS = 7
BATCH = 500


class SignedIn(NamedTuple):
    """`cookie`: the value of the header Cookie."""

    member: int
    cookie: str
    language: str


def sign_in(count: int) -> list[SignedIn]:
    """Write sessions of `count` different members, spread over all who are not guests. Django is set up already."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.base import VALID_KEY_CHARS
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone
    from django.utils.crypto import get_random_string

    from accounts.models import Member

    members = list(Member.objects.everyone().order_by("pk"))
    if len(members) < count:
        raise SystemExit(f"There are {len(members)} members who are not guests; {count} were asked for.")
    members = [members[number * len(members) // count] for number in range(count)]
    store, until, rows, signed = SessionStore(), timezone.now() + timedelta(days=DAYS), [], []
    for member in members:
        said = {
            SESSION_KEY: str(member.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: member.get_session_auth_hash(),
        }
        rows.append(Session(session_key=get_random_string(32, VALID_KEY_CHARS), session_data=store.encode(said), expire_date=until))
        signed.append(SignedIn(member.pk, f"{settings.SESSION_COOKIE_NAME}={rows[-1].session_key}", member.language))
    Session.objects.bulk_create(rows, BATCH)
    return signed


def set_up() -> None:
    """Make Django ready in a process of a benchmark."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "plein.settings"
    django.setup()


if __name__ == "__main__":
    set_up()
    json.dump([one._asdict() for one in sign_in(int(sys.argv[1]))], sys.stdout)
