"""A row that cannot be drawn keeps no other from its readers, and who may not hear any more is told all the same."""

import asyncio

import pytest

from realtime.publish import Change
from tests.realtime.square import Browser, Product3, change, hub

pytestmark = pytest.mark.django_db(transaction=True)


class Clumsy(Product3):
    """Cannot draw item 13."""

    def draw(self, refs, language):
        refs = list(refs)
        assert not any(ref.object == 13 for ref in refs), "item 13 breaks its template"
        return super().draw(refs, language)


def test_a_row_that_cannot_be_drawn_makes_its_stream_stale_and_no_other():
    town = Clumsy()

    async def story():
        async with hub(town), Browser(town.member(7, 2)) as max_:
            await max_.subscribe(a1=0, a2=0)
            await max_.hears("ok")
            await change(Change("a2", "item", 13, 1), Change("a1", "item", 5, 1))
            first, second = [await _run_or_stale(max_) for _ in range(2)]
            assert {first, second} == {"a1 item-5", "a2 stale"}
            await change(Change("a2", "item", 6, 1))
            assert await _run_or_stale(max_) == "a2 item-6"

    asyncio.run(asyncio.wait_for(story(), 20))


async def _run_or_stale(browser) -> str:
    async with asyncio.timeout(5):
        while True:
            said = await browser.out.get()
            if said["t"] == "run":
                return f"{said['s']} {said['o'][0]['id']}"
            if said["t"] == "stale":
                return f"{said['s'][0]} stale"


def test_who_is_removed_while_a_row_cannot_be_drawn_is_told():
    town = Clumsy()

    async def story():
        async with hub(town), Browser(town.member(7, 2)) as max_:
            await max_.subscribe(a1=0, a2=0)
            await max_.hears("ok")
            town.rows[7] = set()
            await change(Change("a1", "item", 13, 1), Change("access", "member", 7))
            assert (await max_.hears("no"))["s"] == ["a2"]

    asyncio.run(asyncio.wait_for(story(), 20))
