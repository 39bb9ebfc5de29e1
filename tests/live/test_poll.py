"""Where websockets are blocked a page asks by GET, and shows the same."""

import asyncio

from tests.live import breaking
from tests.live.client import PollPage
from tests.live.telling import ALL, BOTH, tell

OWNER = breaking.WRITERS[0]
CELLAR = {"cellar": ["secret", [OWNER, "max"]]}


@ALL
def test_a_page_that_only_polls_shows_the_same(stack):
    async def story():
        async with breaking.gathering(stack, 4, tabs=2, people=("max", "nora"), groups=CELLAR) as (town, _pages):
            polls = [await town.page(name, web=web, kind=PollPage) for web, name in enumerate(("p0", "p1"))]
            writer = town.writer(OWNER)
            item = await writer.publish()
            thread = await town.item_page("nora", item, "square", kind=PollPage)
            gone, moved = [await writer.publish() for _ in range(2)]
            first = await writer.comment(item)
            await writer.comment(item, parent=first)
            await town.settle()
            await writer.edit(item)
            await writer.delete(gone)
            await writer.move(moved, "cellar")
            await town.settle()
            town.assert_balanced()
            assert {page.every for page in polls} == {5}
            assert len(thread.rows) == 3

    tell(story())


@BOTH
def test_who_polls_and_is_removed_is_told_nothing_more(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max",), groups=CELLAR) as (town, _pages):
            item = await town.writer(OWNER).publish("cellar")
            pages = [await town.page("max", town.path("cellar"), {"cellar"}, kind=PollPage)]
            pages.append(await town.item_page("max", item, "cellar", 1, kind=PollPage))
            await town.settle()
            await town.writer(OWNER).remove("max", "cellar")
            for _ in range(3):
                await town.writer(OWNER).publish("cellar")
                await town.writer(OWNER).comment(item)
                await asyncio.sleep(0.4)
            await town.settle()
            town.assert_balanced()
            assert all(page.shut for page in pages)

    tell(story())


@BOTH
def test_who_polls_and_signs_out_is_signed_out(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max",)) as (town, _pages):
            page = await town.page("max", kind=PollPage)
            await town.writer("max").do("/account/logout/")
            await page.wait_until(lambda: page.bye == "signed-out", 5)

    tell(story())


@BOTH
def test_a_poll_goes_on_through_a_server_that_was_killed(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max",)) as (town, _pages):
            await town.page("max", kind=PollPage)
            await town.writer(OWNER).publish()
            await asyncio.to_thread(stack.kill_web, 0)
            await asyncio.to_thread(stack.start_web, 0)
            await town.writer(OWNER).publish(patience=20)
            await town.recovered()
            town.assert_balanced()

    tell(story())
