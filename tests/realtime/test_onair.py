"""What is on air: told to every open page that may hear of it, and to no other; who came to it is a number."""

import asyncio

import pytest

from accounts.models import Audience
from realtime.product import Aired
from realtime.publish import Change, open_stream
from tests.realtime.square import Browser, Product3, ask, change, hub
from tests.realtime.test_fallback import poll
from tests.realtime.test_hub import tell

pytestmark = pytest.mark.django_db(transaction=True)


class Product5(Product3):
    """The same, with what is on air, as the story says, and how many came."""

    def __init__(self):
        super().__init__()
        self.aired: list[Aired] = []
        self.number = {}
        self.asked = 0
        self.broken = False

    def product(self):
        return super().product()._replace(on_air=self.on_air, came=self.came)

    def on_air(self):
        self.asked += 1
        if self.broken:
            raise ValueError("a template with a mistake")
        return tuple(self.aired)

    def came(self, stream, number):
        self.number[stream] = max(number, self.number.get(stream, 0))

    def begins(self, pk: int, audience: int) -> None:
        self.aired.append(Aired(f"i{pk}", audience, f"{pk}-a", {name: {"badge": f"{pk} in {name}"} for name in ("nl", "en")}))


@pytest.fixture
def town():
    return Product5()


def test_pages_that_were_open_hear_within_two_seconds_that_it_begins_and_that_it_ends(town):
    async def story():
        async with hub(town), Browser(town.member(3), "nl") as max_, Browser(town.member(4), "en") as nora:
            assert [(await one.hears("onair"))["v"] for one in (max_, nora)] == ["", ""]
            town.begins(5, 1)
            assert [await one.hears("onair", 2) for one in (max_, nora)] == [
                {"t": "onair", "v": "5-a", "badge": "5 in nl"},
                {"t": "onair", "v": "5-a", "badge": "5 in en"},
            ]
            async with Browser(town.member(6)) as late:
                assert (await late.hears("onair"))["v"] == "5-a"
            town.aired.clear()
            assert [(await one.hears("onair", 2))["v"] for one in (max_, nora)] == ["", ""]

    tell(story)


def test_it_is_told_to_who_may_hear_its_audience_and_each_hears_of_the_first_of_theirs(town):
    async def story():
        async with hub(town), Browser(town.member(3, 8)) as max_, Browser(town.member(4)) as nora:
            for one in (max_, nora):
                await one.hears("onair")
            town.begins(5, 8)
            assert (await max_.hears("onair", 2))["v"] == "5-a"
            assert await nora.silent(1.8, "onair")
            town.begins(6, 1)
            assert (await nora.hears("onair", 2))["v"] == "6-a"
            assert await max_.silent(0.2, "onair")

    tell(story)


def test_who_is_removed_from_its_group_loses_it_and_who_joins_is_told(town):
    async def story():
        town.begins(5, 8)
        async with hub(town), Browser(town.member(3, 8)) as max_, Browser(town.member(4)) as nora:
            assert (await max_.hears("onair"))["v"] == "5-a"
            assert (await nora.hears("onair"))["v"] == ""
            town.rows[3], town.rows[4] = set(), {8}
            await change(Change("access", "member", 3), Change("access", "member", 4))
            assert await max_.hears("onair", 2) == {"t": "onair", "v": ""}
            assert (await nora.hears("onair", 2))["v"] == "5-a"

    tell(story)


def test_a_place_that_is_not_for_everyone_any_more_takes_its_session_from_their_pages(town):
    async def story():
        town.begins(5, 1)
        async with hub(town), Browser(town.member(3)) as max_:
            assert (await max_.hears("onair"))["v"] == "5-a"
            town.everyone = set()
            await change(Change("access", "audience", 1))
            assert (await max_.hears("onair", 2))["v"] == ""

    tell(story)


def test_while_nothing_changes_no_socket_is_looked_at(town, monkeypatch):
    async def story():
        town.begins(5, 1)
        async with hub(town) as here, Browser(town.member(3)) as max_:
            await max_.hears("onair")
            looked = []
            monkeypatch.setattr(here, "hears", lambda socket, audience: looked.append(socket))
            asked = town.asked
            assert await max_.silent(3.2, "onair")
            assert town.asked - asked >= 2
            assert not looked

    tell(story)


def test_what_cannot_be_drawn_keeps_nothing_else_from_its_readers(town):
    async def story():
        town.begins(5, 1)
        async with hub(town), Browser(town.member(3)) as max_:
            await max_.subscribe(a1=0)
            await max_.hears("ok")
            town.broken = True
            await asyncio.sleep(1.8)
            await change(Change("a1", "item", 5))
            await max_.hears("run")
            async with Browser(town.member(4)) as nora:
                assert (await nora.hears("onair"))["v"] == "5-a"

    tell(story)


def test_by_get_every_answer_says_what_is_on_air(town):
    async def story():
        async with hub(town) as here:
            visitor = town.member(7)
            assert (await poll(visitor))[1]["frames"][-1] == {"t": "onair", "v": ""}
            town.begins(5, 1)
            await asyncio.sleep(1.8)
            for _page in range(2):
                assert (await poll(visitor, here.epoch))[1]["frames"][-1] == {"t": "onair", "v": "5-a", "badge": "5 in nl"}

    tell(story)


# ---- who came


async def _counted(town, number: int) -> None:
    async with asyncio.timeout(8):
        while town.number.get("i5") != number:
            await asyncio.sleep(0.1)


async def _looks(browser: Browser) -> Browser:
    """This page shows the crowd."""
    await browser.subscribe(i5=0)
    await browser.hears("ok")
    browser.say({"t": "crowd", "s": "i5"})
    return browser


def _its_stream() -> int:
    audience = Audience.objects.create(kind=Audience.Kind.EVERYONE)
    open_stream("i5", audience.pk)
    return audience.pk


def test_different_members_who_look_while_it_is_on_air_are_a_number_and_not_before_or_after(town):
    async def story():
        audience = await ask(_its_stream)
        town.everyone = {audience}
        async with hub(town) as here:
            async with Browser(town.member(2)) as early:
                await _looks(early)
                await early.hears("crowd")
            town.begins(5, audience)
            async with Browser(town.member(3)) as max_, Browser(town.member(3)) as again, Browser(town.member(4)) as nora:
                for one in (max_, again, nora):
                    await _looks(one)
                await _counted(town, 2)
            async with Browser(town.member(4)) as nora, Browser(town.member(6)) as late:
                for one in (nora, late):
                    await _looks(one)
                await _counted(town, 3)
                town.aired.clear()
                await asyncio.sleep(1.8)
                async with Browser(town.member(9)) as after:
                    await _looks(after)
                    for _ in range(4):
                        await here.crowds.round()
            assert town.number == {"i5": 3}
            assert not here.crowds._came._seen

    tell(story)
