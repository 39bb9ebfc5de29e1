"""What everybody's browser gets, whatever was asked."""

import json

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from accounts.limits import TooMany
from accounts.policy import Refused
from plein import headers
from plein.urls import *  # noqa: F403 - the error handlers of the real site map
from plein.urls import urlpatterns as site

# Nothing in them depends on who asks.
PUBLIC = {"/healthz", "/readyz", "/brand.css", "/brand/mark.svg", "/brand/icon192.png", "/manifest.webmanifest"}
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}


@login_not_required
def ask(request, what):
    """A page that goes wrong as asked."""
    if what == "often":
        raise TooMany(12)
    if what == "refused":
        raise Refused("Only Grace may do this.")
    if what == "away":
        raise OperationalError("gone")
    if what == "broken":
        raise RuntimeError("a secret of the inside")
    return HttpResponse(json.dumps([list(request.POST.values()), list(request.GET.values())]))


urlpatterns = [path("ask/<what>", ask), *site]
asking = pytest.mark.urls(__name__)


def addresses(patterns, before=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


def walk() -> list[str]:
    """Every address of the site map, with a sample for each part that varies."""

    found = []
    for route in addresses(get_resolver("plein.urls").url_patterns):
        for kind, sample in SAMPLES.items():
            while f"<{kind}:" in route:
                start = route.index(f"<{kind}:")
                route = route[:start] + sample + route[route.index(">", start) + 1 :]
        while "<" in route and "(?P" not in route:
            route = route[: route.index("<")] + "x" + route[route.index(">") + 1 :]
        if "(?P" not in route:
            found.append("/" + route.strip("^$"))
    return found


def test_every_page_ada_can_ask_for_carries_the_headers(client, people):
    client.force_login(people.ada)
    client.raise_request_exception = False
    asked = walk()
    assert len(asked) > 20
    for address in asked:
        answer = client.get(address)
        missing = {name: answer.get(name) for name, value in headers.ALWAYS.items() if answer.get(name) != value}
        assert not missing, (address, answer.status_code, missing)
        assert len(answer["X-Request-ID"]) == 32, address
        assert answer.status_code < 500, (address, answer.status_code)
        if address not in PUBLIC:
            assert "no-store" in answer.get("Cache-Control", ""), address


@asking
def test_a_request_keeps_the_id_a_proxy_gave_it_and_a_strange_one_is_replaced(client, db):
    assert client.get("/ask/fine", headers={"X-Request-ID": "edge-12345678"})["X-Request-ID"] == "edge-12345678"
    assert len(client.get("/ask/fine", headers={"X-Request-ID": "<script>"})["X-Request-ID"]) == 32


@asking
@pytest.mark.parametrize(
    ("what", "status", "sentence"),
    [
        ("often", 429, "Wait 12 seconds"),
        ("refused", 403, "Only Grace may do this."),
        ("away", 503, "The database does not answer"),
        ("broken", 500, "under the number"),
    ],
)
def test_a_refusal_is_a_sentence_for_people_and_for_scripts(people, what, status, sentence):
    client = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
    page = client.get(f"/ask/{what}")
    said = client.get(f"/ask/{what}", headers={"X-Plein": "fetch"})
    assert page.status_code == said.status_code == status
    assert sentence in page.text
    assert "<html" in page.text
    assert sentence in said.json()["say"]
    assert "secret" not in page.text + said.text
    assert "Traceback" not in page.text
    if status == 429:
        assert page["Retry-After"] == "12"
        assert said.json()["wait"] == 12


@asking
def test_the_number_on_the_broken_page_is_the_number_in_the_log(db, caplog):
    client = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
    page = client.get("/ask/broken")
    assert page["X-Request-ID"] in page.text
    assert any(record.exc_info and "a secret of the inside" in str(record.exc_info[1]) for record in caplog.records)


@asking
def test_a_text_with_a_nul_character_is_refused_with_a_sentence(db):
    client = Client(headers={"Accept-Language": "en"})
    assert client.post("/ask/fine", {"text": "fine"}).status_code == 200
    refused = client.post("/ask/fine", {"text": "a\0b"})
    assert refused.status_code == 422
    assert "NUL" in refused.text
    assert client.post("/ask/fine", {"te\0xt": "b"}).status_code == 422
    assert client.get("/ask/fine?q=a%00b").status_code == 400
    assert client.get("/ask/a%00b").status_code == 400


@asking
def test_a_form_that_is_too_large_is_refused_before_it_is_read(db):
    client = Client(headers={"Accept-Language": "en"})
    words = client.post("/ask/fine", "text=" + "a" * 300_000, content_type="application/x-www-form-urlencoded")
    assert words.status_code == 413
    assert "256 kB" in words.text
    upload = client.post("/ask/fine", b"--x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(13 * 1024**2))
    assert upload.status_code == 413
    assert "12 MB" in upload.text


@asking
def test_too_many_fields_are_refused_with_a_sentence(people):
    client = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    assert client.post("/ask/fine", {f"f{n}": "x" for n in range(300)}).status_code == 413


@asking
def test_an_unknown_host_is_refused_quietly(db, caplog):
    answer = Client(raise_request_exception=False).get("/ask/fine", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_script_of_somebody_signed_out_hears_so_and_a_page_leads_to_sign_in(db):
    client = Client(headers={"Accept-Language": "en"})
    page = client.get("/")
    assert page.status_code == 302
    assert page["Location"].startswith("/")
    said = client.get("/", headers={"X-Plein": "fetch"})
    assert said.status_code == 401
    assert "signed out" in said.json()["say"]


@asking
def test_a_form_from_elsewhere_is_refused_with_a_sentence(db):
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    refused = strict.post("/ask/fine", {"text": "hello"})
    assert refused.status_code == 403
    assert "too old" in refused.text


def test_what_watches_over_the_server_gets_its_answers_without_signing_in(client, db):
    assert client.get("/healthz").json() == {"alive": True}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "database": True, "migrations": True, "live": True}


def test_a_server_whose_database_is_away_is_not_ready_but_lives(client, db, monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr("plein.health.database_answers", away)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
