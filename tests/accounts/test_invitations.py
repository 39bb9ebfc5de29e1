"""Asking people in."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.invitations.actions import invite, read_addresses
from accounts.models import Invitation, Member, Organisation, token_hash
from accounts.policy import Refused
from accounts.roles import Role
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/admin/invitations/"
NEW = {"name": "Sanne de Vries", "password": PASSWORD}


@pytest.fixture
def ask(people):
    return lambda text, role=Role.MEMBER: invite(people.ada, text, role, "en", "http://testserver")


def test_pasted_addresses_are_read_whatever_stands_between_them():
    text = 'a@example.org, b@example.org;c@example.org\nd@example.org\t"Eva Bos" <eva@example.org>, a@EXAMPLE.org'
    assert read_addresses(text) == ([f"{who}@example.org" for who in ("a", "b", "c", "d", "eva")], [])
    assert read_addresses("good@example.org bad@ @bad nothing") == (["good@example.org"], ["bad@", "@bad", "nothing"])


def test_ada_invites_many_at_once_and_reads_what_became_of_each(people, sign_in, letters):
    ada = sign_in(people.ada)
    text = f"sanne@example.org, piet@example.org\n{people.max.email} not-an-address"
    answer = ada.post(PAGE, {"addresses": text, "role": 1, "language": "en", "key": "a-key-of-the-form"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 invitations are on their way" in page
    assert "Already here, so not invited: max@example.org" in page
    assert "correct: not-an-address" in page.replace("\n", " ")
    assert sorted(letters.to()) == ["piet@example.org", "sanne@example.org"]
    again = ada.post(PAGE, {"addresses": text, "role": 1, "language": "en", "key": "a-key-of-the-form"})
    assert again.status_code == 302, "the same form sent twice sends nothing twice"
    assert len(letters.all) == 2


def test_sanne_comes_in_with_her_link_and_her_address_is_confirmed(ask, letters, client):
    ask("sanne@example.org")
    page = client.get(letters.link(), headers={"accept-language": "en"})
    assert "sanne@example.org" in page.content.decode()
    answer = client.post(letters.link(), NEW | {"email": "somebody.else@example.org"})
    assert answer.status_code == 302
    sanne = Member.objects.get(email="sanne@example.org")
    assert sanne.is_active
    assert sanne.roles == Role.MEMBER
    assert client.get("/account/settings/").status_code == 200
    client.post("/account/logout/")
    assert client.post("/account/login/", {"login": sanne.email, "password": PASSWORD})["Location"] == "/"


def test_a_guest_is_invited_as_a_guest(ask, letters, client):
    ask("gast@example.org", Role.GUEST)
    client.post(letters.link(), NEW)
    assert Member.objects.get(email="gast@example.org").is_guest


def test_only_the_hash_of_the_link_is_stored(ask, letters):
    from django.apps import apps

    ask("sanne@example.org")
    token = letters.link().rstrip("/").rpartition("/")[2]
    assert Invitation.objects.get().token_hash == token_hash(token)
    for model in apps.get_models():
        for row in model._base_manager.all().values():
            assert token not in str(row), model


def test_a_link_works_once(ask, letters):
    ask("sanne@example.org")
    assert Client().post(letters.link(), NEW).status_code == 302
    assert Client().get(letters.link()).status_code == 404
    assert Client().post(letters.link(), NEW).status_code == 404
    assert Member.objects.filter(email="sanne@example.org").count() == 1


def test_a_link_is_worth_nothing_after_two_weeks(ask, letters, client):
    ask("sanne@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=13, hours=23)):
        assert client.get(letters.link()).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert client.get(letters.link()).status_code == 404
        assert client.post(letters.link(), NEW).status_code == 404


def test_a_withdrawn_link_is_worth_nothing(ask, letters, client, people, sign_in):
    ask("sanne@example.org")
    ada = sign_in(people.ada)
    assert ada.post(f"{PAGE}{Invitation.objects.get().pk}/withdraw/").status_code == 302
    ada.get(PAGE)  # reads what was said
    assert "sanne@example.org" not in ada.get(PAGE).content.decode()
    assert client.post(letters.link(), NEW).status_code == 404


def test_sending_again_makes_a_new_link_and_the_old_one_dies(ask, letters, client, people, sign_in):
    ask("sanne@example.org")
    ada = sign_in(people.ada)
    ada.post(f"{PAGE}{Invitation.objects.get().pk}/again/")
    old, new = letters.link(0), letters.link(1)
    assert old != new
    assert client.get(old).status_code == 404
    assert client.post(new, NEW).status_code == 302
    assert ada.post(f"{PAGE}{Invitation.objects.get().pk}/again/").status_code == 302
    assert len(letters.all) == 2, "nobody is asked in twice"


def test_who_became_a_member_meanwhile_is_sent_to_sign_in(ask, letters, client, people):
    ask("sanne@example.org")
    from tests.people import person

    person("sanne")
    assert client.post(letters.link(), NEW)["Location"] == "/account/login/"
    assert Member.objects.filter(email="sanne@example.org").count() == 1


def test_when_nobody_may_come_in_invitations_wait(ask, letters, client, people):
    ask("sanne@example.org")
    Organisation.objects.update(sign_up="off")
    assert client.get(letters.link()).status_code == 404
    with pytest.raises(Refused):
        ask("piet@example.org")


def test_only_administrators_invite(people, sign_in, letters):
    grace = sign_in(people.grace)
    assert grace.get(PAGE).status_code == 403
    assert grace.post(PAGE, {"addresses": "sanne@example.org", "role": 1, "language": "en"}).status_code == 403
    with pytest.raises(Refused):
        invite(people.grace, "sanne@example.org", Role.MEMBER, "en", "http://testserver")
    assert letters.all == []


def test_too_many_at_once_is_refused_and_nothing_typed_is_lost(people, sign_in, letters):
    text = " ".join(f"a{number}@example.org" for number in range(201))
    answer = sign_in(people.ada).post(PAGE, {"addresses": text, "role": 1, "language": "en"})
    assert answer.status_code == 422
    assert "a200@example.org" in answer.content.decode()
    assert letters.all == []


def test_the_hourly_limit_is_said_with_the_time_to_wait(people, sign_in, letters):
    ada = sign_in(people.ada)
    many = " ".join(f"a{number}@example.org" for number in range(150))
    assert ada.post(PAGE, {"addresses": many, "role": 1, "language": "en"}).status_code == 200
    refused = ada.post(PAGE, {"addresses": many, "role": 1, "language": "en"})
    assert refused.status_code == 429
    assert "Try again in" in refused.content.decode()


@pytest.mark.parametrize("role", ["32", "33", "0", "x", ""])
def test_an_invitation_carries_no_other_role(people, sign_in, letters, role):
    answer = sign_in(people.ada).post(PAGE, {"addresses": "sanne@example.org", "role": role, "language": "en"})
    assert answer.status_code == 422
    assert letters.all == []


@pytest.mark.parametrize("token", ["x", "forged" * 50, "..", "%00", "<script>"])
def test_a_forged_link_opens_nothing(client, db, token):
    answer = client.get(f"/account/invitation/{token}/")
    assert answer.status_code in (400, 404)
    assert "<script>" not in answer.content.decode()


def test_a_member_who_is_inside_is_told_to_sign_out_first(ask, letters, people, sign_in):
    ask("sanne@example.org")
    nora = sign_in(people.nora)
    assert nora.get(letters.link()).status_code == 409
    assert nora.post(letters.link(), NEW).status_code == 409
    assert not Member.objects.filter(email="sanne@example.org").exists()


def test_names_in_letters_stand_as_they_are_written(people, letters):
    Member.objects.filter(pk=people.ada.pk).update(name="Ada <b>O'Brien</b> & Co")
    people.ada.refresh_from_db()
    invite(people.ada, "sanne@example.org", Role.MEMBER, "en", "http://testserver")
    assert "Ada <b>O'Brien</b> & Co invites you" in letters.all[0].body
