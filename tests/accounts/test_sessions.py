"""Where somebody is signed in, and ending it."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

pytestmark = pytest.mark.django_db
PAGE = "/account/sessions/"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"


def number_of(client) -> int:
    return UserSession.objects.get(session_key=client.session.session_key).pk


def test_max_sees_his_sessions_with_this_one_marked(people, sign_in):
    phone, desk = sign_in(people.max, HTTP_USER_AGENT=IPHONE), sign_in(people.max, HTTP_USER_AGENT=WINDOWS)
    sign_in(people.nora)
    page = desk.get(PAGE).content.decode()
    assert "Edge on Windows" in page
    assert "Safari on iPhone" in page
    assert page.count(">this browser<") == 1
    assert page.index("Edge on Windows") < page.index("Safari on iPhone")
    assert page.count("/end/") == 3, "two sessions and all others, none of Nora"
    assert phone.get(PAGE).status_code == 200


def test_max_ends_the_session_on_his_phone_and_its_sockets_hear_of_it(people, sign_in, access_changes):
    phone, desk = sign_in(people.max), sign_in(people.max)
    before, key = access_changes(people.max), phone.session.session_key
    assert desk.post(f"{PAGE}{number_of(phone)}/end/").status_code == 302
    assert access_changes(people.max) == before + 1
    assert not Session.objects.filter(pk=key).exists()
    assert phone.get(PAGE).status_code == 302
    assert desk.get(PAGE).status_code == 200


def test_max_signs_out_everywhere_else(people, sign_in, access_changes):
    desk, *others = [sign_in(people.max) for _ in range(4)]
    before = access_changes(people.max)
    assert desk.post(f"{PAGE}others/end/").status_code == 302
    assert [other.get(PAGE).status_code for other in others] == [302, 302, 302]
    assert desk.get(PAGE).status_code == 200
    assert access_changes(people.max) == before + 1


def test_ending_the_session_one_is_in_signs_out(people, sign_in):
    desk = sign_in(people.max)
    assert desk.post(f"{PAGE}{number_of(desk)}/end/")["Location"] == "/account/login/"
    assert desk.get(PAGE).status_code == 302


def test_nobody_ends_anothers_session(people, sign_in):
    max_, nora = sign_in(people.max), sign_in(people.nora)
    assert nora.post(f"{PAGE}{number_of(max_)}/end/").status_code == 404
    assert nora.post(f"{PAGE}999999/end/").status_code == 404
    assert nora.post(f"{PAGE}{10**30}/end/").status_code == 404
    assert max_.get(PAGE).status_code == 200
    assert max_.get(f"{PAGE}{number_of(max_)}/end/").status_code == 405


def test_signing_out_deletes_the_session_before_its_sockets_are_told(people, sign_in, access_changes):
    from realtime import publish

    desk = sign_in(people.max)
    key, before, seen = desk.session.session_key, access_changes(people.max), []
    real = publish.RAISE

    def watch(execute, sql, params, many, context):
        if sql == real:
            seen.append(Session.objects.filter(pk=key).exists())
        return execute(sql, params, many, context)

    from django.db import connection

    with connection.execute_wrapper(watch):
        desk.post("/account/logout/")
    assert seen == [False]
    assert access_changes(people.max) == before + 1
    assert not UserSession.objects.filter(session_key=key).exists()
