"""Pages that are open say that a session is on air while it is, whatever breaks meanwhile, and only to who may come."""

import asyncio
import time

from redis import Redis

from tests.live import breaking
from tests.live.breaking import WRITERS
from tests.live.client import PollPage
from tests.live.hour import on_air
from tests.live.telling import ALL, BOTH, on, tell

HOST = WRITERS[0]
HALL = {"hall": ["secret", [*WRITERS, "max", "nora", "omar"]]}
WITHIN, REMOVED = 5.0, 2.0  # seconds, as docs/realtime.md promises
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
            await told(nora, "", time.time(), REMOVED)

            await town.writer(HOST).do(f"{hour.path}end/", 10)
            over = time.time()
            await asyncio.gather(told(max_, "", over), told(omar, "", over, WITHIN + POLL))
            assert {v for page in outsiders for _at, v in page.aired} == {""}
            town.assert_balanced()

    tell(story())


@on("real")
def test_open_pages_say_so_while_redis_does_not_answer(stack):
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


@BOTH
def test_who_came_is_one_number_for_all_processes_and_a_process_that_dies_takes_nobody_out_of_it(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=("max", "nora", "omar"), groups=HALL) as (town, _pages):
            hour = await on_air(town, "hall", HOST)
            for web, name in enumerate(("max", "max", "nora")):
                page = await hour.watch(name, web)
                await page.send({"t": "crowd", "s": f"i{hour.pk}"})
            reader = await hour.watch(HOST, 1)  # reads along, and its page says nothing of the crowd
            await counted(town, hour, 2)
            await asyncio.to_thread(stack.kill_web, 0)
            await asyncio.to_thread(stack.start_web, 0)
            late = await hour.watch("omar", 1)
            await late.send({"t": "crowd", "s": f"i{hour.pk}"})
            await counted(town, hour, 3 if stack.real else 2)
            await town.writer(HOST).do(f"{hour.path}end/", 10)
            _status, html = await reader.fetch(hour.path)
            assert ("3 people came" if stack.real else "2 people came") in html
            if stack.real:
                with Redis.from_url(stack.redis.url) as redis:
                    for _turn in range(50):
                        if not (left := redis.keys("*came:*")):
                            break
                        await asyncio.sleep(0.1)
                    assert not left

    tell(story())


async def counted(town, hour, number: int) -> None:
    """Wait until the database holds this number; it is asked by a process of its own, as the page says it only afterwards."""
    ask = f"from social.sessions.models import Session; print(Session.objects.for_system('a test').get(pk={hour.pk}).came_count)"
    for _turn in range(8):
        if (said := await asyncio.to_thread(town.stack.manage, "shell", "-v0", "-c", ask)).strip() == str(number):
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"{said.strip()} came, and not {number}")
