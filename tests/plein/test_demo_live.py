"""The demo that goes on while one watches: over HTTP, on this machine only, and it ends."""

import re
import signal
import subprocess
import sys

import httpx
import pytest
from django.core.management import CommandError, call_command

from plein.demo import onair
from plein.demo.cast import CAST
from plein.demo.people import PASSWORD
from plein.models import Mark
from tests.live.stack import ROOT, Stack, end
from tests.live.town import CSRF


@pytest.mark.parametrize(
    "url", ["http://192.0.2.7:8000", "https://127.0.0.1", "http://127.0.0.1@plein.example", "plein.example", "http://127.0.0.1:x"]
)
@pytest.mark.django_db
def test_the_demo_people_sign_in_on_this_machine_only(url):
    Mark.objects.create(name=Mark.DEMO)
    with pytest.raises(CommandError, match="on this machine only"):
        call_command("demo", live=True, url=url)


@pytest.mark.django_db
def test_where_no_demo_people_are_nobody_signs_in():
    with pytest.raises(CommandError, match="no demo people"):
        call_command("demo", live=True)


@pytest.mark.django_db
def test_it_says_so_when_no_server_runs_and_takes_no_longer_than_an_hour():
    Mark.objects.create(name=Mark.DEMO)
    with pytest.raises(CommandError, match="60 minutes at most"):
        call_command("demo", live=True, minutes=61)
    with pytest.raises(CommandError, match="Nothing answers"):
        call_command("demo", live=True, url="http://127.0.0.1:9")


def test_everybody_in_the_story_exists_and_every_question_is_asked_before_it_is_spoken_of():
    known, asked, settled = {person.handle for person in CAST}, 0, []
    for deed in onair.read_story():
        assert set(deed.who) <= known
        assert deed.text or deed.sign in "^@"
        asked += deed.sign == "?"
        assert deed.number <= asked
        settled += [deed.number] * (deed.sign in "=x")
    assert sorted(settled) == list(range(1, asked + 1)), "each question is answered or parked, once"
    assert list(onair.steps_of("one two three"))[0] == "one"


@pytest.fixture
def served():
    """A server with the forty of the demo."""
    with Stack(real=False) as stack:
        stack.manage("demo", "--members", "40", "--items", "40", "--groups", "6", "--thread", "3")
        yield stack


@pytest.mark.live
def test_colleagues_hold_a_session_until_one_presses_ctrl_c(served):
    command = [sys.executable, "manage.py", "demo", "--live", "--minutes", "1", "--url", served.base()]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "preexec_fn": hear_ctrl_c}
    said, show = [], subprocess.Popen(command, cwd=ROOT, env=served.env, **pipes)
    try:
        for line in show.stdout:
            said.append(line.strip())
            if "answers question 1" in line:
                show.send_signal(signal.SIGINT)
        assert show.wait(30) == 0, said
    finally:
        end(show)
        show.stdout.close()
    assert said[-2] == "You stopped it."
    assert "The session is on air." in said
    path = re.search(r"What came of it: http://[^/]+(/sessions/\d+/)", said[-1])[1]
    page = as_max(served.base(), path)
    assert 'data-shape="ended"' in page
    for words in ("Wordt het winterrooster dit jaar", "Goedemorgen, we zijn begonnen.", "mijn moeder wil weten"):
        assert words in page


def hear_ctrl_c() -> None:
    """Also when whoever started the tests does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def as_max(base: str, path: str) -> str:
    with httpx.Client(base_url=base, headers={"Origin": base}) as browser:
        token = CSRF.search(browser.get("/account/login/").text)[1]
        said = {"csrfmiddlewaretoken": token, "login": "max@example.org", "password": PASSWORD}
        assert browser.post("/account/login/", data=said).status_code == 302
        return browser.get(path).text
