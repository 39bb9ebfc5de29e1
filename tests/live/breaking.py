"""Scenes in which something of the server breaks. Tests tell them with few people, the benchmark with many.

Each returns its figures, in seconds, and leaves the town's ledger to be balanced.
"""

import asyncio
import secrets
import time
from contextlib import asynccontextmanager

from tests.live.stack import Stack
from tests.live.town import Town

WRITERS = [f"writer{n}" for n in range(12)]
LONG = 60.0  # seconds a writer goes on trying


@asynccontextmanager
async def gathering(stack: Stack, size: int, tabs: int = 1, people: tuple = (), **wishes):
    """A town with `size` pages of the square open, a few tabs a person, and people who write."""
    names = [f"p{n}" for n in range(size // tabs)]
    async with Town(stack, people=[*WRITERS, *people, *names], **wishes) as town:
        yield town, await town.crowd(names, tabs)


async def burst(town: Town, posts: int) -> None:
    """Every writer posts, one after the other, each at a web process in turn."""

    async def write(web: int, name: str) -> None:
        for _ in range(posts):
            await town.writer(name, web).publish(patience=LONG)

    await asyncio.gather(*(write(web, name) for web, name in enumerate(WRITERS)))


async def some_answered(town: Town, number: int) -> None:
    while len(town.ledger.entries) < number:
        await asyncio.sleep(0.01)


async def post_around(town: Town, seconds: float, every: float) -> list[str]:
    """Post at each web process in turn for so long; return the element ids."""
    end, keys = time.monotonic() + seconds, []
    while not keys or time.monotonic() + every < end:
        turn = next(town.turns)
        keys.append(await town.writer(WRITERS[turn % len(WRITERS)]).publish(web=turn))
        await asyncio.sleep(every)
    return keys


# ---- web processes


async def killed_in_a_burst(town: Town) -> dict[str, float]:
    """kill -9 of a web process while everybody writes; it is started again at once. Writers send the same form again."""
    writing = asyncio.create_task(burst(town, 5))
    await some_answered(town, 15)
    await asyncio.to_thread(town.stack.kill_web, 0)
    killed = time.time()
    await asyncio.to_thread(town.stack.start_web, 0)
    started = time.time()
    await writing
    recovered = await town.recovered(60)
    return {"killed_web_recovery": recovered - killed, "killed_web_start": started - killed}


async def killed_before_its_ring(town: Town) -> dict[str, float]:
    """A process commits a post and is killed before the doorbell rings; the writer sends the same form to another."""
    token, key, began = town.ledger.new_token(), secrets.token_hex(8), time.time()
    said = {"member": town.people["writer0"]["id"], "audience": town.square, "text": f"Hello {token}", "key": key}
    await asyncio.to_thread(lambda: town.stack.deed(do="publish", **said))
    died = time.time()
    item = await town.writer("writer0").publish(token=token, key=key)
    town.ledger.entries[item].texts[0].began_at = began
    await town.recovered()
    return {"killed_before_ring": town.worst([item]) + town.ledger.entries[item].texts[0].kept_at - died}


# ---- services


async def redis_stopped(town: Town) -> dict[str, float]:
    """Redis is away for a while and comes back with an empty memory."""
    await asyncio.to_thread(town.stack.redis.stop)
    away = await post_around(town, 4, 0.6)
    await town.settle()
    await asyncio.to_thread(town.stack.redis.start)
    back = time.time()
    while time.time() < back + 20:
        again = await post_around(town, 0.5, 0.2)
        await town.settle()
        if town.worst(again) < 0.5:
            break
    return {"redis_stopped_worst": town.worst(away), "redis_back_rings_again": time.time() - back, "redis_back_worst": town.worst(again)}


async def redis_frozen(town: Town, seconds: float = 30.0) -> dict[str, float]:
    """Redis takes connections and answers nothing."""
    town.stack.redis.freeze()
    keys = await post_around(town, seconds, 2.2)
    await town.settle()
    town.stack.redis.thaw()
    thawed = time.time()
    keys += await post_around(town, 1.5, 0.4)
    recovered = await town.recovered()
    return {"redis_frozen_worst": town.worst(keys), "redis_thawed_recovery": max(0.0, recovered - thawed)}


async def postgres_restarted(town: Town) -> dict[str, float]:
    """PostgreSQL restarts while everybody writes."""
    writing = asyncio.create_task(burst(town, 4))
    await some_answered(town, 10)
    began = time.time()
    await asyncio.to_thread(town.stack.postgres.restart)
    back = time.time()
    await writing
    recovered = await town.recovered(60)
    return {"postgres_restart": back - began, "postgres_recovery": recovered - back}


# ---- the whole database


async def restored(town: Town) -> dict[str, float]:
    """A backup is put back while pages are open: they notice, everybody is signed out, and signs in again."""
    file = str(town.stack.folder / f"{secrets.token_hex(4)}.backup")
    await burst(town, 1)
    await town.settle()
    await asyncio.to_thread(town.stack.manage, "backup", file)
    before = set(town.ledger.entries)
    lost = await post_around(town, 1, 0.3)
    await town.writer("writer1").edit(next(key for key in before if town.ledger.entries[key].writer == "writer1"))
    await town.settle()
    began = time.time()
    await asyncio.to_thread(town.stack.manage, "restore", file, "--yes")
    done = time.time()
    put_back(town, lost)
    noticed = await signed_out(town)
    await asyncio.to_thread(town.sign_in)
    await open_again(town)
    await post_around(town, 1, 0.3)
    await town.recovered()
    return {"restore": done - began, "restore_noticed": noticed - done}


async def open_again(town: Town) -> None:
    """Everybody opens their page anew, in one tab."""
    watchers, town.ledger.watchers, pages, town.pages = town.ledger.watchers, [], town.pages, []
    await asyncio.gather(*(page.close() for page in pages))
    firsts = {watcher.page.name.rstrip("'"): watcher for watcher in reversed(watchers)}
    opening = (town.page(name, one.page.path, one.places, web) for web, (name, one) in enumerate(firsts.items()))
    await asyncio.gather(*opening)


def put_back(town: Town, lost: list[str]) -> None:
    """What came after the backup is not there any more, and never was."""
    town.ledger.forgotten(lost)
    for entry in town.ledger.entries.values():
        del entry.texts[1:]


async def signed_out(town: Town) -> float:
    """Wait until every page found out that its session ended; return when the last one did."""
    await asyncio.gather(*(page.wait_until(lambda page=page: page.bye == "signed-out", 30) for page in town.pages))
    return max(page.lost_at[-1] for page in town.pages)
