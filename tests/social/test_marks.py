"""What members note for themselves: saved, hidden, unread, muted; and how many saw a post. Nobody else learns of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Rank
from social.comments.actions import add_comment
from social.items.actions import delete_item
from social.items.models import Item
from social.joining.actions import remove_member
from social.marks.actions import count_seen, hide_item, mark_unread, mute_person, read_up_to
from social.marks.models import Mark, Seen
from social.statuses.actions import publish_status
from tests.people import square
from tests.social.conftest import block

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(people) -> Item:
    return publish_status(people.max, square(), "What do we eat?")


def ids(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'<article class="row[^"]*" id="item-(\d+)"', html)]


def mark(member, item) -> Mark:
    return Mark.objects.for_system("test").get(member=member, item=item)


def seen_count(item) -> int:
    return Item.objects.for_system("test").get(pk=item.pk).seen_count


def test_saved_posts_are_listed_newest_saved_first_a_page_at_a_time(people, browser):
    items = [publish_status(people.max, square(), f"Post {n}") for n in range(25)]
    nora = browser("nora")
    order = [items[(n * 7) % 25].pk for n in range(25)]
    for pk in order:
        assert nora.post(f"/items/{pk}/bookmark/").status_code == 303
    path, seen = "/bookmarks/", []
    while path:
        html = nora.read(path)
        seen += ids(html)
        path = (re.search(r'href="([^"]+)" rel="next"', html) or [None, None])[1]
    assert seen == order[::-1]
    assert ids(browser("cor").read("/bookmarks/")) == []


def test_saved_twice_it_keeps_its_place_and_it_can_be_taken_off(people, browser, item):
    nora = browser("nora")
    status, said = nora.script(f"/items/{item.pk}/bookmark/", {"on": "1"})
    assert (status, said["mark"]) == (200, {"id": f"item-{item.pk}", "name": "saved", "on": True})
    at = mark(people.nora, item).bookmarked_at
    nora.post(f"/items/{item.pk}/bookmark/?on=1")
    assert mark(people.nora, item).bookmarked_at == at
    assert " data-saved" in nora.read(f"/items/{item.pk}/")
    assert block(nora.read("/"), "own")["saved"] == [f"item-{item.pk}"]
    nora.post(said["undo"])
    assert ids(nora.read("/bookmarks/")) == []
    assert "saved" not in block(nora.read("/"), "own")


def test_whoever_is_removed_from_a_group_does_not_find_its_posts_among_the_saved(people, group, browser):
    club = group("closed", nora=Rank.MEMBER)
    inside = publish_status(people.grace, club.audience, "Inside")
    nora = browser("nora")
    nora.post(f"/items/{inside.pk}/bookmark/")
    assert ids(nora.read("/bookmarks/")) == [inside.pk]
    remove_member(people.grace, club.pk, people.nora.pk)
    assert ids(nora.read("/bookmarks/")) == []
    for verb in ("bookmark", "hide", "unread", "read"):
        assert nora.post(f"/items/{inside.pk}/{verb}/", {"seq": 1}).status_code == 404


def test_a_hidden_post_leaves_all_lists_of_who_hid_it_and_nobody_elses(people, group, browser):
    club = group("open", nora=Rank.MEMBER, max=Rank.MEMBER)
    post = publish_status(people.max, club.audience, "Not again")
    nora, cor = browser("nora"), browser("cor")
    lists = ["/", f"/groups/{club.slug}/", "/people/max/"]
    assert all(post.pk in ids(nora.read(path)) for path in lists)
    assert nora.post(f"/items/{post.pk}/hide/")["Location"] == "/hidden/"
    assert not any(post.pk in ids(nora.read(path)) for path in lists)
    assert post.pk in ids(cor.read(f"/groups/{club.slug}/"))
    assert ids(nora.read("/hidden/")) == [post.pk]
    assert "Not again" in nora.read(f"/items/{post.pk}/")
    nora.post(f"/items/{post.pk}/hide/?on=0")
    assert all(post.pk in ids(nora.read(path)) for path in lists)
    assert ids(nora.read("/hidden/")) == []


def test_what_was_muted_is_not_in_ones_feed_and_folded_in_threads(people, browser, item):
    own = publish_status(people.cor, square(), "By Cor")
    add_comment(people.cor, item.pk, "Cor says soup")
    nora = browser("nora")
    assert nora.post("/people/cor/mute/")["Location"] == "/muted/"
    assert "Cor" in nora.read("/muted/")
    assert own.pk not in ids(nora.read("/"))
    page = nora.read(f"/items/{item.pk}/")
    assert page.count(" data-muted") == 1
    assert block(page, "own")["muted"] == [people.cor.pk]
    assert " data-muted" not in browser("max").read(f"/items/{item.pk}/")
    assert nora.script("/quiet/")[1] == {"muted": [people.cor.pk], "hidden": []}
    nora.post("/people/cor/mute/", {"on": "0"})
    assert own.pk in ids(nora.read("/"))
    assert " data-muted" not in nora.read(f"/items/{item.pk}/")


def test_nobody_mutes_themselves_or_somebody_they_cannot_see(people, group, browser):
    nora = browser("nora")
    status, said = nora.script("/people/nora/mute/", {"on": "1"})
    assert (status, said["say"]) == (403, "You cannot mute yourself.")
    gus = browser("gus")
    assert gus.post("/people/nora/mute/").status_code == 404


def test_read_up_to_never_goes_back_and_never_beyond_what_was_written(people, browser, item):
    for n in range(5):
        add_comment(people.cor, item.pk, f"Number {n}")
    nora = browser("nora")
    assert "read" not in block(nora.read(f"/items/{item.pk}/"), "own")
    for seq, kept in [(3, 3), (2, 3), (99, 5)]:
        assert nora.post(f"/items/{item.pk}/read/", {"seq": seq}).status_code == 303
        assert mark(people.nora, item).read_seq == kept
    assert block(nora.read(f"/items/{item.pk}/"), "own")["read"] == {f"item-{item.pk}": 5}
    for bad in ("", "x", "-1", "9" * 30):
        assert nora.script(f"/items/{item.pk}/read/", {"seq": bad})[0] == 422


def test_marked_unread_stays_so_until_it_is_read(people, item):
    read_up_to(people.nora, item.pk, 0)
    mark_unread(people.nora, item.pk)
    assert mark(people.nora, item).unread
    read_up_to(people.nora, item.pk, 0)
    assert not mark(people.nora, item).unread


def test_a_post_is_seen_once_by_each_and_never_by_its_author(people, browser, item):
    nora, max_, cor = browser("nora"), browser("max"), browser("cor")
    for who in (nora, nora, max_, cor):
        assert who.script("/seen/", {"ids": str(item.pk)})[0] == 200
    assert seen_count(item) == 2
    status, said = nora.script("/seen/", {"ids": str(item.pk)})
    assert said["seen"] == {f"item-{item.pk}": 2}
    page = max_.read(f"/items/{item.pk}/")
    assert re.search(r"Seen by <span data-seen-number>2</span>", page)


def test_who_saw_it_cannot_be_told_from_what_is_kept(people, item):
    count_seen(people.nora, [item.pk])
    other = publish_status(people.max, square(), "Other")
    count_seen(people.nora, [other.pk])
    who = list(Seen.objects.for_system("test").values_list("who", flat=True))
    assert len(set(who)) == 2
    assert all(0 <= number < 2**63 and number not in (people.nora.pk, item.pk) for number in who)
    assert {field.name for field in Seen._meta.get_fields()} == {"id", "item", "who", "at"}


def test_what_one_cannot_see_is_not_counted(people, group, browser, item):
    club = group("secret")
    inside = publish_status(people.grace, club.audience, "Inside")
    gone = publish_status(people.max, square(), "Gone")
    delete_item(people.max, gone.pk)
    status, said = browser("nora").script("/seen/", {"ids": f"{inside.pk},{item.pk},{gone.pk},987654321"})
    assert (status, said["seen"]) == (200, {f"item-{item.pk}": 1})
    assert seen_count(inside) == 0


def test_at_most_forty_are_told_at_once_and_only_numbers(people, browser, item):
    nora = browser("nora")
    for bad in ("", "x", "1,,2", ",".join(map(str, range(1, 42))), "1" * 900):
        assert nora.script("/seen/", {"ids": bad})[0] == 422
    assert nora.script("/seen/", {"ids": ",".join(map(str, range(1, 41)))})[0] == 200


def test_forty_posts_are_counted_with_few_queries(people):
    items = [publish_status(people.max, square(), f"Post {n}") for n in range(40)]
    with CaptureQueriesContext(connection) as queries:
        count_seen(people.nora, [item.pk for item in items])
    assert len(queries) <= 12
    assert [seen_count(item) for item in items] == [1] * 40


def test_who_can_see_this_in_words_and_numbers(people, group, browser, item):
    people.all()
    club = group("closed", nora=Rank.MEMBER, gus=Rank.MEMBER)
    inside = publish_status(people.grace, club.audience, "Inside")
    comment = add_comment(people.nora, inside.pk, "Soup")
    nora = browser("nora")
    page = nora.read(f"/items/{item.pk}/who/")
    assert "6 colleagues" in page
    for path in (f"/items/{inside.pk}/who/", f"/comments/{comment.pk}/who/"):
        page = nora.read(path)
        assert "The members of closed cycling: 3 people." in page
        assert "One of them is a guest." in page
        assert set(re.findall(r'title="(\w+)"', page)) >= {"Grace", "Nora", "Gus"}
        assert browser("max").get(path).status_code == 404
        status, said = nora.script(path)
        assert (status, "The members of closed cycling: 3 people." in said["html"]) == (200, True)
        assert "<html" not in said["html"]
        assert browser("max").script(path)[0] == 404
    remove_member(people.grace, club.pk, people.nora.pk)
    assert nora.get(f"/items/{inside.pk}/who/").status_code == 404


def test_a_guest_meets_only_the_faces_they_may_see(people, group, browser):
    people.all()
    club = group("open", gus=Rank.MEMBER)
    inside = publish_status(people.grace, club.audience, "Inside")
    page = browser("gus").read(f"/items/{inside.pk}/who/")
    assert "6 colleagues" in page
    assert "1 guest who is in open cycling" in page
    assert set(re.findall(r'title="(\w+)"', page)) == {"Grace", "Gus"}
    assert "and 5 others" in page


def test_hidden_twice_is_hidden_once(people, item):
    for _ in range(2):
        hide_item(people.nora, item.pk, on=True)
        mute_person(people.nora, "max", on=True)
    assert Mark.objects.for_system("test").filter(member=people.nora).count() == 1
