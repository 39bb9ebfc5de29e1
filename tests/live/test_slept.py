"""A server that slept longer than its look back reaches finds what it missed, though no doorbell rings any more."""

import asyncio
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from realtime import tail
from realtime.models import Event
from realtime.publish import Change, publish
from tests.realtime.square import Browser, Product3, ask, hub

pytestmark = pytest.mark.django_db(transaction=True)


def publish_long_ago():
    """Publish while the server slept: the ring was lost, and the event is older than the look back."""
    with transaction.atomic():
        publish([Change("a1", "item", 5, 1)])
        Event.objects.update(at=timezone.now() - timedelta(minutes=5))


def test_what_was_published_while_the_server_slept_is_found_when_it_wakes(monkeypatch):
    monkeypatch.setattr(tail, "ASLEEP", 1.0)  # as if each look back came after a long sleep
    monkeypatch.setattr("realtime.doorbell.ring", lambda names: None)
    town = Product3()

    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(a1=0)
            await max_.hears("ok")
            await ask(publish_long_ago)
            assert (await max_.hears("run", 4))["to"] == 1

    asyncio.run(asyncio.wait_for(story(), 20))
