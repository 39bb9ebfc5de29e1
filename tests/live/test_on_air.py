"""Pages that are open say that a session is on air while it is, whatever breaks meanwhile, and only to who may come."""

import asyncio
import time

from tests.live import breaking
from tests.live.breaking import WRITERS
from tests.live.client import PollPage
from tests.live.hour import on_air
from tests.live.telling import ALL, on, tell

HOST = WRITERS[0]
HALL = {"hall": ["secret", [*WRITERS, "max", "nora", "omar"]]}
WITHIN = 2.0  # seconds
POLL = 0.7  # seconds more for a page that asks twice a second


async def told(page, said: str, since: float, within: float = WITHIN) -> None:
    """The last that the page was told is this, so many seconds after that moment at most."""
    await page.wait_until(lambda: page.aired[-1][1] == said, within + 8)
    late = page.aired[-1][0] - since
    assert late < within, f"{page.name}: {late:.2f} s"


@ALL
def test_open_pages_say_that_it_begins_and_ends_through_a_restart_and_not_to_who_is_removed(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max", "nora", "omar", "zoe"), groups=HALL) as (town, _pages):
            max_, nora = await town.page("max"), await town.page("nora", web=1)
            omar = await town.page("omar", kind=PollPage)
            outsiders = [await town.page("zoe", web=1), await town.page("zoe", kind=PollPage)]
            assert {page.aired[-1][1] for page in town.pages} == {""}
            hour = await on_air(town, "hall", HOST)
            began, session = time.time(), str(hour.pk)
            await asyncio.gather(told(max_, session, began), told(nora, session, began), told(omar, session, began, WITHIN + POLL))

            await asyncio.to_thread(stack.kill_web, 0)
            max_.aired.append((time.time(), "not told since"))
            await asyncio.to_thread(stack.start_web, 0)
            await told(max_, session, time.time(), 30)

            await town.writer(HOST, 1).remove("nora", "hall")
            await told(nora, "", time.time())

            await town.writer(HOST).do(f"{hour.path}end/", 10)
            over = time.time()
            await asyncio.gather(told(max_, "", over), told(omar, "", over, WITHIN + POLL))
            assert {v for page in outsiders for _at, v in page.aired} == {""}
            town.assert_balanced()

    tell(story())


@on("real")
def test_open_pages_say_so_within_two_seconds_while_redis_does_not_answer(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max", "nora", "omar"), groups=HALL) as (town, _pages):
            pages = [await town.page("max"), await town.page("nora", web=1)]
            hour = await on_air(town, "hall", HOST)
            await asyncio.gather(*(told(page, str(hour.pk), time.time()) for page in pages))
            stack.redis.freeze()
            try:
                await town.writer(HOST).do(f"{hour.path}end/", 10)
                over = time.time()
                await asyncio.gather(*(told(page, "", over) for page in pages))
            finally:
                stack.redis.thaw()

    tell(story())
