"""A member's own settings, and the language before sign-in."""

import pytest

from accounts.models import Member

pytestmark = pytest.mark.django_db
PAGE = "/account/settings/"
GOOD = {
    "name": "Max Bakker",
    "job": "Baker",
    "unit": "Kitchen",
    "about": "Bread.",
    "language": "nl",
    "time_zone": "America/New_York",
    "hide_presence": "on",
}


def test_max_changes_what_is_his(people, sign_in):
    max_ = sign_in(people.max)
    assert max_.post(PAGE, GOOD).status_code == 302
    kept = Member.objects.get(pk=people.max.pk)
    assert (kept.name, kept.about, kept.language, kept.time_zone, kept.hide_presence) == (
        "Max Bakker",
        "Bread.",
        "nl",
        "America/New_York",
        True,
    )
    assert (kept.job, kept.unit) == ("Baker", "Kitchen")
    assert max_.get(PAGE).headers["Content-Language"] == "nl"


@pytest.mark.parametrize("more", [{"roles": "32"}, {"email": "ada@example.org"}, {"handle": "ada"}, {"is_active": "0"}, {"face": "x"}])
def test_nothing_else_can_be_changed_with_it(people, sign_in, more):
    before = Member.objects.filter(pk=people.max.pk).values("roles", "email", "handle", "is_active", "face").get()
    sign_in(people.max).post(PAGE, GOOD | more)
    assert Member.objects.filter(pk=people.max.pk).values("roles", "email", "handle", "is_active", "face").get() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\nb"},
        {"about": "x" * 301},
        {"language": "de"},
        {"time_zone": "Mars/Olympus"},
        {"about": "nul\x00"},
    ],
)
def test_bad_input_is_refused_in_a_sentence_and_nothing_typed_is_lost(people, sign_in, wrong):
    max_ = sign_in(people.max)
    answer = max_.post(PAGE, GOOD | {"about": "What I typed"} | wrong)
    assert answer.status_code == 422
    if "about" not in wrong:
        assert "What I typed" in answer.content.decode()
    assert Member.objects.get(pk=people.max.pk).name == "Max"
    assert max_.get(PAGE).status_code == 200


def test_a_script_in_a_name_is_only_a_strange_name(people, sign_in):
    max_ = sign_in(people.max)
    assert max_.post(PAGE, GOOD | {"name": "<script>alert(1)</script>", "about": "<img src=x onerror=alert(1)>"}).status_code == 302
    page = max_.get(PAGE).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_language_is_a_cookie_before_sign_in_and_in_the_account_after(client, people, sign_in):
    assert client.get("/account/login/", headers={"accept-language": "en"}).headers["Content-Language"] == "en"
    assert client.post("/account/language/", {"language": "nl", "next": "/account/login/"})["Location"] == "/account/login/"
    assert client.get("/account/login/", headers={"accept-language": "en"}).headers["Content-Language"] == "nl"
    max_ = sign_in(people.max)
    max_.post("/account/language/", {"language": "nl", "next": PAGE})
    assert Member.objects.get(pk=people.max.pk).language == "nl"


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "", "/\\elsewhere.example"])
def test_choosing_a_language_leads_nowhere_else(client, db, away):
    assert client.post("/account/language/", {"language": "en", "next": away})["Location"] == "/"


@pytest.mark.parametrize("language", ["de", "", "x" * 1000, "nl\r\nSet-Cookie: a=b"])
def test_a_language_we_do_not_speak_is_refused(client, db, language):
    assert client.post("/account/language/", {"language": language}).status_code == 400
