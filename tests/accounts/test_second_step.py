"""A code from an app, the whole way."""

import re
import time

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)  # allauth tells of a new lock after the commit
ON = "/account/2fa/totp/activate/"


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def say_who_you_are(client, page):
    """Type the password again, as the page asks before the lock is changed."""
    answer = client.get(page)
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"], {"password": "wrong-password"}).status_code == 422
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == page


def turn_on(client) -> str:
    say_who_you_are(client, ON)
    page = client.get(ON).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    assert client.post(ON, {"code": "000000"}).status_code in (302, 422)
    assert client.post(ON, {"code": code_now(secret)})["Location"] == "/account/2fa/recovery-codes/"
    return secret


def at_the_door(member) -> Client:
    client = Client()
    answer = client.post("/account/login/", {"login": member.email, "password": PASSWORD})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/account/settings/").status_code == 302, "the password alone opens nothing"
    return client


def test_max_turns_it_on_signs_in_with_a_code_and_turns_it_off(people, sign_in, letters, access_changes):
    here, there = sign_in(people.max), sign_in(people.max)
    before = access_changes(people.max)
    secret = turn_on(here)
    assert access_changes(people.max) > before
    assert there.get("/account/settings/").status_code == 302, "who was inside elsewhere has to come in again"
    assert letters.all[-1].subject == "Signing in now takes a code"
    with time_machine.travel(time.time() + 60):
        door = at_the_door(people.max)
        assert door.post("/account/2fa/authenticate/", {"code": "123"}).status_code == 422
        assert door.post("/account/2fa/authenticate/", {"code": code_now(secret)}).status_code == 302
        assert door.get("/account/settings/").status_code == 200
        say_who_you_are(door, "/account/2fa/totp/deactivate/")
        assert door.get("/account/2fa/totp/deactivate/").status_code == 200
        assert door.post("/account/2fa/totp/deactivate/").status_code == 302
        assert door.get("/account/settings/").status_code == 200
        assert sign_in(people.max).get("/account/settings/").status_code == 200
    assert letters.all[-1].subject == "Signing in no longer takes a code"


def test_a_recovery_code_opens_once(people, sign_in):
    here = sign_in(people.max)
    turn_on(here)
    codes = re.findall(r"<code>([0-9a-z]+)</code>", here.get("/account/2fa/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert codes == here.get("/account/2fa/recovery-codes/download/").content.decode().split()
    assert at_the_door(people.max).post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert at_the_door(people.max).post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == 422
    assert "9 codes" in here.get("/account/2fa/").content.decode()


def test_new_recovery_codes_replace_the_old_ones(people, sign_in, letters):
    here = sign_in(people.max)
    turn_on(here)
    old = here.get("/account/2fa/recovery-codes/download/").content
    assert here.post("/account/2fa/recovery-codes/new/").status_code == 302
    assert here.get("/account/2fa/recovery-codes/download/").content != old
    assert letters.all[-1].subject == "You have new recovery codes"


def test_guessing_codes_ends_after_five(people, sign_in):
    turn_on(sign_in(people.max))
    door = at_the_door(people.max)
    answers = [door.post("/account/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


@pytest.mark.parametrize("code", ["", "x" * 21, "12345\x00", "<script>", "١٢٣٤٥٦"])
def test_a_strange_code_is_refused_in_a_sentence(people, sign_in, code):
    turn_on(sign_in(people.max))
    assert at_the_door(people.max).post("/account/2fa/authenticate/", {"code": code}).status_code == 422


def test_pages_of_a_lock_that_is_not_there_are_not_there(people, sign_in):
    here = sign_in(people.max)
    assert here.get("/account/2fa/totp/deactivate/").status_code == 404
    assert here.get("/account/2fa/recovery-codes/").status_code == 404
    assert here.get("/account/2fa/recovery-codes/download/").status_code == 404
    assert Client().get("/account/2fa/authenticate/").status_code == 302
