"""Votes, readers and workers at the same moment: each vote counts once, each waiting post comes out once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from realtime.models import Event
from social.announcements.actions import read_announcement
from social.extras import Extras, PollPlan
from social.items.models import Item, State
from social.marks.models import Mark
from social.polls.actions import vote
from social.scheduling.actions import delete_scheduled, publish_due, publish_now, schedule_status
from social.statuses.actions import publish_status
from social.statuses.models import Choice, Vote
from tests.people import square
from tests.social.test_at_once import at_once, no_gaps

pytestmark = pytest.mark.django_db(transaction=True)


def test_votes_at_once_are_all_counted_and_none_twice(people):
    item = publish_status(people.max, square(), "Which?", extras=Extras(poll=PollPlan(("One", "Two"))))
    one, two = Choice.objects.for_system("test").filter(poll__item=item).values_list("pk", flat=True)
    voters = [people.nora, people.cor, people.eva]
    at_once(*(lambda who=who, pk=pk: vote(who, item.pk, [pk]) for who in voters for pk in (one, two)))
    counted = dict(Choice.objects.for_system("test").values_list("pk", "votes"))
    assert sum(counted.values()) == Vote.objects.for_system("test").count() == 3
    assert {pk: Vote.objects.for_system("test").filter(choice=pk).count() for pk in counted} == counted
    item.refresh_from_db()
    assert item.data["poll"]["voters"] == 3
    no_gaps()


@pytest.mark.parametrize("with_author", [False, True])
def test_several_workers_publish_a_waiting_post_once(people, with_author):
    due = timezone.now() + timedelta(hours=1)
    for n in range(3):
        schedule_status(people.max, square(), f"Post {n}", due, "", (), Extras())
    waiting = Item.objects.for_system("test").filter(state=State.SCHEDULED)
    first = waiting.first().pk
    waiting.update(due_at=timezone.now() - timedelta(seconds=1))
    author = [lambda: publish_now(people.max, first)] if with_author else []
    at_once(*author, *(publish_due for _ in range(4)))
    publish_due()
    texts = Item.objects.for_system("test").filter(state=State.PUBLISHED).values_list("text", flat=True)
    assert sorted(texts) == ["Post 0", "Post 1", "Post 2"]
    assert not waiting.exists()
    assert Event.objects.filter(stream=square().stream).count() == 3
    no_gaps()


def test_what_is_deleted_as_it_comes_out_is_one_or_the_other(people):
    schedule_status(people.max, square(), "Now or never", timezone.now() + timedelta(hours=1), "", (), Extras())
    waiting = Item.objects.for_system("test").filter(state=State.SCHEDULED)
    pk = waiting.get().pk
    waiting.update(due_at=timezone.now() - timedelta(seconds=1))
    at_once(lambda: delete_scheduled(people.max, pk), publish_due)
    assert not waiting.exists()
    assert Item.objects.for_system("test").count() == Event.objects.filter(stream=square().stream).count()


def test_an_announcement_read_twice_at_once_is_read(people):
    item = publish_status(people.cor, square(), "Listen", extras=Extras(announce=True))
    nora = people.nora
    at_once(*(lambda: read_announcement(nora, item.pk) for _ in range(4)))
    assert Mark.objects.for_system("test").get().announcement_read
