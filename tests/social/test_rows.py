"""Rows: the same for the page and the wire, for no viewer in particular, drawn once, and never in the wrong stream."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from social import drawing
from social.comments.actions import add_comment
from social.groups.actions import settle_group
from social.items.actions import edit_item, move_item
from social.reactions.actions import react
from social.rows import render
from social.shelf import Shelf
from social.statuses.actions import publish_status
from tests.people import square

pytestmark = pytest.mark.django_db


def test_an_item_is_drawn_on_its_own_streams_and_gone_on_others(people, group):
    club = group("secret")
    item = publish_status(people.grace, club.audience, "Inside")
    other = publish_status(people.grace, square(), "Outside")
    right = [(club.audience.stream, "item", item.pk), (item.stream, "item", item.pk)]
    wrong = [(square().stream, "item", item.pk), (other.stream, "item", item.pk), (club.audience.stream, "item", 10**9)]
    drawn = render([*right, *wrong], ["en"])["en"]
    for ref in right:
        assert "Inside" in drawn[ref][0]["html"]
    for ref in wrong:
        assert drawn[ref] == [{"id": f"item-{ref[2]}", "gone": True}]
    move_item(people.grace, item.pk, square())
    drawn = render([*right, *wrong], ["en"])["en"]
    assert drawn[right[0]] == [{"id": f"item-{item.pk}", "gone": True}]
    assert "Inside" in drawn[wrong[0]][0]["html"]
    assert drawn[right[1]][0]["v"] == 2


def test_a_comment_is_drawn_only_on_the_stream_of_its_item(people):
    item, other = publish_status(people.max, square(), "One"), publish_status(people.max, square(), "Two")
    comment = add_comment(people.nora, item.pk, "Soup")
    right, wrong = (item.stream, "comment", comment.pk), (other.stream, "comment", comment.pk)
    drawn = render([right, wrong], ["en"])["en"]
    assert drawn[right][0]["path"] == comment.path
    assert drawn[right][0]["on"] == f"item-{item.pk}"
    assert drawn[right][1] == {"id": f"item-{item.pk}", "n": {"comments": 1, "reactions": 0}}
    assert drawn[wrong] == [{"id": f"comment-{comment.pk}", "gone": True}]


def test_many_refs_cost_few_queries(people, group):
    refs = []
    for n in range(15):
        item = publish_status(people.max, square(), f"{n} @nora")
        comment = add_comment(people.nora, item.pk, "Soup @cor")
        refs += [(square().stream, "item", item.pk), (item.stream, "comment", comment.pk), (item.stream, "counts", item.pk)]
        refs += [(item.stream, "comment_counts", comment.pk)]
    with CaptureQueriesContext(connection) as queries:
        drawn = render(refs, ["en"])["en"]
    assert set(drawn) == set(refs)
    assert len(queries) <= 6
    assert len(render([(f"m{people.max.pk}", "bell", people.max.pk), ("a1", "unheard-of", 3)], ["en"])["en"]) == 2


def test_a_row_in_dutch_is_dutch_whoever_asks(people):
    item = publish_status(people.max, square(), "Hallo")
    ref = (item.stream, "item", item.pk)
    with translation.override("en"), timezone.override("Asia/Tokyo"):
        dutch = render([ref], ["nl"])["nl"][ref][0]["html"]
    assert dutch == render([ref], ["nl"])["nl"][ref][0]["html"]
    assert dutch != render([ref], ["en"])["en"][ref][0]["html"]


def test_a_row_is_drawn_once_a_version_and_its_counts_each_time(people, monkeypatch):
    item = publish_status(people.max, square(), "Cake")
    ref = (item.stream, "item", item.pk)
    first = render([ref], ["en"])["en"][ref][0]
    drawn = []
    really = drawing._draw
    monkeypatch.setattr(drawing, "_draw", lambda *words: drawn.append(words) or really(*words))
    react(people.nora, item=item.pk)
    second = render([ref], ["en"])["en"][ref][0]
    assert drawn == []
    assert second["n"]["reactions"] == 1
    assert first["html"] != second["html"]
    edit_item(people.max, item.pk, "Pie")
    assert "Pie" in render([ref], ["en"])["en"][ref][0]["html"]
    assert len(drawn) == 1


def test_a_new_name_of_the_author_or_the_group_is_on_the_row(people, group):
    club = group("open")
    item = publish_status(people.grace, club.audience, "Hi")
    ref = (item.stream, "item", item.pk)
    assert "open cycling" in render([ref], ["en"])["en"][ref][0]["html"]
    settle_group(people.grace, club.pk, "Walking", "", "open")
    people.grace.name = "Grace Hopper"
    people.grace.save()
    html = render([ref], ["en"])["en"][ref][0]["html"]
    assert "Walking" in html
    assert render([ref], ["en"])["en"][ref][0]["v"] == 2  # an open page takes it for newer
    assert "Grace Hopper" in html


def test_the_shelf_never_holds_more_than_its_room():
    shelf = Shelf(100)
    for n in range(50):
        shelf.keep(n, str(n), 10)
        shelf.find(0)
    assert shelf.find(0) == "0"
    assert shelf.find(1) is None
    assert sum(shelf.find(n) is not None for n in range(50)) == 10
    shelf.keep(0, "large", 1000)
    assert shelf.find(0) is None
