"""Asking by GET: one listener a browser however it asks, and a clear no."""

import asyncio
import json

import pytest
from django.conf import settings

from realtime import fallback
from realtime.tickets import make_ticket
from tests.realtime.square import Browser, Product3, hub
from tests.realtime.test_hub import tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_pollers():
    yield
    fallback._pollers.clear()


async def poll(visitor, epoch="", s="a1:0"):
    """Ask once; return the status and what was said."""
    ticket = make_ticket(visitor.member, "nl", visitor.session)
    cookie = f"{settings.SESSION_COOKIE_NAME}={visitor.session}".encode()
    query = f"ticket={ticket}&epoch={epoch}&s={s}".encode()
    scope = {"type": "http", "method": "GET", "path": "/live/poll", "query_string": query, "headers": [(b"cookie", cookie)]}
    sent = []

    async def send(message):
        sent.append(message)

    await fallback.fallback(scope, None, send)
    return sent[0]["status"], json.loads(sent[1]["body"])


def test_questions_at_the_same_time_leave_one_listener():
    town = Product3()

    async def story():
        async with hub(town) as here:
            visitor = town.member(7)
            answers = await asyncio.gather(*(poll(visitor) for _ in range(4)))
            assert [status for status, _said in answers] == [200] * 4
            assert (await poll(visitor, here.epoch))[1]["frames"] == [{"t": "ok", "s": {"a1": 0}}, {"t": "onair", "v": ""}]
            assert len(here.members[7]) == 1

    tell(story)


def test_a_question_that_fails_leaves_the_listener_to_its_lease(monkeypatch):
    monkeypatch.setattr(fallback, "LEASE", 0.3)
    town = Product3()

    async def story():
        async with hub(town) as here:
            visitor = town.member(7)
            await poll(visitor)
            here.product = here.product._replace(signed_in=lambda session: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await poll(visitor)
            assert len(here.members[7]) == 1
            await asyncio.sleep(0.5)
            assert 7 not in here.members

    tell(story)


def test_who_has_too_many_pages_open_is_told_that_and_not_that_they_are_signed_out():
    town = Product3()

    async def story():
        visitor = town.member(7)
        async with hub(town):
            ten = [await Browser(visitor).__aenter__() for _ in range(10)]
            for browser in ten:
                await browser.hears("hi")
            status, said = await poll(visitor)
            assert status == 429
            assert "too many pages" in said["say"]
            town.sessions.clear()
            assert (await poll(visitor))[0] == 401
            for browser in ten:
                await browser.__aexit__()

    tell(story)


@pytest.mark.parametrize(
    "s", ["a1:%D9%A3", "a1:" + "9" * 19, "a1:-1", "x1:0", "a1", "a%D9%A1:1", ",".join(f"a{n}:0" for n in range(1, 302))]
)
def test_odd_lists_of_streams_are_refused_in_a_sentence(s):
    town = Product3()

    async def story():
        async with hub(town):
            status, said = await poll(town.member(7), s=s)
            assert (status, "a list of streams" in said["say"]) == (400, True)

    tell(story)
