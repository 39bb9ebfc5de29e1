"""Coming in with a password, and not coming in."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
INSIDE = "/account/settings/"


def attempt(client, email, password):
    return client.post(LOGIN, {"login": email, "password": password}, headers={"accept-language": "en"})


def test_max_signs_in_with_his_address_and_password_and_out_again(client, people):
    assert attempt(client, people.max.email, PASSWORD).status_code == 302
    assert client.get(INSIDE).status_code == 200
    assert client.get("/account/logout/").status_code == 200
    assert client.get(INSIDE).status_code == 200, "looking at the page signs nobody out"
    assert client.post("/account/logout/").status_code == 302
    assert client.get(INSIDE).status_code == 302


def test_capitals_in_the_address_do_not_matter(client, people):
    assert attempt(client, people.max.email.upper(), PASSWORD).status_code == 302


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, people):
    wrong = attempt(client, people.max.email, "not-my-password")
    unknown = attempt(client, "nobody@example.org", "not-my-password")
    assert wrong.status_code == unknown.status_code == 422
    assert "do not belong together" in wrong.content.decode()
    assert "do not belong together" in unknown.content.decode()
    assert people.max.email in wrong.content.decode(), "nothing typed is lost"
    assert "not-my-password" not in wrong.content.decode()


def test_after_five_wrong_passwords_even_the_right_one_waits_half_an_hour(client, people):
    for _ in range(5):
        assert attempt(client, people.max.email, "wrong-password").status_code == 422
    refused = attempt(client, people.max.email, PASSWORD)
    assert refused.status_code == 429
    assert "Try again in 30 minutes" in refused.content.decode()
    assert attempt(client, people.nora.email, PASSWORD).status_code == 302, "others are not locked out"
    client.post("/account/logout/")
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert attempt(client, people.max.email, PASSWORD).status_code == 302


def test_an_unknown_address_is_refused_after_five_times_too(client, people):
    for _ in range(5):
        assert attempt(client, "nobody@example.org", "wrong-password").status_code == 422
    assert attempt(client, "nobody@example.org", "wrong-password").status_code == 429


def test_right_passwords_do_not_count(client, people):
    for _ in range(7):
        assert attempt(client, people.max.email, PASSWORD).status_code == 302
        client.post("/account/logout/")


def test_signing_in_in_between_does_not_wipe_earlier_failures(client, people):
    for _ in range(4):
        attempt(client, people.max.email, "wrong-password")
    assert attempt(client, people.max.email, PASSWORD).status_code == 302
    client.post("/account/logout/")
    assert attempt(client, people.max.email, "wrong-password").status_code == 422
    assert attempt(client, people.max.email, "wrong-password").status_code == 429


def test_zed_is_told_that_he_was_deactivated_only_with_the_right_password(client, people):
    assert attempt(client, people.zed.email, "wrong-password").status_code == 422
    answer = attempt(client, people.zed.email, PASSWORD)
    assert answer["Location"] == "/account/inactive/"
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(INSIDE).status_code == 302


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere.example"])
def test_signing_in_leads_nowhere_else(client, people, next_page):
    answer = client.post(LOGIN, {"login": people.max.email, "password": PASSWORD, "next": next_page})
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_signing_in_leads_back_to_where_somebody_wanted_to_go(client, people):
    answer = client.get(INSIDE)
    assert answer["Location"] == f"{LOGIN}?next={INSIDE}"
    page = client.get(answer["Location"])
    assert f'value="{INSIDE}"' in page.content.decode()


@pytest.mark.parametrize(
    ("login", "password", "status"),
    [
        ("max@example.org", "x" * 201, 422),
        ("x" * 250 + "@example.org", "wrong-password", 422),
        ("no address", "wrong-password", 422),
        ("", "", 422),
        ("max@example.org\x00", "wrong-password", 422),
        ("max@example.org", "wrong\x00password", 422),
        ("<script>alert(1)</script>@example.org", "wrong-password", 422),
    ],
)
def test_what_cannot_be_an_address_or_a_password_is_refused_in_a_sentence(client, people, login, password, status):
    answer = attempt(client, login, password)
    assert answer.status_code == status
    assert "<script>alert" not in answer.content.decode()
    assert attempt(client, people.max.email, PASSWORD).status_code == 302, "the next request is fine"


@pytest.mark.parametrize(
    "path", ["/account/email/", "/account/social/", "/account/login/code/", "/accounts/login/", "/account/2fa/webauthn/"]
)
def test_what_we_do_not_offer_does_not_exist(sign_in, people, path):
    assert sign_in(people.max).get(path).status_code == 404
