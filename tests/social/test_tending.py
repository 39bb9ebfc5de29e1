"""What moderators do with a post: lock its conversation, pin it."""

import pytest

from accounts.policy import Refused
from accounts.roles import Rank
from social.comments.actions import add_comment, edit_comment
from social.items.actions import delete_item, move_item, restore_item
from social.items.models import Item
from social.kept import PINS
from social.rows import render
from social.statuses.actions import publish_status
from social.tending.actions import lock_thread, pin_item
from tests.people import square

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture
def club(group):
    return group("closed", max=Rank.MEMBER, nora=Rank.MODERATOR, cor=Rank.MEMBER)


def test_in_a_locked_conversation_nobody_writes_until_it_is_open_again(people, club, browser):
    item = publish_status(people.max, club.audience, "Lunch")
    comment = add_comment(people.cor, item.pk, "Soup")
    nora, cor = browser("nora"), browser("cor")
    assert nora.post(f"/items/{item.pk}/lock/?on=1")["Location"] == f"/items/{item.pk}/"
    for browser_ in [cor, nora]:
        status, said = browser_.script(f"/items/{item.pk}/comments/", {"text": "Bread", "key": KEY})
        assert status == 403
        assert "locked" in said["say"]
    page = cor.post(f"/items/{item.pk}/comments/", {"text": "A long answer", "key": KEY})
    assert page.status_code == 403
    assert "A long answer" in page.content.decode()
    assert "A moderator locked this conversation" in cor.read("/")
    edit_comment(people.cor, comment.pk, "Tomato soup")
    nora.post(f"/items/{item.pk}/lock/?on=0")
    assert cor.post(f"/items/{item.pk}/comments/", {"text": "Bread"}).status_code == 303
    assert "A moderator locked this conversation" not in cor.read(f"/items/{item.pk}/")


def test_open_pages_hear_of_a_lock_and_of_a_pin(people, club):
    item = publish_status(people.max, club.audience, "Lunch")
    for deed, mark in [(lock_thread, "data-locked"), (pin_item, "data-pinned")]:
        for on in [True, False]:
            deed(people.nora, item.pk, on)
            for ref in [(item.stream, "item", item.pk), (club.audience.stream, "item", item.pk)]:
                [shown] = render([ref], ["en"])["en"][ref]
                assert (mark in shown["html"]) == on
    version = Item.objects.for_system("test").get().version
    lock_thread(people.nora, item.pk, on=False)
    assert Item.objects.for_system("test").get().version == version == 5


def test_only_moderators_are_offered_and_given_it(people, club, browser):
    item = publish_status(people.max, club.audience, "Lunch")
    for verb in ["lock", "pin"]:
        assert browser("max").post(f"/items/{item.pk}/{verb}/?on=1").status_code == 403
        assert browser("ada").post(f"/items/{item.pk}/{verb}/?on=1").status_code == 404
        status, said = browser("nora").script(f"/items/{item.pk}/{verb}/?on=1", {"key": KEY})
        assert (status, said["object"]["id"]) == (200, f"item-{item.pk}")
    assert "data-moderates" in browser("nora").read(f"/items/{item.pk}/")
    assert "data-moderates" not in browser("max").read(f"/items/{item.pk}/")


def test_five_posts_are_pinned_in_a_place_and_no_more(people, club, group):
    other = publish_status(people.grace, group("open").audience, "Elsewhere")
    items = [publish_status(people.max, club.audience, f"Post {n}") for n in range(PINS + 1)]
    for item in items[:PINS]:
        pin_item(people.nora, item.pk, on=True)
    with pytest.raises(Refused, match=r"\b5\b"):
        pin_item(people.nora, items[PINS].pk, on=True)
    pin_item(people.grace, other.pk, on=True)
    delete_item(people.nora, items[0].pk)
    pin_item(people.nora, items[PINS].pk, on=True)
    assert restore_item(people.nora, items[0].pk).pinned_at is None
    pin_item(people.nora, items[1].pk, on=False)
    pin_item(people.nora, items[0].pk, on=True)


def test_a_pin_does_not_go_along_to_another_place(people, club):
    item = publish_status(people.nora, club.audience, "Lunch")
    pin_item(people.nora, item.pk, on=True)
    assert move_item(people.nora, item.pk, square()).pinned_at is None


def test_what_is_pinned_stands_first_in_its_group_and_what_is_pinned_in_the_square_at_home(people, club, browser):
    first = publish_status(people.max, club.audience, "House rules")
    hall = publish_status(people.max, square(), "Square rules")
    for n in range(25):
        publish_status(people.max, club.audience if n % 2 else square(), f"Post {n}")
    pin_item(people.nora, first.pk, on=True)
    pin_item(people.ada, hall.pk, on=True)
    place, home = browser("cor").read(f"/groups/{club.slug}/"), browser("cor").read("/")
    for page, words in [(place, "House rules"), (home, "Square rules")]:
        assert page.count(words) == 1
        assert page.index(words) < page.index("Post 24" if page is home else "Post 23")
        assert "Pinned" in page
    assert "House rules" not in home
    assert "House rules" not in browser("ada").read("/")
    delete_item(people.nora, first.pk)
    assert "House rules" not in browser("cor").read(f"/groups/{club.slug}/")


def test_a_live_row_says_where_it_is_pinned(people, club):
    item = publish_status(people.max, club.audience, "Lunch")
    ref = (club.audience.stream, "item", item.pk)
    assert "pinned" not in render([ref], ["en"])["en"][ref][0]
    pin_item(people.nora, item.pk, on=True)
    assert render([ref], ["en"])["en"][ref][0]["pinned"] == club.audience.stream
