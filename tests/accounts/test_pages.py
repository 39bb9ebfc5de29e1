"""Every page at the door and behind it, in both languages, without a script or a style inside."""

import re

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from accounts.founding.actions import open_setup
from accounts.invitations.actions import invite
from accounts.letters import write_letter
from accounts.models import Organisation
from accounts.organisation import organisation
from accounts.roles import Role

pytestmark = pytest.mark.django_db
OUTSIDE = [
    "/account/login/",
    "/account/signup/",
    "/account/inactive/",
    "/account/confirm-email/",
    "/account/confirm-email/x/",
    "/account/password/reset/",
    "/account/password/reset/sent/",
    "/account/password/reset/key/1-x/",
    "/account/password/reset/key/done/",
    "/account/invitation/x/",
    "/setup/x/",
]
INSIDE = [
    "/account/settings/",
    "/account/sessions/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/reauthenticate/",
    "/account/logout/",
    "/admin/",
    "/admin/?q=qqqq",
    "/admin/invitations/",
    "/admin/sign-up/",
    "/admin/organisation/",
]
LETTERS = [
    "confirm",
    "already_member",
    "reset",
    "invitation",
    "password_changed",
    "totp_activated",
    "totp_deactivated",
    "recovery_codes_generated",
]


@pytest.fixture(scope="module", autouse=True)
def _dutch():
    """Compile the Dutch catalogue, as installing does."""
    source = settings.LOCALE_PATHS[0] / "nl" / "LC_MESSAGES" / "django.po"
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
        polib.pofile(str(source)).save_as_mofile(str(compiled))
        translation.trans_real._translations.clear()


def heading(answer, language: str) -> str:
    """Return what the page says first, after a look at what no page may have."""
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)
    assert not re.search(r"%\(\w+\)s|\{\{|\{%", page)
    return re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]


@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_at_the_door_speak_both_languages(path, people):
    assert people.max.pk
    Organisation.objects.update_or_create(
        pk=1, defaults={"square": organisation().square, "sign_up": "open", "allowed_domains": "example.org"}
    )
    dutch, english = (heading(Client().get(path, headers={"accept-language": code}), code) for code in ("nl", "en"))
    assert dutch != english


@pytest.mark.parametrize("path", INSIDE)
def test_pages_of_an_account_speak_both_languages(path, people, sign_in):
    ada, headings = sign_in(people.ada), []
    for code in ("nl", "en"):
        ada.post("/account/language/", {"language": code})
        answer = ada.get(path)
        assert answer.status_code == 200
        headings.append(heading(answer, code))
    assert headings[0] != headings[1]


def test_an_invitation_and_the_first_link_speak_both_languages(people, letters):
    setup = f"/setup/{open_setup()}/"
    assert people.ada.is_admin
    invite(people.ada, "sanne@example.org", Role.MEMBER, "nl", "http://testserver")
    link = letters.link()
    people.ada.delete()  # so that there is something to set up
    for path in (setup, link):
        dutch, english = (Client().get(path, headers={"accept-language": code}) for code in ("nl", "en"))
        assert dutch.status_code == english.status_code == 200
        assert heading(dutch, "nl") != heading(english, "en")


@pytest.mark.parametrize("letter", LETTERS)
def test_letters_are_plain_short_and_in_the_language_of_their_reader(letter, db):
    words = {
        "name": "Sanne",
        "link": "https://plein.example/x/",
        "reset": "https://plein.example/r/",
        "sign_in": "https://plein.example/s/",
    }
    dutch, english = (write_letter(letter, "sanne@example.org", code, inviter="Ada", days=14, **words) for code in ("nl", "en"))
    assert dutch.subject != english.subject
    assert dutch.body.startswith("Hallo")
    assert english.body.startswith("Hello")
    for written in (dutch, english):
        assert "https://plein.example/" in written.body
        assert "%(" not in written.body + written.subject
        assert "<" not in written.body
        assert "!" not in written.body + written.subject
        assert len(written.body) < 700
