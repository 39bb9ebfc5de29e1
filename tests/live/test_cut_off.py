"""Readers who are cut off: a network that goes silent, laptops that sleep, and one who never reads."""

import asyncio

from tests.live import breaking, cutting
from tests.live.ledger import THREAD
from tests.live.telling import ALL, BOTH, on, tell

CELLAR = {"cellar": ["secret", [breaking.WRITERS[0], "max"]]}


def test_a_page_behind_a_network_that_went_silent_says_so_and_comes_back(stacks):
    """On both kinds of stack at the same time: it is a story of waiting."""

    async def story(stack):
        async with breaking.gathering(stack, 60, tabs=3, people=("max", "nora")) as (town, _pages):
            figures = await cutting.half_open(town, ["max", "nora"])
            town.assert_balanced()
            assert figures["half_open_noticed"] < 25.5
            assert figures["half_open_others"] < 5

    async def both():
        await asyncio.gather(*(story(stack) for stack in kinds))

    kinds = [stacks("embedded"), stacks("real")]
    for stack in kinds:
        stack.heal()
    tell(both())


@ALL
def test_what_changed_while_laptops_slept_is_right_when_they_wake(stack):
    async def story():
        async with breaking.gathering(stack, 60, tabs=3, people=("max", "nora"), groups=CELLAR) as (town, pages):
            await town.page("max", town.path("cellar"), {"cellar"})
            figures = await cutting.asleep(town, pages[::2])
            town.assert_balanced()
            assert figures["asleep_recovery"] < 5

    tell(story())


@BOTH
def test_an_item_that_moved_to_a_secret_group_while_its_page_slept_is_not_there_for_who_is_not_in_it(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max", "nora"), groups=CELLAR) as (town, _pages):
            writer = town.writer(breaking.WRITERS[0])
            item = await writer.publish()
            sleeps, awake, member = [await town.item_page(name, item, "square") for name in ("nora", "nora", "max")]
            town.ledger.watchers[-1].hears.add("cellar")
            await writer.comment(item)
            await town.settle()
            sleeps.sleep()
            await writer.move(item, "cellar")
            await writer.comment(item)
            await writer.edit(item)
            await awake.wait_until(lambda: awake.shut)
            sleeps.wake()
            await sleeps.wait_until(lambda: sleeps.shut)
            await town.settle()
            town.assert_balanced()
            assert len(member.rows) == 3
            assert not sleeps.rows

    tell(story())


@on("embedded", "real", "real-daphne")
def test_one_who_never_reads_harms_nobody_but_themselves(stack):
    async def story():
        reporters = [f"reporter{n}" for n in range(30)]
        async with breaking.gathering(stack, 20, tabs=2, people=("max", *reporters)) as (town, _pages):
            figures = await cutting.never_reading(town, "max", reporters)
            town.assert_balanced()
            assert figures["never_reading_others"] < 1

    tell(story())


@on("embedded", "embedded-daphne")
def test_a_sleeping_page_misses_more_than_the_log_holds_for_it_and_reads_itself_again(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max",)) as (town, _pages):
            item = await town.writer("max").publish()
            page = await town.item_page("max", item, "square")
            page.sleep()
            talk = [town.writer(name) for name in breaking.WRITERS]
            await asyncio.gather(*(_talk(writer, item, 18) for writer in talk))
            page.wake()
            await page.wait_until(lambda: page.reloads and page.state == "live")
            first = {key for key, entry in town.ledger.entries.items() if entry.place == THREAD + item}
            assert len(page.rows.keys() & first) >= 50
            assert page.counts[item]["comments"] == len(first) == 216
            assert not page.faults

    tell(story())


async def _talk(writer, item, comments):
    for _ in range(comments):
        await writer.comment(item)
