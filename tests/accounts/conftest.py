import re

import pytest
from django.test import Client

from tests.people import PASSWORD


@pytest.fixture(autouse=True)
def _letters_go_at_once(settings):
    """Background work happens in the same breath, so that a story can read its mail."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def sign_in():
    """Sign a member in with a browser of their own, through the page."""

    def enter(member, password=PASSWORD, **browser) -> Client:
        client = Client(**browser)
        answer = client.post("/account/login/", {"login": member.email, "password": password})
        assert answer.status_code == 302, answer.content
        return client

    return enter


@pytest.fixture
def letters(mailoutbox):
    """The letters that were sent; `letters.link()` is the path of the link in the last one."""

    class Letters:
        @property
        def all(self):
            return mailoutbox

        def to(self) -> list[str]:
            return [address for letter in mailoutbox for address in letter.to]

        def link(self, number: int = -1) -> str:
            return re.search(r"http://testserver(/\S+)", mailoutbox[number].body)[1]

    return Letters()


@pytest.fixture
def access_changes():
    """How often the sockets of a member were told to look again."""
    from realtime.models import Event

    return lambda member: Event.objects.filter(stream="access", kind="member", object=member.pk).count()
