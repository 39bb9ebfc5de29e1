"""Whatever is sent: a sentence, the right status, nothing typed lost, nothing written, and the next request fine."""

import html
import re

import pytest
from django.test import Client

from accounts.roles import Rank
from realtime.models import Event
from social.comments.actions import add_comment
from social.groups.models import Group
from social.items.models import Item
from social.statuses.actions import publish_status
from tests.people import person, square

pytestmark = pytest.mark.django_db
LONG = "é" * (16 * 1024 + 1)  # two bytes each


def test_too_long_empty_and_overcrowded_posts_are_refused_in_a_sentence(people, browser):
    max_ = browser("max")
    for text, sentence in [
        (LONG, "at most 32 KiB"),
        ("  \n ", "Write something first."),
        (" ".join(f"@p{n}" for n in range(51)), "At most 50 people"),
    ]:
        status, said = max_.script("/statuses/", {"text": text, "audience": square().pk})
        assert status == 422
        assert sentence in said["say"]
        assert sentence in said["fields"]["text"][0]
        answer = max_.post("/statuses/", {"text": text, "audience": square().pk})
        assert answer.status_code == 422
        assert text.strip() in answer.content.decode()
    assert not Item.objects.for_system("test").exists()
    assert not Event.objects.filter(kind="item").exists()


def test_a_long_comment_is_refused_and_kept_on_the_page(people, browser):
    item = publish_status(people.max, square(), "Hi")
    text = LONG[: 8 * 1024 + 1]
    answer = browser("nora").post(f"/items/{item.pk}/comments/", {"text": text})
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_the_way_to_older_rows_leads_on_from_a_page_that_was_drawn_again(people, browser):
    posts = [publish_status(people.nora, square(), f"Post {n}") for n in range(30)]
    comments = [add_comment(people.nora, posts[-1].pk, f"Comment {n}") for n in range(60)]
    max_ = browser("max")
    for refused, words in (("/statuses/", posts[0].text), (f"/items/{posts[-1].pk}/comments/", comments[-1].text)):
        page = max_.post(refused, {"text": " ", "audience": square().pk})
        assert page.status_code == 422
        onward = html.unescape(re.search(r'href="([^"]+)" rel="next"', page.content.decode())[1])
        older = max_.read(onward)
        while words not in older:
            older = max_.read(html.unescape(re.search(r'href="([^"]+)" rel="next"', older)[1]))


@pytest.mark.parametrize("audience", ["", "x", "-1", "99999", "9" * 30, "1e3"])
def test_a_forged_audience_is_no_audience(people, browser, audience):
    assert square()
    status, said = browser("max").script("/statuses/", {"text": "Hi", "audience": audience})
    assert status in (404, 422)
    assert said["say"]
    answer = browser("max").post("/statuses/", {"text": "Hi there", "audience": audience})
    assert answer.status_code == status
    assert "Hi there" in answer.content.decode()


@pytest.mark.parametrize("parent", ["x", "-1", "99999", "9" * 30])
def test_a_forged_parent_is_no_parent(people, browser, parent):
    item = publish_status(people.max, square(), "Hi")
    nora = browser("nora")
    status, said = nora.script(f"/items/{item.pk}/comments/", {"text": "Hi", "parent": parent})
    assert status in (403, 422)
    assert said["say"]
    assert nora.post(f"/items/{item.pk}/comments/", {"text": "My words", "parent": parent}).status_code == status


@pytest.mark.parametrize("odd", ["Cycling\nclub", "Cycling\u2028club", "\u202egnilcyC", "Cycling\u2066"])
def test_a_name_that_would_change_the_text_around_it_is_refused_in_a_sentence(people, browser, odd):
    max_ = browser("max")
    status, said = max_.script("/groups/new/", {"name": odd, "kind": "open"})
    assert status == 422
    assert said["say"].startswith("A name ")
    own = {"name": odd, "language": "en", "time_zone": "UTC"}
    assert max_.post("/account/settings/", own).status_code == 422
    people.max.refresh_from_db()
    assert people.max.name == "Max"


def test_a_group_may_be_called_what_people_call_it(people, browser):
    for name in ["🚲🚲", "<script>alert(1)</script>", "ثلاثة", "Zoë's 日本"]:
        status, said = browser("max").script("/groups/new/", {"name": name, "kind": "open"})
        assert status == 201, said
        assert Group.objects.for_system("test").filter(name=name).exists()


PATHS = [
    "/items/{}/", "/items/{}/edit/", "/items/{}/delete/", "/items/{}/move/", "/items/{}/comments/", "/items/{}/reaction/",
    "/comments/{}/", "/comments/{}/edit/", "/comments/{}/delete/", "/comments/{}/reaction/",
]  # fmt: skip


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 40, "-1", "x", "%00", "1%00"])
def test_ids_that_do_not_exist(people, browser, number):
    max_ = browser("max")
    for path in PATHS:
        for answer in [max_.get(path.format(number)), max_.post(path.format(number), {"text": "x"})]:
            assert answer.status_code in (400, 404, 405), (path, answer.status_code)


def test_odd_addresses_of_pages_show_the_page(people, browser):
    item = publish_status(people.max, square(), "Hi")
    max_ = browser("max")
    for odd in ["-1", "x", "9" * 40, "1e9", "\u0663", "<script>", "../..", "%27"]:
        for path in ["/?before=", "/notifications/?before=", "/people/?after=", "/people/?q=", "/groups/?after=", "/people/max/?before="]:
            assert max_.get(path + odd).status_code == 200, path + odd
        for query in ["after", "reply"]:
            assert max_.get(f"/items/{item.pk}/?{query}={odd}").status_code == 200
    assert max_.get("/people/?q=%00").status_code == 400
    assert max_.get("/people/" + "x" * 400 + "/").status_code == 404


def test_nul_bytes_are_refused_in_a_sentence(people, browser):
    max_ = browser("max")
    for path, data in [
        ("/statuses/", {"text": "a\0b", "audience": square().pk}),
        ("/groups/new/", {"name": "a\0b", "kind": "open"}),
        ("/statuses/", {"text": "a", "audience": square().pk, "key": "k\0" * 10}),
    ]:
        status, said = max_.script(path, data)
        assert status == 422
        assert said["say"]
    assert not Item.objects.for_system("test").exists()


def test_script_in_every_name_is_only_words(people, group, browser):
    evil = "<script>alert(1)</script>"
    mallory = person("mallory", about=evil)
    type(mallory).objects.filter(pk=mallory.pk).update(name=evil)
    mallory.refresh_from_db()
    people.mallory = mallory
    desk = browser("mallory")
    for kind in Group.Kind.values:
        assert desk.post("/groups/new/", {"name": evil, "purpose": evil, "kind": kind, "anyway": "1"}).status_code == 303
    club = group("closed", name=evil, mallory=Rank.MEMBER)
    item = publish_status(mallory, square(), f"{evil} @max")
    comment = add_comment(mallory, item.pk, evil)
    for n in range(4):
        comment = add_comment(mallory, item.pk, f"{evil}{n} @grace", parent_pk=comment.pk)
    desk.post(f"/groups/{club.slug}/settings/", {"name": evil})
    for viewer in [desk, browser("grace"), browser("max")]:
        pages = ["/", f"/items/{item.pk}/", f"/items/{item.pk}/?reply={comment.pk}", "/groups/", f"/groups/{club.slug}/"]
        for path in [
            *pages,
            "/people/",
            "/people/mallory/",
            "/people/?q=" + evil,
            "/notifications/",
            *(f"/groups/{g.slug}/" for g in Group.objects.for_system("test").filter(kind="open")),
        ]:
            assert evil not in viewer.read(path), path


def test_group_fields_have_limits(people, browser):
    max_ = browser("max")
    for wrong in [
        {"name": "n" * 101, "kind": "open"},
        {"name": "n", "purpose": "p" * 501, "kind": "open"},
        {"name": "n", "kind": "hidden"},
        {"kind": "open"},
    ]:
        assert max_.script("/groups/new/", wrong)[0] == 422
        answer = max_.post("/groups/new/", wrong)
        assert answer.status_code == 422
        assert wrong.get("name", "") in answer.content.decode()
    assert not Group.objects.for_system("test").exists()


def test_ranks_and_asks_have_limits(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    grace = browser("grace")
    for rank in ["", "x", "0", "99", "15", "30.0"]:
        assert grace.script(f"/groups/{club.slug}/members/{people.max.pk}/rank/", {"rank": rank})[0] == 422
    assert grace.post(f"/groups/{club.slug}/members/{people.max.pk}/rank/", {"rank": "x"}).status_code == 422
    assert grace.post(f"/groups/{club.slug}/members/99999/rank/", {"rank": "20"}).status_code == 404
    assert grace.post(f"/groups/{club.slug}/members/99999/remove/").status_code == 303
    assert grace.post(f"/groups/{club.slug}/asks/99999/admit/").status_code == 303
    assert browser("nora").script(f"/groups/{club.slug}/ask/", {"words": "w" * 301})[0] == 422
    assert grace.script(f"/groups/{club.slug}/members/add/", {"handle": "h" * 200})[0] == 422


def test_the_wrong_method_changes_nothing(people, group, browser):
    club = group("open")
    item = publish_status(people.max, square(), "Hi")
    max_ = browser("max")
    for path in [
        "/statuses/",
        f"/items/{item.pk}/comments/",
        f"/items/{item.pk}/reaction/",
        f"/groups/{club.slug}/join/",
        f"/groups/{club.slug}/leave/",
    ]:
        assert max_.get(path).status_code == 405
    for path in ["/", "/people/", f"/groups/{club.slug}/", f"/items/{item.pk}/"]:
        assert max_.post(path).status_code == 405
        assert max_.put(path).status_code == 405


def test_too_often_is_said_with_the_time_to_wait_and_the_words_stay(people, browser):
    max_ = browser("max")
    item = publish_status(people.nora, square(), "Hi")
    for n in range(10):
        assert max_.script("/statuses/", {"text": f"Post {n}", "audience": square().pk})[0] == 201
    status, said = max_.script("/statuses/", {"text": "One more", "audience": square().pk})
    assert status == 429
    assert 1 <= said["wait"] <= 60
    assert str(said["wait"]) in said["say"]
    answer = max_.post("/statuses/", {"text": "One more", "audience": square().pk})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 60
    assert "One more" in answer.content.decode()
    for _ in range(60):
        max_.script(f"/items/{item.pk}/reaction/", {"on": "1"})
    assert max_.script(f"/items/{item.pk}/reaction/", {"on": "1"})[0] == 429
    answer = max_.post(f"/items/{item.pk}/reaction/")
    assert answer.status_code == 429
    assert "Retry-After" in answer


def test_without_a_session_there_is_a_sign_in_page_and_scripts_are_told(people, browser):
    item = publish_status(people.max, square(), "Hi")
    stranger = Client()
    for path in ["/", f"/items/{item.pk}/", "/groups/", "/people/", "/notifications/"]:
        assert stranger.get(path).status_code == 302
    assert stranger.post("/statuses/", {"text": "x"}, headers={"X-Plein": "fetch"}).status_code == 401
    zed = browser("zed")
    assert zed.get("/").status_code == 302


def test_a_form_without_its_token_is_refused(people):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(people.max)
    assert careful.post("/statuses/", {"text": "x", "audience": square().pk}).status_code == 403
    assert not Item.objects.for_system("test").exists()
