"""Making an account without an invitation."""

import pytest
from django.test import Client

from accounts.models import Member, Organisation
from accounts.organisation import organisation
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
SIGNUP = "/account/signup/"
SANNE = {"name": "Sanne de Vries", "email": "sanne@example.org", "password1": PASSWORD}


@pytest.fixture
def open_house():
    organisation()
    Organisation.objects.update(sign_up="open", allowed_domains="example.org\nexample.com")


def sign_up(client, **changes):
    return client.post(SIGNUP, SANNE | changes, headers={"accept-language": "en"})


def test_sanne_signs_up_confirms_her_address_and_is_inside(open_house, client, letters):
    assert sign_up(client)["Location"] == "/account/confirm-email/"
    sanne = Member.objects.get(email="sanne@example.org")
    assert (sanne.name, sanne.handle, sanne.language) == ("Sanne de Vries", "sanne.de.vries", "en")
    assert not sanne.is_active, "nobody sees her until the address is hers"
    assert letters.to() == ["sanne@example.org"]
    assert client.get(letters.link()).status_code == 200
    assert not Member.objects.active().filter(pk=sanne.pk).exists(), "looking at the link confirms nothing"
    client.post(letters.link())
    assert Member.objects.active().filter(pk=sanne.pk).exists()
    assert client.get("/account/settings/").status_code == 200


def test_a_confirmed_address_in_another_browser_still_asks_for_the_password(open_house, client, letters):
    sign_up(client)
    phone = Client()
    phone.post(letters.link())
    assert phone.get("/account/settings/").status_code == 302
    assert phone.post("/account/login/", {"login": SANNE["email"], "password": PASSWORD}).status_code == 302
    assert phone.get("/account/settings/").status_code == 200


def test_signing_in_before_confirming_sends_to_the_mail(open_house, client, letters):
    sign_up(client)
    answer = Client().post("/account/login/", {"login": SANNE["email"], "password": PASSWORD})
    assert answer["Location"] == "/account/confirm-email/"


def test_whoever_signs_up_with_anothers_address_gains_nothing(open_house, letters):
    thief, sanne = Client(), Client()
    sign_up(thief, name="Thief", password1="a-password-of-a-thief")
    first = letters.link()
    from django.core.cache import cache

    cache.clear()  # three minutes later
    sign_up(sanne)
    assert Member.objects.get(email=SANNE["email"]).name == "Sanne de Vries"
    assert sanne.post(first).status_code == 404, "the thief's link died with the thief's account"
    sanne.post(letters.link())
    assert thief.post("/account/login/", {"login": SANNE["email"], "password": "a-password-of-a-thief"}).status_code == 422


def test_an_address_that_has_an_account_reads_the_same_and_its_owner_gets_a_letter(open_house, people, client, letters):
    taken = sign_up(client, email=people.max.email)
    free = sign_up(Client())
    assert taken.status_code == free.status_code == 302
    assert taken["Location"] == free["Location"]
    assert letters.to() == [people.max.email, SANNE["email"]]
    assert "already" in letters.all[0].subject
    assert Member.objects.filter(email=people.max.email).count() == 1


@pytest.mark.parametrize("email", ["sanne@elsewhere.org", "sanne@sub.example.org", "sanne@notexample.org", "sanne@example.org.evil.org"])
def test_other_domains_are_refused_with_the_allowed_ones(open_house, client, email):
    answer = sign_up(client, email=email)
    assert answer.status_code == 422
    assert "example.org, example.com" in answer.content.decode()
    assert "Sanne de Vries" in answer.content.decode(), "nothing typed is lost"
    assert not Member.objects.exists()


@pytest.mark.parametrize(("mode", "domains"), [("invitation", "example.org"), ("off", "example.org"), ("open", "")])
def test_when_it_is_not_open_nobody_signs_up(client, mode, domains):
    organisation()
    Organisation.objects.update(sign_up=mode, allowed_domains=domains)
    assert client.get(SIGNUP).status_code == 403
    assert sign_up(client).status_code == 403
    assert not Member.objects.exists()


def test_two_with_the_same_name_get_two_handles(open_house, client):
    handles = []
    for number in range(3):
        sign_up(Client(), email=f"sanne{number}@example.org")
        handles.append(Member.objects.get(email=f"sanne{number}@example.org").handle)
    assert handles == ["sanne.de.vries", "sanne.de.vries2", "sanne.de.vries3"]


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Zoë Åkesson-Müller", "zoe.akesson.muller"),
        ("李小龍", "member"),
        ("<script>alert(1)</script>", "script.alert.1.script"),
        ("everyone", "everyone2"),
        ("A" * 100, "a" * 30),
        ("Łukasz Großmann", "lukasz.grossmann"),
    ],
)
def test_every_name_gets_a_handle(open_house, client, name, handle):
    assert sign_up(client, name=name).status_code == 302
    member = Member.objects.get(email=SANNE["email"])
    assert (member.name, member.handle) == (name, handle)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 101},
        {"name": "two\nlines"},
        {"name": "nul\x00"},
        {"name": "..."},
        {"password1": "short"},
        {"password1": "password123"},
        {"password1": "sanne@example.org"},
        {"password1": "x" * 201},
        {"email": "x" * 250 + "@example.org"},
        {"email": "sanne"},
    ],
)
def test_bad_input_is_refused_in_a_sentence(open_house, client, wrong):
    assert sign_up(client, **wrong).status_code == 422
    assert not Member.objects.exists()
    assert sign_up(client).status_code == 302


@pytest.mark.parametrize("key", ["forged", "MQ:1abcde:forged", "x" * 200, "-" * 150])
def test_a_forged_confirmation_confirms_nothing(client, key):
    assert client.get(f"/account/confirm-email/{key}/").status_code == 404
    assert client.post(f"/account/confirm-email/{key}/").status_code == 404
