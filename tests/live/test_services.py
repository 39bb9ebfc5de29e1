"""Redis and PostgreSQL go away and come back while people write and read."""

import asyncio
import time

from tests.live import breaking
from tests.live.telling import on, tell

REAL = on("real")


@REAL
def test_without_redis_everything_is_shown_within_five_seconds_and_afterwards_rings_work_again(stack):
    async def story():
        async with breaking.gathering(stack, 60, tabs=3) as (town, _pages):
            figures = await breaking.redis_stopped(town)
            town.assert_balanced()
            assert figures["redis_stopped_worst"] < 5
            assert figures["redis_back_worst"] < 0.5

    tell(story())


@REAL
def test_while_redis_is_frozen_people_sign_in_write_and_read(stack):
    async def story():
        async with breaking.gathering(stack, 60, tabs=3, people=("max",)) as (town, _pages):
            signing_in = asyncio.create_task(signs_in_after(5, town))
            figures = await breaking.redis_frozen(town)
            assert await signing_in < 5
            town.assert_balanced()
            assert figures["redis_frozen_worst"] < 5
            assert all(not page.lost_at for page in town.pages)

    tell(story())


async def signs_in_after(seconds, town):
    """Max signs in by the door; return how long it took."""
    await asyncio.sleep(seconds)
    began = time.monotonic()
    await town.sign_in_at_the_door("max")
    return time.monotonic() - began


@REAL
def test_postgres_restarts_in_a_burst_and_nothing_is_lost_or_doubled(stack):
    async def story():
        async with breaking.gathering(stack, 60, tabs=3) as (town, _pages):
            figures = await breaking.postgres_restarted(town)
            town.assert_balanced()
            assert figures["postgres_recovery"] < 10

    tell(story())
