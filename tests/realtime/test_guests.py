"""What a guest hears of who is here: those they share a place with, for as long as they share it."""

import pytest

from realtime.models import Stream
from realtime.publish import Change, open_stream
from tests.realtime.square import Browser, Product3, ask, change, hub
from tests.realtime.test_hub import tell

pytestmark = pytest.mark.django_db(transaction=True)
GUS, MAX, NORA = 39, 7, 8


class Town(Product3):
    """Gus is a guest; who shares a row with him is seen by him."""

    def product(self):
        return super().product()._replace(people_seen=self.people_seen)

    def admit(self, visitors):
        heard = super().admit(visitors)
        return {v: hearing._replace(everyone=v.member != GUS) for v, hearing in heard.items()}

    def people_seen(self, member, ids):
        return {pk for pk in ids if self.rows[pk] & self.rows[member]}


async def hears_on(browser, people: set[int]) -> dict:
    """Wait for the frame after which exactly these are said to be here, of all who were asked for."""
    here: set[int] = set()
    while True:
        said = await browser.hears("here")
        here = here - set(said["off"]) | set(said["on"])
        if here == people:
            return said


def test_a_guest_hears_only_of_those_they_see_and_not_how_many_others_there_are():
    town = Town()

    async def story():
        async with hub(town), Browser(town.member(GUS, 5)) as gus, Browser(town.member(MAX, 5)) as max_, Browser(town.member(NORA)) as nora:
            for browser in (gus, max_, nora):
                await browser.hears("hi")
            max_.say({"t": "who", "m": [GUS, MAX, NORA]})
            assert (await hears_on(max_, {GUS, MAX, NORA}))["n"] == 3
            gus.say({"t": "who", "m": [MAX, NORA]})
            assert (await hears_on(gus, {MAX}))["n"] == 1

    tell(story)


def test_a_guest_who_is_taken_out_of_the_group_hears_nothing_of_its_people_any_more():
    town = Town()

    async def story():
        async with hub(town), Browser(town.member(GUS, 5)) as gus:
            await gus.hears("hi")
            town.member(MAX, 5)
            gus.say({"t": "who", "m": [MAX]})
            await gus.hears("here")
            town.rows[GUS] = set()
            await change(Change(Stream.ACCESS, "member", GUS))
            assert await gus.hears("here") == {"t": "here", "n": 0, "on": [], "off": []}
            async with Browser(town.member(MAX, 5)) as max_:
                await max_.hears("hi")
                assert await gus.silent(2.5, "here")

    tell(story)


def test_typing_is_for_the_readers_of_one_item_not_for_a_whole_audience():
    town = Town()

    async def story():
        await ask(open_stream, "i5", 1)
        async with hub(town), Browser(town.member(MAX)) as max_, Browser(town.member(NORA)) as nora:
            for browser in (max_, nora):
                await browser.subscribe(a1=0, i5=0)
                await browser.hears("ok")
            nora.say({"t": "typing", "s": "a1"})
            nora.say({"t": "typing", "s": "i5"})
            assert (await max_.hears("typing"))["s"] == "i5"
            assert await max_.silent(1.5, "typing")

    tell(story)
