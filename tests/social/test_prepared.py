"""Queries whose SQL is made once find, for everybody, what they would find if it were made anew."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from accounts.prepared import ROOMS, Prepared
from accounts.roles import Rank
from social import beside, directory, reading, threads, timeline
from social.comments.actions import add_comment
from social.items import views
from social.items.models import Item
from social.marks.actions import hide_item
from social.statuses.actions import publish_status
from tests.people import square

pytestmark = pytest.mark.django_db
NAMES = ("grace", "max", "nora", "gus", "cor")


def same(prepared: Prepared, member: Member, **given) -> list:
    """What is found, once it was seen that the query itself finds it."""
    found = prepared(member, **given)
    assert found == list(prepared._build(member, **given)), (member, given)
    return found


@pytest.fixture
def town(people, group):
    """Posts in the square, an open and a secret group, comments, and a guest in the secret one."""
    open_, secret = group("open", max=Rank.MEMBER), group("secret", gus=Rank.MEMBER, nora=Rank.MODERATOR)
    for audience in (square(), open_.audience, secret.audience):
        for n in range(3):
            item = publish_status(people.grace, audience, f"Post {n} for @nora")
            add_comment(people.grace, item.pk, "First")
    return {"open": open_, "secret": secret}


def test_each_finds_what_is_theirs_after_others_asked_the_same(people, town):
    items = list(Item.objects.for_system("story").values_list("pk", flat=True))
    audiences = list(Item.objects.for_system("story").order_by().values_list("audience_id", flat=True).distinct())
    found = {}
    for name in (*NAMES, *reversed(NAMES)):
        member = getattr(people, name)
        same(beside.BESIDE, member)
        for prepared in (timeline.HEARD, timeline.OWN):
            same(prepared, member)
        for slug in (town["open"].slug, town["secret"].slug, "none"):
            same(directory.SEEN, member, slug=slug)
        for pk in items:
            same(views.SHOWN, member, pk=pk)
            same(views.STANDING, member, pk=pk)
            same(threads.OF_ITEM, member, item=pk, after="")
        same(timeline.IN_PLACES, member, places=audiences, before=items[4])
        found[name] = {item.pk for item in same(reading.THESE, member, ids=items)}
    assert [len(found[name]) for name in NAMES] == [9, 6, 9, 3, 6]


def test_what_max_hides_from_himself_is_still_there_for_nora(people, town):
    newest = Item.objects.for_system("story").filter(audience=square()).latest("pk")
    hide_item(people.max, newest.pk, True)
    asked = {"places": [square().pk], "before": timeline.LATEST}
    assert newest.pk not in dict(same(timeline.IN_PLACES, people.max, **asked))
    assert newest.pk in dict(same(timeline.IN_PLACES, people.nora, **asked))


def test_more_and_fewer_ids_than_there_is_room_for(people, town):
    items = list(Item.objects.for_system("story").values_list("pk", flat=True))
    assert same(reading.THESE, people.grace, ids=[]) == []
    assert len(same(reading.THESE, people.grace, ids=items[:1])) == 1
    assert len(same(reading.THESE, people.grace, ids=range(1, ROOMS[-1] + items[-1]))) == 9


def test_a_place_with_many_posts_does_not_keep_out_those_of_a_quiet_one(people, town):
    """Two posts of the quiet group lie before, between and behind those of the square."""
    quiet = town["open"].audience
    pks = [publish_status(people.grace, quiet if n in (0, 24, 29) else square(), f"Later {n}").pk for n in range(30)]
    shown = [pk for pk, _shared in same(timeline.IN_PLACES, people.max, places=[square().pk, quiet.pk], before=timeline.LATEST)]
    assert shown == pks[: -reading.ITEMS - 2 : -1]


def test_the_deactivated_find_nothing(people, town):
    assert reading.THESE(people.zed, ids=list(Item.objects.for_system("story").values_list("pk", flat=True))) == []


def test_all_places_of_a_timeline_are_one_query(people, town):
    here = square()
    for member in (people.max, people.nora):
        with CaptureQueriesContext(connection) as seen:
            assert here in timeline.OWN(member)
        assert len(seen) == 1


def test_a_thread_makes_its_own(people):
    made = Prepared(lambda member: Member.objects.filter(pk=member.pk))
    assert made(people.max) == [people.max]
    seen = []
    thread = threading.Thread(target=lambda: seen.append(made._made.__dict__))
    thread.start()
    thread.join()
    assert seen == [{}]
