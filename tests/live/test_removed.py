"""Who was removed while watching hears nothing more, also when nobody's doorbell rang."""

import asyncio
import time

from tests.live import breaking, cutting
from tests.live.telling import ALL, BOTH, on, tell

CELLAR = {"cellar": ["secret", [breaking.WRITERS[0], "max", "nora"]]}
PEOPLE = ("max", "nora")


@ALL
def test_who_is_removed_while_watching_hears_nothing_more(stack):
    async def story():
        async with breaking.gathering(stack, 30, tabs=3, people=PEOPLE, groups=CELLAR) as (town, _pages):
            stays = await town.page("nora", town.path("cellar"), {"cellar"})
            figures = await cutting.removed(town, "max")
            town.assert_balanced()
            assert figures["removed_closed"] < 2
            assert len(stays.rows) == 5
            _home, cellar, item = town.pages_of("max")
            for page in (cellar, item):
                await page.wait_until(lambda page=page: page.shut, 3)

    tell(story())


@BOTH
def test_who_is_removed_without_a_ring_hears_nothing_that_was_committed_after_it(stack):
    async def story():
        async with breaking.gathering(stack, 30, tabs=3, people=PEOPLE, groups=CELLAR) as (town, _pages):
            await town.page("nora", town.path("cellar"), {"cellar"})
            item = await town.writer(breaking.WRITERS[0]).publish("cellar")
            pages = await cutting.pages_in_the_cellar(town, "max", item)
            await town.settle()
            await remove_silently(town, "max")
            closed = await cutting.silence(town, item, pages, time.time())
            town.assert_balanced()
            assert closed < 2

    tell(story())


async def remove_silently(town, name):
    who = {"member": town.people[breaking.WRITERS[0]]["id"], "group": town.groups["cellar"]["id"], "who": town.people[name]["id"]}
    await asyncio.to_thread(lambda: town.stack.deed(do="remove", **who))
    town.shut_out(name, "cellar")


@on("embedded")
def test_who_is_removed_without_a_ring_and_without_anything_after_it_is_told_all_the_same(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=PEOPLE, groups=CELLAR) as (town, _pages):
            page = await town.page("max", town.path("cellar"), {"cellar"})
            await remove_silently(town, "max")
            gone = time.time()
            await page.wait_until(lambda: page.refused_at, 6)
            assert page.refused_at[f"a{town.groups['cellar']['audience']}"] - gone < 2.5
            await page.wait_until(lambda: page.shut, 3)
            await town.settle()
            town.assert_balanced()

    tell(story())


@on("real")
def test_who_is_removed_while_redis_is_frozen_hears_nothing_more(stack):
    async def story():
        async with breaking.gathering(stack, 30, tabs=3, people=PEOPLE, groups=CELLAR) as (town, _pages):
            await town.page("nora", town.path("cellar"), {"cellar"})
            stack.redis.freeze()
            await cutting.removed(town, "max")
            town.assert_balanced()
            stack.redis.thaw()

    tell(story())
