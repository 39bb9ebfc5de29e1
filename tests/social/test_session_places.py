"""Behind the stage of a session sit those who see its place, and nobody else."""

import pytest

from accounts import policy
from accounts.roles import Rank
from social.groups.actions import settle_group
from social.joining.actions import join, leave
from social.sessions.models import Session

pytestmark = pytest.mark.django_db


def sits(member, session: Session) -> bool:
    return session.backstage_id in policy.may_hear([member.pk])[member.pk].rows


@pytest.fixture
def planned(people, group, session):
    """Grace hosts it in her open group; max moderates it and is in the group, nora moderates it from outside."""
    place = group("open", max=Rank.MEMBER)
    return session(by="grace", audience=place.audience, hosts=[people.grace], moderators=[people.max, people.nora])


def test_who_leaves_an_open_group_keeps_their_seat_because_they_still_see_it(people, browser, planned):
    leave(people.max, planned.item.audience.group.pk)
    assert sits(people.max, planned)
    assert "Change the session" in browser("max").read(f"/sessions/{planned.pk}/change/")
    join(people.max, planned.item.audience.group.pk)
    assert sits(people.max, planned)


def test_a_group_that_becomes_closed_takes_the_seats_of_those_outside_at_once(people, browser, planned):
    group = planned.item.audience.group
    leave(people.max, group.pk)
    settle_group(people.grace, group.pk, group.name, group.purpose, "closed")
    assert [sits(one, planned) for one in (people.grace, people.max, people.nora)] == [True, False, False]
    assert browser("max").get(f"/sessions/{planned.pk}/").status_code == 404


def test_who_leaves_a_closed_group_loses_their_seat(people, group, session):
    place = group("closed", max=Rank.MEMBER)
    planned = session(by="grace", audience=place.audience, hosts=[people.grace], moderators=[people.max])
    assert sits(people.max, planned)
    leave(people.max, place.pk)
    assert not sits(people.max, planned)
