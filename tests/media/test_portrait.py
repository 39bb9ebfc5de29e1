"""A face: put on, changed, taken off."""

import json

import pytest
from django.test import Client

from accounts.models import Audience
from media import images
from media.actions import remove_portrait, set_portrait
from media.models import File, Rendition
from tests.media.pictures import photo, upload
from tests.people import People, row


@pytest.fixture
def browser():
    def signed_in(member) -> Client:
        client = Client()
        client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


def test_a_face_is_seen_by_whoever_sees_the_person(ask, transactional_db):
    people = People()
    set_portrait(people.max, upload(photo()))
    assert people.max.face_url.startswith("/files/")
    answers = [
        ask(member, people.max.face_url).status_code for member in (people.max, people.nora, people.ada, people.gus, people.zed, None)
    ]
    assert answers == [200, 200, 200, 404, 404, 404]
    together = Audience.objects.create(kind=Audience.Kind.LISTED)
    row(together, people.max)
    row(together, people.gus)
    assert ask(people.gus, people.max.face_url).status_code == 200


def test_a_new_face_shows_under_the_old_address_too(ask, transactional_db):
    people = People()
    set_portrait(people.max, upload(photo()))
    old, first = people.max.face_url, ask(people.nora, people.max.face_url)
    set_portrait(people.max, upload(photo(500, 500)))
    assert people.max.face_url != old, "a browser that shows the old one notices"
    assert ask(people.nora, old).content == ask(people.nora, people.max.face_url).content != first.content
    assert File.objects.for_system("test").count() == 1
    assert Rendition.objects.for_system("test").count() == 2
    remove_portrait(people.max)
    people.max.refresh_from_db()
    assert people.max.face_url == ""
    assert ask(people.max, old).status_code == 404
    set_portrait(people.max, upload(photo()))
    assert ask(people.nora, people.max.face_url).status_code == 200


def test_max_puts_on_a_face_and_takes_it_off(browser, people):
    page = browser(people.max)
    answer = page.post("/account/portrait/", {"file": upload(photo())})
    assert (answer.status_code, answer["Location"]) == (303, "/account/settings/")
    people.max.refresh_from_db()
    assert people.max.face_url in page.get("/account/portrait/").content.decode()
    assert page.post("/account/portrait/", {"remove": "1"}).status_code == 303
    people.max.refresh_from_db()
    assert people.max.face == ""


@pytest.mark.parametrize(
    ("data", "status", "say"),
    [
        (b"no picture", 422, "This file is not a picture."),
        (b"<svg onload=alert(1)>", 422, "Pictures of this kind cannot be shown."),
        (b"", 422, "This file is empty."),
        (b"x" * (images.LARGEST + 1), 413, "This picture is larger than 10 MB."),
    ],
)
def test_what_is_no_face_is_told_on_the_page_and_to_scripts(browser, people, data, status, say):
    answer = browser(people.max).post("/account/portrait/", {"file": upload(data)})
    assert answer.status_code == status
    assert say in answer.content.decode()
    answer = browser(people.max).post("/account/portrait/", {"file": upload(data)}, headers={"X-Plein": "fetch"})
    body = json.loads(answer.content)
    assert (answer.status_code, body["fields"]["file"]) == (status, [body["say"]])
    assert body["say"].startswith(say)
    people.max.refresh_from_db()
    assert people.max.face == ""


def test_scripts_get_the_new_address(browser, people):
    answer = browser(people.max).post("/account/portrait/", {"file": upload(photo())}, headers={"X-Plein": "fetch"})
    people.max.refresh_from_db()
    assert answer.status_code == 200
    assert json.loads(answer.content)["object"]["src"] == people.max.face_url


def test_a_form_without_a_file_and_one_with_text_for_a_file(browser, people):
    page = browser(people.max)
    assert [page.post("/account/portrait/").status_code, page.post("/account/portrait/", {"file": "text"}).status_code] == [422, 422]


def test_too_often_says_how_long(browser, people, monkeypatch):
    monkeypatch.setattr("accounts.limits.LIMITS", {"upload": (0, 3600)})
    answer = browser(people.max).post("/account/portrait/", {"file": upload(photo())}, headers={"X-Plein": "fetch"})
    assert answer.status_code == 429
    assert json.loads(answer.content)["wait"] > 0


def test_a_full_house_says_when_to_come_back(browser, people, monkeypatch):
    monkeypatch.setattr(images, "QUEUE", images.threading.BoundedSemaphore(1))
    images.QUEUE.acquire()
    answer = browser(people.max).post("/account/portrait/", {"file": upload(photo())}, headers={"X-Plein": "fetch"})
    assert (answer.status_code, answer["Retry-After"], json.loads(answer.content)["wait"]) == (429, "5", 5)


def test_nobody_at_the_door_has_a_face(people):
    assert Client().post("/account/portrait/", {"file": upload(photo())}).status_code == 302


def test_a_foreign_page_cannot_change_a_face(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.max, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/account/portrait/", {"file": upload(photo())}).status_code == 403
