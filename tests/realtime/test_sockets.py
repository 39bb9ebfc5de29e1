"""Nonsense on the wire gets a clear sentence and the right end; the next socket is fine."""

import asyncio
import json

import pytest

from realtime.tickets import make_ticket, read_ticket
from tests.realtime.square import Browser, Product3, hub
from tests.realtime.test_hub import tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    return Product3()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("not json", "This frame is not JSON."),
        ("[]", "A frame is an object with a known t"),
        ('{"t":"drop"}', "A frame is an object with a known t"),
        ('{"t":["sub"]}', "A frame is an object with a known t"),
        (b"\x00\x01", "Frames are JSON text, not binary."),
        ({"t": "sub", "s": [1]}, "sub needs s"),
        ({"t": "sub", "s": {"a1": "x"}}, "sub needs s"),
        ({"t": "sub", "s": {"a1": -4}}, "sub needs s"),
        ({"t": "sub", "s": {f"a{n}": 0 for n in range(1, 302)}}, "300 streams at most"),
        ({"t": "unsub", "s": "a1"}, "unsub needs s"),
        ({"t": "who", "m": list(range(101))}, "who needs m"),
        ({"t": "who", "m": ["1"]}, "who needs m"),
        ({"t": "here", "v": 1}, "here needs v"),
        ({"t": "typing"}, "typing needs s"),
    ],
)
def test_nonsense_gets_a_sentence_and_the_socket_lives_on(town, said, sentence):
    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            hello = await max_.hears("hi")
            max_.say(said)
            assert sentence in (await max_.hears("error"))["say"]
            max_.say({"t": "sub", "epoch": hello["epoch"], "s": {"a1": 0}})
            await max_.hears("ok")

    tell(story)


def test_the_third_nonsense_closes_the_socket(town):
    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            for _ in range(3):
                max_.say("nonsense")
            for _ in range(3):
                await max_.hears("error")
            await asyncio.sleep(0.1)
            assert max_.closed == 1008

    tell(story)


def test_a_flood_is_dammed(town):
    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.hears("hi")
            for _ in range(60):
                max_.say({"t": "here", "v": True})
            assert (await max_.hears("bye"))["why"] == "flood"

    tell(story)


def test_a_frame_over_8_kib_ends_the_socket(town):
    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.hears("hi")
            max_.say(json.dumps({"t": "here", "v": True, "x": "y" * 9000}))
            await asyncio.sleep(0.2)
            assert max_.closed == 1009

    tell(story)


@pytest.mark.parametrize("origin", [b"", b"http://evil.example", b"null", b"ftp://127.0.0.1:8000", b"http://127.0.0.1:8000.evil.example"])
def test_a_page_of_another_origin_is_refused(town, origin):
    async def story():
        async with hub(town):
            browser = Browser(town.member(7), origin=origin)
            async with browser:
                await asyncio.sleep(0.1)
            assert browser.closed == 4403

    tell(story)


def test_a_ticket_works_only_with_the_session_it_was_made_for(town):
    async def story():
        async with hub(town):
            thief = Browser(town.member(7), cookie=b"sessionid=other")
            async with thief:
                await asyncio.sleep(0.1)
            assert thief.closed == 4403

    tell(story)


def test_forged_and_old_tickets_say_nothing():
    good = make_ticket(7, "nl", "key")
    assert read_ticket(good, "key") == (7, "nl")
    assert read_ticket(good, "another") is None
    assert read_ticket(good.replace("7.", "8.", 1), "key") is None
    assert read_ticket("", "key") is None


def test_an_eleventh_socket_of_one_member_is_told_so(town):
    async def story():
        visitor = town.member(7)
        async with hub(town):
            ten = [await Browser(visitor).__aenter__() for _ in range(10)]
            for browser in ten:
                await browser.hears("hi")
            async with Browser(visitor) as eleventh:
                assert (await eleventh.hears("bye"))["why"] == "full"
            for browser in ten:
                await browser.__aexit__()

    tell(story)


def test_presence_tells_who_of_the_page_is_here(town):
    async def story():
        async with hub(town), Browser(town.member(7)) as max_:
            await max_.hears("hi")
            max_.say({"t": "who", "m": [7, 8]})
            await max_.hears("here")
            async with Browser(town.member(8)) as nora:
                await nora.hears("hi")
                while 8 not in (await max_.hears("here"))["on"]:
                    pass

    tell(story)


def test_who_types_is_seen_by_who_reads_that_item(town):
    async def story():
        from realtime.publish import open_stream
        from tests.realtime.square import ask

        await ask(open_stream, "i5", 1)
        async with hub(town), Browser(town.member(7)) as max_, Browser(town.member(8)) as nora:
            for browser in (max_, nora):
                await browser.subscribe(i5=0)
                await browser.hears("ok")
            nora.say({"t": "typing", "s": "i5"})
            assert await max_.hears("typing") == {"t": "typing", "s": "i5", "m": [8]}
            assert (await max_.hears("typing", 8))["m"] == []

    tell(story)
