"""How the stories of the product are told: people with a browser, and groups of each kind."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Rank
from social import drawing
from social.groups.actions import create_group
from social.groups.models import Group
from social.sessions.actions import Plan, plan_session
from social.sessions.models import Session
from tests.people import row, square


class Browser(Client):
    """Somebody's signed-in browser."""

    def __init__(self, member, **options):
        super().__init__(**options)
        self.member = member
        self.force_login(member)

    def script(self, path, data=None, **options):
        """Send as our own scripts do; return status and JSON."""
        ask = self.get if data is None else self.post
        answer = ask(path, data or {}, headers={"X-Plein": "fetch"}, **options)
        return answer.status_code, answer.json()

    def read(self, path) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.content[:500])
        return answer.content.decode()


def block(html: str, name: str) -> dict:
    """The JSON that a page carries for its scripts."""
    return json.loads(re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', html, re.DOTALL)[1])


@pytest.fixture(autouse=True)
def _empty_shelf():
    drawing.SHELF.clear()


@pytest.fixture
def browser(people):
    """`browser("max")` is Max at his desk."""
    return lambda name: Browser(getattr(people, name))


@pytest.fixture
def group(people):
    """`group("secret", max=Rank.MEMBER)`: a group that grace owns."""

    def made(kind: str = "open", name: str = "", **ranks: Rank) -> Group:
        found = create_group(people.grace, name or f"{kind} cycling", "About bicycles.", kind)
        for handle, rank in ranks.items():
            row(found.audience, getattr(people, handle), rank)
        return found

    return made


@pytest.fixture
def session(people):
    """`session(approves=True)`: cor hosts it for everybody, in ten minutes; eva moderates."""

    def made(by: str = "cor", **plan) -> Session:
        first = {"title": "Ask the board", "about": "The new strategy.", "starts_at": timezone.now() + timedelta(minutes=10)}
        people_in = {"hosts": [people.cor], "moderators": [people.eva]}
        where = {} if "guests" in plan else {"audience": square()}
        return plan_session(getattr(people, by), Plan(**(first | people_in | where | plan)))

    return made
