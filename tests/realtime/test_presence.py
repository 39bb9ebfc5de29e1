"""Who is here, when they are in more than one place."""

import asyncio
from types import SimpleNamespace

import pytest
from django.conf import settings

from realtime.presence import Presence

MAX = 3


def process(*here: int) -> Presence:
    """A process in which these members have a page in front of them."""
    page = SimpleNamespace(visible=True, hearing=SimpleNamespace(shown=True))
    return Presence(SimpleNamespace(members={pk: [page] for pk in here}, channels={}))


@pytest.mark.skipif(not settings.REDIS_URL, reason="there is one process without Redis")
def test_who_closes_a_page_in_one_process_and_has_another_open_elsewhere_is_still_here():
    async def story():
        first, second, third = process(MAX), process(MAX), process()
        for one in (first, second, third):
            await one._round()
        assert MAX in third._here
        first._hub.members.clear()
        await first._round()
        first._leaving[MAX] = 0.0  # its grace is over
        for one in (first, second, second, third):
            await one._round()
        assert MAX in third._here
        second._hub.members.clear()
        await second._round()
        second._leaving[MAX] = 0.0
        for one in (second, third):
            await one._round()
        assert MAX not in third._here

    asyncio.run(story())
