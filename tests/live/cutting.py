"""Scenes in which a reader is cut off: the network goes silent, a laptop sleeps, somebody does not read, somebody is removed."""

import asyncio
import time

from tests.live.breaking import WRITERS, post_around
from tests.live.client import Page
from tests.live.proxy import Proxy
from tests.live.town import Town

LONG_WORDS = "A rather long report about the new hall, its beams and its tiles. " * 480


async def half_open(town: Town, names: list[str]) -> dict[str, float]:
    """The network behind some pages goes silent without closing anything: they say so, and come back by themselves."""
    async with Proxy(town.stack.ports[-1]) as proxy:
        pages = await asyncio.gather(*(town.page(name, base=proxy.base) for name in names))
        others = [page for page in town.pages if page not in pages]
        await post_around(town, 0.5, 0.2)
        await town.settle()
        proxy.hold()
        held = time.time()
        silent = await post_around(town, 2, 0.5)
        await asyncio.gather(*(page.wait_until(lambda page=page: page.lost_at, 40) for page in pages))
        recovered = await town.recovered(60)
        noticed = max(page.lost_at[0] for page in pages)
        await asyncio.gather(*(page.close() for page in pages))
    return {"half_open_noticed": noticed - held, "half_open_recovery": recovered - noticed, "half_open_others": town.worst(silent, others)}


async def asleep(town: Town, pages: list[Page]) -> dict[str, float]:
    """While some laptops sleep an item is edited, one deleted, one commented on, one moved to the secret cellar and edited there."""
    writer = town.writer(WRITERS[0])
    edited, deleted, moved, commented = [await writer.publish() for _ in range(4)]
    await town.settle()
    for page in pages:
        page.sleep()
    await asyncio.sleep(0.3)
    await writer.edit(edited)
    await writer.delete(deleted)
    await writer.comment(commented)
    await writer.move(moved, "cellar")
    await writer.edit(moved)
    await writer.publish("cellar")
    await writer.publish()
    await asyncio.sleep(1)
    for page in pages:
        page.wake()
    woke = time.time()
    return {"asleep_recovery": await town.recovered(60) - woke}


async def never_reading(town: Town, name: str, writers: list[str]) -> dict[str, float]:
    """One page does not read while long posts come; it is cut off, the others notice nothing, and it resumes when it reads again."""
    page = town.new_page(name)
    page.buffer = 4096
    await page.open()
    town.ledger.watch(page, {"square"})
    others = [other for other in town.pages if other is not page]
    page.deaf, posts = True, []
    while not page.is_cut() and len(posts) < 9 * len(writers):
        posts.append(await town.writer(writers[len(posts) % len(writers)], len(posts)).publish(words=LONG_WORDS))
    assert page.is_cut(), f"the server keeps {len(posts)} posts of {len(LONG_WORDS)} bytes for who does not read"
    cut = time.time()
    await asyncio.gather(*(other.wait_until(lambda other=other: other.rows.keys() >= set(posts), 10) for other in others))
    page.deaf = False
    figures = {"never_reading_recovery": await town.recovered() - cut, "never_reading_others": town.worst(posts, others)}
    assert page.lost_at
    return figures


async def removed(town: Town, name: str) -> dict[str, float]:
    """Somebody is taken out of the cellar while watching its page, an item there and their home; the others go on talking."""
    owner = town.writer(WRITERS[0])
    item = await owner.publish("cellar")
    pages = await pages_in_the_cellar(town, name, item)
    await owner.comment(item)
    await town.settle()
    await owner.remove(name, "cellar")
    return {"removed_closed": await silence(town, item, pages, time.time())}


async def pages_in_the_cellar(town: Town, name: str, item: str) -> list[Page]:
    """Open home, the cellar's page and the page of an item in it, at different web processes."""
    home = await town.page(name, "/", {"square", "cellar"})
    return [home, await town.page(name, town.path("cellar"), {"cellar"}, 1), await town.item_page(name, item, "cellar", 1)]


async def silence(town: Town, item: str, pages: list[Page], gone: float) -> float:
    """The cellar goes on; return how long after `gone` the last of these pages was told that it hears no more."""
    owner = town.writer(WRITERS[0])
    for _ in range(4):
        await owner.publish("cellar")
        await owner.comment(item)
        await asyncio.sleep(0.3)
    await asyncio.gather(*(page.wait_until(lambda page=page: page.refused_at, 6) for page in pages))
    await town.settle()
    return max(at for page in pages for at in page.refused_at.values()) - gone
