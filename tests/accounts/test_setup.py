"""The first hour of an installation."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Member, Organisation, token_hash
from accounts.roles import Role
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db
NEW = {"organisation": "De Hoeksteen", "name": "Ada Visser", "email": "Ada@hoeksteen.example", "password": PASSWORD}


@pytest.fixture
def link():
    def make() -> str:
        said = StringIO()
        call_command("setup", address="http://testserver", stdout=said)
        return said.getvalue().strip().splitlines()[-1].removeprefix("http://testserver")

    return make


def test_the_link_names_the_organisation_and_makes_its_first_administrator(link, client):
    page = link()
    assert client.get(page).status_code == 200
    assert client.post(page, NEW)["Location"] == "/admin/"
    ada = Member.objects.get()
    assert (ada.email, ada.name, Role(ada.roles), ada.is_active) == ("ada@hoeksteen.example", "Ada Visser", Role.MEMBER | Role.ADMIN, True)
    assert Organisation.objects.get().name == "De Hoeksteen"
    assert client.get("/admin/").status_code == 200
    client.post("/account/logout/")
    assert client.post("/account/login/", {"login": ada.email, "password": PASSWORD})["Location"] == "/"


def test_it_works_once(link):
    page = link()
    Client().post(page, NEW)
    assert Client().get(page).status_code == 404
    assert Client().post(page, NEW | {"email": "eve@example.org"}).status_code == 404
    assert Member.objects.count() == 1


def test_where_somebody_administers_already_there_is_no_setup(link):
    page = link()
    person("ada")
    assert Client().get(page).status_code == 404
    assert Client().post(page, NEW).status_code == 404
    with pytest.raises(CommandError, match="administrator already"):
        link()


def test_a_newer_link_replaces_the_older_and_a_day_ends_it(link, client):
    old, new = link(), link()
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert client.get(new).status_code == 404


def test_only_its_hash_is_stored_and_it_is_no_invitation(link, client):
    token = link().strip("/").split("/")[-1]
    assert Invitation.objects.get().token_hash == token_hash(token)
    assert client.get(f"/account/invitation/{token}/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"organisation": ""},
        {"organisation": "x" * 101},
        {"email": "ada"},
        {"password": "short"},
        {"name": "a\x00"},
        {"email": "x" * 250 + "@a.nl"},
    ],
)
def test_bad_input_is_refused_in_a_sentence(link, client, wrong):
    page = link()
    assert client.post(page, NEW | wrong).status_code == 422
    assert client.post(page, NEW).status_code == 302


def test_an_address_that_is_taken_is_said(link, client):
    page = link()
    person("max")
    assert client.post(page, NEW | {"email": "max@example.org"}).status_code == 422


def test_a_forged_link_opens_nothing(client):
    assert client.get("/setup/forged/").status_code == 404
    assert client.post("/setup/forged/", NEW).status_code == 404
    assert not Member.objects.exists()
