"""Forgotten and changed passwords."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
RESET = "/account/password/reset/"
FRESH = "an-even-longer-password-2"
TWICE = {"password1": FRESH, "password2": FRESH}


def choose(client, link, **changes):
    return client.post(client.get(link)["Location"], TWICE | changes)


def test_max_gets_a_letter_chooses_a_new_password_and_is_signed_out_everywhere(people, sign_in, letters, access_changes):
    office = sign_in(people.max)
    before = access_changes(people.max)
    home = Client()
    assert home.post(RESET, {"email": people.max.email}).status_code == 302
    assert letters.to() == [people.max.email]
    assert choose(home, letters.link()).status_code == 302
    assert access_changes(people.max) == before + 1
    assert not Session.objects.filter(pk=office.session.session_key).exists()
    assert office.get("/account/settings/").status_code == 302
    assert home.post("/account/login/", {"login": people.max.email, "password": PASSWORD}).status_code == 422
    assert home.post("/account/login/", {"login": people.max.email, "password": FRESH}).status_code == 302
    assert letters.all[-1].subject == "Your password was changed"


def test_an_unknown_address_reads_the_same_and_gets_no_letter(people, letters):
    known = Client().post(RESET, {"email": people.max.email})
    unknown = Client().post(RESET, {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert letters.to() == [people.max.email]


def test_zed_gets_no_letter(people, letters):
    Client().post(RESET, {"email": people.zed.email})
    assert letters.all == []


def test_a_link_works_once_and_for_three_days(people, letters):
    Client().post(RESET, {"email": people.max.email})
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=2)):
        assert Client().get(letters.link()).status_code == 404
    link = letters.link()
    choose(Client(), link)
    assert Client().get(link).status_code == 404


def test_somebody_who_guessed_too_often_comes_in_with_a_new_password_at_once(people, letters):
    client = Client()
    for _ in range(6):
        client.post("/account/login/", {"login": people.max.email, "password": "wrong-password"})
    client.post(RESET, {"email": people.max.email})
    choose(client, letters.link())
    assert client.post("/account/login/", {"login": people.max.email, "password": FRESH}).status_code == 302


def test_six_letters_in_half_an_hour_are_one_too_many(people, letters):
    for _ in range(5):
        assert Client().post(RESET, {"email": people.max.email}).status_code == 302
    assert Client().post(RESET, {"email": people.max.email}).status_code == 429
    assert len(letters.all) == 5


@pytest.mark.parametrize("key", ["1-forged", "zzzzzzzzzzzzz-forged", "1-set-password", "0-0", "1-" + "x" * 101, "1-%00"])
def test_a_forged_link_changes_nothing(people, client, key):
    assert people.max.pk
    assert client.get(f"/account/password/reset/key/{key}/").status_code in (400, 404)


@pytest.mark.parametrize("wrong", [{"password2": "another"}, {"password1": "short", "password2": "short"}, {"password1": ""}])
def test_a_bad_new_password_is_refused_in_a_sentence(people, letters, client, wrong):
    client.post(RESET, {"email": people.max.email})
    assert choose(client, letters.link(), **wrong).status_code == 422
    assert choose(client, letters.link()).status_code == 302


def test_changing_the_password_ends_all_other_sessions_and_keeps_this_one(people, sign_in, letters, access_changes):
    here, there = sign_in(people.max), sign_in(people.max)
    before, elsewhere = access_changes(people.max), there.session.session_key
    answer = here.post("/account/password/change/", {"oldpassword": PASSWORD} | TWICE)
    assert answer.status_code == 302
    assert here.get("/account/settings/").status_code == 200
    assert not Session.objects.filter(pk=elsewhere).exists()
    assert there.get("/account/settings/").status_code == 302
    assert access_changes(people.max) == before + 1
    assert letters.to() == [people.max.email]


def test_changing_needs_the_current_password(people, sign_in):
    answer = sign_in(people.max).post("/account/password/change/", {"oldpassword": "wrong-password"} | TWICE)
    assert answer.status_code == 422
    people.max.refresh_from_db()
    assert people.max.check_password(PASSWORD)


def test_a_letter_arrives_through_a_real_mail_server(people, settings):
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Message
    from environ import Env

    came = []

    class Inbox(Message):
        def handle_message(self, message):
            came.append(message)

    server = Controller(Inbox(), hostname="127.0.0.1", port=0)
    server._port = None
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server.port = free.getsockname()[1]
    server.start()
    try:
        for name, value in Env.email_url_config(f"smtp://127.0.0.1:{server.port}").items():
            setattr(settings, name, value)
        client = Client()
        client.post(RESET, {"email": people.max.email})
    finally:
        server.stop()
    (letter,) = came
    assert letter["To"] == people.max.email
    assert letter["Subject"] == "A new password for Plein"
    assert letter.get_content_type() == "text/plain"
    link = next(line for line in letter.get_payload(decode=True).decode().splitlines() if line.startswith("http"))
    assert choose(client, link.replace("http://testserver", "")).status_code == 302
