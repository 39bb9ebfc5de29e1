"""Make people with sessions, and groups with members, in the database that the environment names.

    python -m tests.live.make

reads one JSON object a line: {"mark": "3fa", "people": ["ada", "max", "nora"], "guests": ["gus"],
"groups": {"cellar": ["secret", ["max", "nora"]]}}, and answers each with one line:
{"people": {name: {"id", "handle", "cookie"}}, "groups": {name: {"id", "slug", "audience"}}, "square": id}.
Ada is an administrator, and the first member of a group owns it. `mark` makes handles and addresses of a story its own;
asked again, who is there gets a new session.
"""

import json
import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plein.settings")

import django  # noqa: E402

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from allauth.usersessions.models import UserSession  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import close_old_connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from accounts.models import Audience, Member, Membership  # noqa: E402
from accounts.organisation import organisation  # noqa: E402
from accounts.roles import Rank, Role  # noqa: E402
from realtime.publish import Change, publish  # noqa: E402
from social.groups.models import Group  # noqa: E402

PASSWORD = "a-long-password-1"
HASHED = make_password(PASSWORD)
ROLES = {"people": Role.MEMBER, "guests": Role.GUEST}


def marked(name: str, mark: str) -> str:
    return f"{name}-{mark}" if mark else name


def make_people(names: list[str], roles: Role, mark: str) -> dict[str, dict]:
    handles = {name: marked(name, mark) for name in names}
    fields = {"language": "en", "password": HASHED}
    new = [Member(handle=h, name=name.capitalize(), email=f"{h}@example.org", roles=int(roles), **fields) for name, h in handles.items()]
    for member in new:
        member.roles |= Role.ADMIN * (member.name == "Ada")
    Member.objects.bulk_create(new, ignore_conflicts=True)
    members = Member.objects.in_bulk(handles.values(), field_name="handle")
    addresses = [EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in members.values()]
    EmailAddress.objects.bulk_create(addresses, ignore_conflicts=True)
    keys = sign_in(list(members.values()))
    cookie = settings.SESSION_COOKIE_NAME
    return {n: {"id": members[h].pk, "handle": h, "cookie": f"{cookie}={keys[members[h].pk]}"} for n, h in handles.items()}


def sign_in(members: list[Member]) -> dict[int, str]:
    """Sign each member in, as the door does; return the keys of the sessions."""
    keys = {member.pk: get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789") for member in members}
    end, now = timezone.now() + timedelta(days=1), timezone.now().timestamp()
    sessions = []
    for member in members:
        held = {SESSION_KEY: str(member.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0]}
        held |= {HASH_SESSION_KEY: member.get_session_auth_hash()}
        held |= {"account_authentication_methods": [{"method": "password", "at": now, "email": member.email}]}
        sessions.append(Session(session_key=keys[member.pk], session_data=SessionStore().encode(held), expire_date=end))
    Session.objects.bulk_create(sessions)
    UserSession.objects.bulk_create(UserSession(user=m, session_key=keys[m.pk], ip="127.0.0.1", user_agent="story") for m in members)
    return keys


def make_group(name: str, mark: str, kind: str, handles: list[str]) -> dict:
    slug = marked(name, mark)
    if there := Group.objects.for_system("made before").filter(slug=slug).first():
        return {"id": there.pk, "slug": slug, "audience": there.audience_id}
    square = organisation().square
    audience = Audience.objects.create(kind=Audience.Kind.EVERYONE if kind == "open" else Audience.Kind.LISTED)
    members = list(Member.objects.filter(handle__in=handles))
    owner = next(member for member in members if member.handle == handles[0])
    card = audience if kind == "secret" else square
    known = {"kind": kind, "name": name.capitalize(), "slug": slug, "created_by": owner, "member_count": len(members)}
    group = Group.objects.create(audience=audience, card_audience=card, **known)
    ranks = [Membership(audience=audience, member=m, rank=Rank.OWNER if m == owner else Rank.MEMBER) for m in members]
    Membership.objects.bulk_create(ranks)
    publish([Change("access", "audience", audience.pk)])
    return {"id": group.pk, "slug": slug, "audience": audience.pk}


@transaction.atomic
def make(wishes: dict) -> dict:
    mark, people = wishes.get("mark", ""), {}
    for kind, roles in ROLES.items():
        people |= make_people(wishes.get(kind, []), roles, mark)
    asked = wishes.get("groups", {}).items()
    groups = {name: make_group(name, mark, kind, [marked(one, mark) for one in names]) for name, (kind, names) in asked}
    return {"people": people, "groups": groups, "square": organisation().square_id}


if __name__ == "__main__":
    print("ready", flush=True)
    for line in sys.stdin:
        close_old_connections()
        print(json.dumps(make(json.loads(line))), flush=True)
