"""A session and the clock: calendars, and reminders that nobody gets twice."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from social.airing.actions import tend_sessions
from social.notifications.models import Notification
from social.sessions.actions import cancel_session, come

pytestmark = pytest.mark.django_db


def reminded(member) -> int:
    return Notification.objects.visible_to(member).filter(member=member, verb="reminder").count()


def test_who_comes_hosts_and_moderates_is_reminded_a_day_and_ten_minutes_before(people, session):
    planned = session(starts_at=timezone.now() + timedelta(days=3))
    come(people.max, planned.pk, True)
    tend_sessions()
    assert reminded(people.max) == 0
    for left, times in ((timedelta(hours=23), 1), (timedelta(hours=5), 1), (timedelta(minutes=9), 2), (timedelta(minutes=1), 2)):
        with time_machine.travel(planned.starts_at - left, tick=False):
            tend_sessions()
            tend_sessions()
            assert [reminded(one) for one in (people.max, people.cor, people.eva)] == [times] * 3
    assert reminded(people.nora) == 0


def test_what_is_planned_for_today_is_reminded_of_once_and_what_was_called_off_never(people, session):
    soon, off = session(starts_at=timezone.now() + timedelta(hours=2)), session(starts_at=timezone.now() + timedelta(hours=2))
    come(people.max, soon.pk, True)
    come(people.max, off.pk, True)
    tend_sessions()
    assert reminded(people.max) == 0
    cancel_session(people.cor, off.pk, "No")
    with time_machine.travel(soon.starts_at - timedelta(minutes=5), tick=False):
        tend_sessions()
    assert reminded(people.max) == 1


def test_a_session_goes_into_a_calendar(people, browser, session):
    planned = session()
    answer = browser("nora").get(f"/sessions/{planned.pk}/calendar/")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "Ask the board"
    assert event.decoded("DTSTART") == planned.starts_at.replace(microsecond=0)
    assert f"/sessions/{planned.pk}/" in event["URL"]
    assert browser("gus").get(f"/sessions/{planned.pk}/calendar/").status_code == 404


def test_a_members_own_calendar_is_read_by_whoever_has_its_address_until_the_password_changes(people, browser, session):
    mine, _other = session(title="Mine"), session(title="Not mine")
    come(people.max, mine.pk, True)
    address = browser("max").get("/calendar/").context["address"]
    program = Client()
    titles = [event["SUMMARY"] for event in Calendar.from_ical(program.get(address).content).walk("VEVENT")]
    assert titles == ["Mine"]
    cancel_session(people.cor, mine.pk, "No")
    [event] = Calendar.from_ical(program.get(address).content).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    assert program.get(address.replace(".ics", "x.ics")).status_code == 404
    people.max.set_password("another-long-password")
    people.max.save()
    assert program.get(address).status_code == 404
    assert program.get(browser("max").get("/calendar/").context["address"]).status_code == 200
    people.max.is_active = False
    people.max.save()
    assert program.get(address).status_code == 404
