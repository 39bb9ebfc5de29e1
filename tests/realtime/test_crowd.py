"""The crowd of a stream: how many, twelve faces, and what is called out, in one frame for all."""

import asyncio
from collections import Counter

import pytest

from accounts.models import Audience
from realtime import doorbell
from realtime.publish import Change, open_stream
from tests.realtime.square import Browser, Product3, ask, change, hub

pytestmark = pytest.mark.django_db(transaction=True)


def told(story):
    """Tell the story in a loop of its own."""

    def test():
        asyncio.run(asyncio.wait_for(story(), 40))

    return test


async def a_stream() -> None:
    def made():
        audience = Audience.objects.create(kind=Audience.Kind.EVERYONE)
        open_stream("i5", audience.pk)
        return audience.pk

    return await ask(made)


@told
async def test_who_says_so_is_counted_and_everybody_is_told_the_same():
    product = Product3()
    audience = await a_stream()
    product.everyone = {audience}
    async with hub(product) as here:
        async with Browser(product.member(3)) as max_, Browser(product.member(4)) as nora, Browser(product.member(5)) as gus:
            for browser in (max_, nora, gus):
                await browser.subscribe(i5=0)
                await browser.hears("ok")
            max_.say({"t": "crowd", "s": "i5"})
            nora.say({"t": "crowd", "s": "i5"})
            told = [await browser.hears("crowd") for browser in (max_, nora)]
            assert told[0] == told[1]
            assert (told[0]["n"], told[0]["html"]) == (2, "3 4")
            assert await gus.silent(0.1, "crowd")
            doorbell.call_out("i5", "love")
            doorbell.call_out("i5", "love")
            doorbell.call_out("i5", "laugh")
            called = [await browser.hears("crowd") for browser in (max_, nora)]
            assert [one["c"] for one in called] == [{"love": 2, "laugh": 1}] * 2
            assert "html" not in called[0]
        await asyncio.sleep(0.05)
        for _ in range(2):
            await here.crowds.round()
        assert not here.crowds._crowds


@told
async def test_the_frame_is_as_large_for_many_as_for_few_and_faces_that_stay_stay_in_place():
    product = Product3()
    audience = await a_stream()
    product.everyone = {audience}
    async with hub(product) as here:
        browsers = [Browser(product.member(pk)) for pk in range(1, 31)]
        for browser in browsers:
            await browser.__aenter__()
            await browser.subscribe(i5=0)
            await browser.hears("ok")
            browser.say({"t": "crowd", "s": "i5"})
        while (said := await browsers[-1].hears("crowd")).get("n") != 30:
            pass
        crowd = here.crowds._crowds["i5"]
        assert len(crowd.faces) == 12
        before = crowd.faces
        await browsers[before[0] - 1].__aexit__()
        for _ in range(100):
            if crowd.number == 29:
                break
            await asyncio.sleep(0.1)
        assert crowd.faces[:11] == before[1:]
        assert len(crowd.faces) == 12
        here.crowds._called["i5"] = Counter({f"kind{n}": 1 for n in range(40)})
        while "c" not in (said := await browsers[-1].hears("crowd")):
            pass
        assert len(said["c"]) == 12
        for browser in browsers:
            if browser.closed is None and not browser.task.done():
                await browser.__aexit__()


@told
async def test_nobody_joins_the_crowd_of_what_they_may_not_hear_and_nonsense_is_answered_in_a_sentence():
    product = Product3()
    await a_stream()
    product.everyone = set()
    async with hub(product) as here, Browser(product.member(3)) as max_:
        await max_.subscribe(i5=0)
        await max_.hears("no")
        max_.say({"t": "crowd", "s": "i5"})
        max_.say({"t": "crowd", "s": 7})
        assert "stream name" in (await max_.hears("error"))["say"]
        for _ in range(2):
            await here.crowds.round()
        assert here.crowds._crowds["i5"].number == 0
        assert await max_.silent(0.1, "crowd")
        await change(Change("i5", "line", 1))
