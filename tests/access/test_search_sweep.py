"""Everybody looks for the words of every place, before and after things are moved, taken away, or seen by others: what they find is
what they may see, in whole and no more."""

import re

import pytest
from django.test import Client

from social.groups.actions import settle_group
from social.items.actions import delete_item, move_item
from social.joining.actions import remove_member
from social.search.actions import index
from tests.access.world import CARDS, COLLEAGUES, VISITORS, build, standing

pytestmark = pytest.mark.django_db
LINK = re.compile(r'class="hit-link" href="([^"]+)"')
READERS = [handle for handle in VISITORS if handle not in ("nobody", "zed")]


@pytest.fixture
def town(people):
    folk, places = build(people)
    index("person", [member.pk for member in folk.values()])  # they were made without their actions
    return folk, places


def found(member, words: str, kind: str = "") -> set[str]:
    client = Client()
    client.force_login(member)
    answer = client.get("/search/", {"q": words, "in": kind})
    assert answer.status_code == 200
    return set(LINK.findall(answer.content.decode()))


def check(folk, questions: dict[str, dict[str, set[str]]], kind: str = "") -> None:
    """`questions`: what to ask, and what of it is found by whom."""
    wrong = []
    for words, by_handle in questions.items():
        for handle in READERS:
            due, seen = by_handle.get(handle, set()), found(folk[handle], words, kind)
            if seen != due:
                wrong.append(f"{handle} looks for {words!r}: leaked {sorted(seen - due)}, missed {sorted(due - seen)}")
    assert not wrong, "\n".join(wrong)


def for_all_who(stand: dict[str, str]) -> dict[str, set[str]]:
    """By reader: the addresses of those whose place, in `stand`, they are in or may read."""
    return {handle: {address for address, place in stand.items() if standing(handle, place) is not None} for handle in READERS}


def test_posts_and_comments_are_found_by_exactly_who_may_see_their_place(town):
    folk, places = town
    for kind, words in (("items", "secret words by"), ("comments", "answer in by")):
        stand = {f"/{kind}/{thing.pk}/": name for name, place in places.items() for thing in getattr(place, kind).values()}
        check(folk, {words: for_all_who(stand)})
        for name, place in places.items():
            own = {f"/{kind}/{thing.pk}/": name for thing in getattr(place, kind).values()}
            if (kind, name) != ("items", "secret"):  # every post has that word
                check(folk, {f"{words} {name}": for_all_who(own)})


def knows(handle: str, name: str) -> bool:
    return standing(handle, name) is not None or (name in CARDS and handle in COLLEAGUES)


def test_group_cards_are_found_by_exactly_who_knows_the_group(town):
    folk, places = town
    for name, place in places.items():
        if place.group:
            address = f"/groups/{place.group.slug}/"
            check(folk, {f"{name} place": {handle: {address} for handle in READERS if knows(handle, name)}})


def test_people_are_found_by_colleagues_and_by_guests_only_where_they_meet(town):
    folk, _places = town
    meets = {"gus": {"gus"}, "gia": {"gia", "grace", "mo", "max"}}
    for handle, member in folk.items():
        due = {reader for reader in READERS if handle != "zed" and handle in meets.get(reader, set(folk))}
        check(folk, {member.name: {reader: {f"/people/{handle}/"} for reader in due}}, "people")


def test_what_changes_place_is_found_from_then_on_where_it_is(town):
    folk, places = town
    moved, gone = places["square"].items["max"], places["open"].items["max"]
    move_item(folk["max"], moved.pk, places["secret"].audience)
    delete_item(folk["max"], gone.pk)
    closed = places["closed"].group
    settle_group(folk["grace"], closed.pk, closed.name, closed.purpose, "secret")
    removed_from = places["secret"].group
    remove_member(folk["grace"], removed_from.pk, folk["max"].pk)
    still_in = {"grace", "mo"}
    check(
        folk,
        {
            "words of square by max": {handle: {f"/items/{moved.pk}/"} for handle in still_in},
            "answer in square by max": {handle: {f"/comments/{places['square'].comments['max'].pk}/"} for handle in still_in},
            "words of open by max": {},
            # Answers stand where a post was removed.
            "answer in open by max": {
                handle: {f"/comments/{places['open'].comments['max'].pk}/"} for handle in READERS if knows(handle, "open")
            },
            # Eva was invited: that shows her the card.
            "closed place": {handle: {f"/groups/{fresh_slug(closed)}/"} for handle in ("grace", "mo", "max", "gia", "eva")},
            "secret place": {handle: {f"/groups/{removed_from.slug}/"} for handle in still_in},
            "answer in secret by max": {handle: {f"/comments/{places['secret'].comments['max'].pk}/"} for handle in still_in},
        },
    )


def fresh_slug(group) -> str:
    group.refresh_from_db(fields=["slug"])
    return group.slug
