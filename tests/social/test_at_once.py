"""Several people at the same moment, each in a thread and a transaction of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.models import Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime.models import Event, Stream
from social.comments.actions import add_comment, delete_comment
from social.comments.models import Comment
from social.groups.models import Group
from social.items.actions import delete_item, edit_item, move_item
from social.items.models import Item
from social.joining import actions as joining
from social.marks.actions import count_seen
from social.reactions.actions import react, withdraw
from social.reactions.models import Reaction
from social.statuses.actions import publish_status
from tests.people import square

pytestmark = pytest.mark.django_db(transaction=True)
SEVERAL = 6


def at_once(*deeds):
    """Do all of these at the same moment; return what each led to, refusals included."""
    start = Barrier(len(deeds), timeout=20)

    def one(deed):
        try:
            start.wait()
            return deed()
        except (NotVisible, Refused) as no:
            return no
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        done = [future.result(timeout=60) for future in [pool.submit(one, deed) for deed in deeds]]
    connections.close_all()
    return done


def no_gaps():
    for stream in Stream.objects.all():
        positions = list(Event.objects.filter(stream=stream.name).order_by("position").values_list("position", flat=True))
        assert positions == list(range(1, stream.head + 1)), stream.name


def test_people_who_comment_at_once_each_have_a_place(people):
    item = publish_status(people.max, square(), "Hi")
    authors = [people.nora, people.cor, people.eva, people.grace, people.ada, people.max]
    parent = add_comment(people.max, item.pk, "First")
    under = [None, parent.pk] * 3
    at_once(*(lambda who=who, on=on: add_comment(who, item.pk, who.name, parent_pk=on) for who, on in zip(authors, under, strict=True)))
    paths = list(Comment.objects.for_system("test").values_list("path", flat=True))
    assert len(paths) == len(set(paths)) == 7
    found = Item.objects.for_system("test").get()
    assert (found.comment_seq, found.comment_count) == (7, 7)
    assert Comment.objects.for_system("test").get(pk=parent.pk).reply_count == 3
    no_gaps()


def test_the_same_form_sent_several_times_at_once_is_one_post(people):
    place, max_ = square(), people.max
    made = at_once(*(lambda: publish_status(max_, place, "Once", "k" * 20) for _ in range(SEVERAL)))
    assert len({item.pk for item in made}) == 1
    assert Item.objects.for_system("test").count() == 1
    no_gaps()


def test_reactions_at_once_are_counted_right(people):
    item = publish_status(people.max, square(), "Cake")
    nora, cor = people.nora, people.cor
    at_once(*([lambda: react(nora, item=item.pk), lambda: react(cor, item=item.pk), lambda: withdraw(cor, item=item.pk)] * 2))
    assert Item.objects.for_system("test").get().reaction_count == Reaction.objects.for_system("test").count()
    no_gaps()


def test_a_post_is_edited_moved_answered_and_deleted_at_once_without_anybody_waiting_for_ever(people, group):
    club = group("closed", max=Rank.MEMBER, nora=Rank.MEMBER)
    max_, nora = people.max, people.nora
    items = [publish_status(max_, square(), f"Post {n} @nora @cor") for n in range(2)]
    comments = [add_comment(nora, item.pk, "Yes @max") for item in items]
    deeds = []
    for item, comment in zip(items, comments, strict=True):
        deeds += [
            lambda item=item: edit_item(max_, item.pk, "Edited @eva"),
            lambda item=item: move_item(max_, item.pk, club.audience),
            lambda item=item: add_comment(nora, item.pk, "More @grace"),
            lambda comment=comment: react(nora, comment=comment.pk),
            lambda comment=comment: delete_comment(nora, comment.pk),
            lambda item=item: delete_item(max_, item.pk),
        ]
    at_once(*deeds)
    assert not Item.objects.for_system("test").filter(state="published").exists()
    no_gaps()


def test_a_group_never_loses_its_last_owner(people, group):
    club = group("open", max=Rank.OWNER)
    outcome = at_once(lambda: joining.leave(people.grace, club.pk), lambda: joining.leave(people.max, club.pk))
    assert sum(isinstance(one, Refused) for one in outcome) == 1
    assert Membership.objects.filter(audience=club.audience, rank=Rank.OWNER).count() == 1


def test_who_joins_several_times_at_once_is_in_once(people, group):
    club, nora, cor = group("open"), people.nora, people.cor
    at_once(*(lambda who=who: joining.join(who, club.pk) for who in [nora, cor] * 3))
    assert Membership.objects.filter(audience=club.audience).count() == 3
    assert Group.objects.for_system("test").get().member_count == 3
    no_gaps()


def test_posts_are_seen_at_once_in_two_windows_and_by_many_each_counted_once(people):
    items = [publish_status(people.max, square(), f"Post {n}").pk for n in range(5)]
    watching = [people.nora, people.nora, people.cor, people.eva, people.eva, people.grace]
    orders = [items, items[::-1]] * 3
    done = at_once(*(lambda who=who, pks=pks: count_seen(who, pks) for who, pks in zip(watching, orders, strict=True)))
    assert all(isinstance(counts, dict) for counts in done), done
    assert set(Item.objects.for_system("test").values_list("seen_count", flat=True)) == {4}
