"""What the live channel promises, told without a browser."""

import asyncio

import pytest

from realtime import doorbell
from realtime.models import Epoch, Event
from realtime.publish import Change, TooManyStreams, open_stream, publish
from realtime.wire import Wire, message
from tests.realtime.square import Browser, Product3, ask, change, hub

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    return Product3()


def tell(story):
    return asyncio.run(asyncio.wait_for(story(), 40))


def test_what_is_published_reaches_who_listens_in_their_language(town):
    async def story():
        async with hub(town), Browser(town.member(7), "nl") as max_, Browser(town.member(8), "en") as nora:
            await max_.subscribe(a1=0)
            await nora.subscribe(a1=0)
            assert (await max_.hears("ok"))["s"] == {"a1": 0}
            await nora.hears("ok")
            await change(Change("a1", "item", 5, 1))
            run = await max_.hears("run")
            assert (run["from"], run["to"]) == (1, 1)
            assert run["o"] == [{"id": "item-5", "v": 1, "html": "item-5 in nl"}]
            assert (await nora.hears("run"))["o"][0]["html"] == "item-5 in en"

    tell(story)


def test_who_comes_back_gets_exactly_what_they_missed_each_object_once(town):
    async def story():
        for at in range(5):
            await change(Change("a1", "item", at % 2, at))
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(a1=1)
            run = await max_.hears("run")
            assert (run["from"], run["to"]) == (2, 5)
            assert [thing["id"] for thing in run["o"]] == ["item-1", "item-0"]
            assert (await max_.hears("ok"))["s"] == {"a1": 5}

    tell(story)


def test_who_is_too_far_behind_fetches_the_page_again(town):
    async def story():
        for at in range(210):
            await change(Change("a1", "item", at, 1))
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(a1=0)
            assert (await max_.hears("stale"))["s"] == ["a1"]

    tell(story)


def test_a_trimmed_log_is_said_to_be_stale_not_passed_over(town):
    async def story():
        for at in range(5):
            await change(Change("a1", "item", at, 1))
        await ask(Event.objects.filter(stream="a1", position__lt=3).delete)
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(a1=1)
            assert (await max_.hears("stale"))["s"] == ["a1"]

    tell(story)


def test_a_position_from_the_future_is_stale(town):
    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(a1=99)
            assert (await max_.hears("stale"))["s"] == ["a1"]

    tell(story)


def test_a_stream_one_may_not_hear_answers_like_one_that_does_not_exist(town):
    async def story():
        await ask(open_stream, "i5", 9)
        async with hub(town), Browser(town.member(7, 2)) as max_:
            await max_.subscribe(a9=0, i5=0, i404=0, m8=0, a2=0)
            assert set((await max_.hears("no"))["s"]) == {"a9", "i5", "i404", "m8"}
            assert (await max_.hears("ok"))["s"] == {"a2": 0}

    tell(story)


def test_who_is_removed_hears_nothing_that_was_committed_after_it(town):
    async def story():
        max_, nora = town.member(7, 2), town.member(8, 2)
        async with hub(town), Browser(max_) as removed, Browser(nora) as stays:
            for browser in (removed, stays):
                await browser.subscribe(a2=0)
                await browser.hears("ok")
            town.rows[7] = set()
            await change(Change("access", "member", 7))
            await change(Change("a2", "item", 5, 1))
            assert (await stays.hears("run"))["o"][0]["id"] == "item-5"
            assert (await removed.hears("no"))["s"] == ["a2"]
            assert await removed.silent(0.5)

    tell(story)


def test_a_removal_committed_while_the_row_is_drawn_still_comes_first(town):
    """The removal commits after the content was read and before it is sent: the removed must not get it."""

    async def story():
        max_, nora = town.member(7, 2), town.member(8, 2)
        async with hub(town), Browser(max_) as removed, Browser(nora) as stays:
            for browser in (removed, stays):
                await browser.subscribe(a2=0)
                await browser.hears("ok")

            def remove():
                from django.db import transaction

                town.while_drawing = None
                town.rows[7] = set()
                with transaction.atomic():
                    publish([Change("access", "member", 7)])

            town.while_drawing = remove
            await change(Change("a2", "item", 5, 1))
            assert (await stays.hears("run"))["o"][0]["id"] == "item-5"
            assert await removed.silent(0.5)

    tell(story)


def test_an_item_that_moves_to_another_audience_takes_its_listeners_away(town):
    async def story():
        await ask(open_stream, "i5", 1)
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(i5=0)
            await max_.hears("ok")

            def move():
                from django.db import transaction

                from realtime.publish import move_stream

                with transaction.atomic():
                    move_stream("i5", 9)
                    publish([Change("i5", "item", 5), Change("access", "item", 5)])

            await ask(move)
            assert (await max_.hears("no"))["s"] == ["i5"]
            assert await max_.silent(0.3)

    tell(story)


def test_a_group_that_is_closed_is_silent_for_who_has_no_row(town):
    async def story():
        town.everyone = {1, 5}
        async with hub(town), Browser(town.member(7)) as passer_by, Browser(town.member(8, 5)) as member:
            for browser in (passer_by, member):
                await browser.subscribe(a5=0)
                await browser.hears("ok")
            town.everyone = {1}
            await change(Change("access", "audience", 5))
            await change(Change("a5", "item", 1, 1))
            assert (await passer_by.hears("no"))["s"] == ["a5"]
            await member.hears("run")
            assert await passer_by.silent(0.3)

    tell(story)


def test_a_session_that_ended_is_closed_within_two_seconds(town):
    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(a1=0)
            await max_.hears("ok")
            town.sessions.clear()
            await change(Change("access", "member", 7))
            assert (await max_.hears("bye", 2))["why"] == "signed-out"
            await asyncio.sleep(0.1)
            assert max_.closed == 4401

    tell(story)


def test_a_lost_ring_costs_two_seconds_not_a_message(town, monkeypatch):
    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(a1=0)
            await max_.hears("ok")
            monkeypatch.setattr(doorbell, "ring", lambda names: None)
            await change(Change("a1", "item", 5, 1))
            await max_.hears("run", 3.5)

    tell(story)


def test_a_removal_whose_ring_was_lost_is_still_obeyed_before_the_next_post_is_sent(town, monkeypatch):
    async def story():
        async with hub(town), Browser(town.member(7, 2)) as removed:
            await removed.subscribe(a2=0)
            await removed.hears("ok")
            ring, town.rows[7] = doorbell.ring, set()
            monkeypatch.setattr(doorbell, "ring", lambda names: None)
            await change(Change("access", "member", 7))
            monkeypatch.setattr(doorbell, "ring", ring)
            await change(Change("a2", "item", 5, 1))
            await removed.hears("no")
            assert await removed.silent(0.5)

    tell(story)


def test_another_epoch_closes_every_socket(town):
    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(a1=0)
            await max_.hears("ok")
            await ask(Epoch.renew)
            assert (await max_.hears("bye", 4))["why"] == "epoch"

    tell(story)


def test_one_who_never_reads_harms_nobody_but_themselves(town):
    async def story():
        async with hub(town) as here, Browser(town.member(7)) as deaf, Browser(town.member(8)) as reads:
            for browser in (deaf, reads):
                await browser.subscribe(a1=0)
                await browser.hears("ok")
            deaf.deaf = True
            for at in range(260):
                await change(Change("a1", "item", at, 1))
                if at % 20 == 0:
                    here.channels["a1"].served_at = 0  # no coalescing: as many frames as it takes
            for socket in here.channels["a1"].sockets:
                if socket.member == 7:
                    socket.wire._size = 300 * 1024
            await change(Change("a1", "item", 1000, 1))
            last = 0
            while last < 261:
                last = (await reads.hears("run"))["to"]
            assert here.counts["resyncs"] == 1
            assert len(here.channels["a1"].sockets) == 1
            deaf.deaf = False

    tell(story)


def test_more_than_twenty_streams_in_one_transaction_are_refused(db):
    from django.db import transaction

    with pytest.raises(TooManyStreams), transaction.atomic():
        publish([Change(f"a{n}", "item", 1) for n in range(21)])


def test_publishing_outside_a_transaction_is_refused():
    from django.db.transaction import TransactionManagementError

    with pytest.raises(TransactionManagementError):
        publish([Change("a1", "item", 1)])


def test_what_changed_behind_the_applications_back_is_noticed_in_a_turn(town, monkeypatch):
    from realtime import reading, tail

    monkeypatch.setattr(reading, "RECHECK_PARTS", 1)
    monkeypatch.setattr(tail, "RECHECK_PARTS", 1)

    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.subscribe(a1=0)
            await max_.hears("ok")
            town.sessions.clear()
            assert (await max_.hears("bye", 4))["why"] == "signed-out"

    tell(story)


class Gone:
    """A transport of uvloop whose connection is gone."""

    def write(self, framed):
        raise RuntimeError("unable to perform operation on <TCPTransport closed=True>; the handler is closed")

    def get_extra_info(self, name):
        return self

    def setsockopt(self, *words):
        raise RuntimeError("the handler is closed")


def test_a_connection_that_is_gone_keeps_a_frame_from_nobody_else():
    assert Wire(Gone()).write(message(t="beat"))
