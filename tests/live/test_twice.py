"""The same form sent twice is one post: one after the other, at the same time, and at two servers."""

import asyncio
import secrets
import time

from tests.live import breaking
from tests.live.telling import ALL, BOTH, tell
from tests.live.town import Writer, number


async def sends(town, times, at_once, webs=1, path="/statuses/", **fields):
    """Send one form several times; return the element ids of the answers."""
    writers = [Writer(town, "writer0", web % webs) for web in range(times)]
    key = secrets.token_hex(8)
    posts = [writer.do(path, key=key, **fields) for writer in writers]
    answers = await asyncio.gather(*posts) if at_once else [await post for post in posts]
    await asyncio.gather(*(writer.close() for writer in writers))
    return {answer["object"]["id"] for answer in answers}


@ALL
def test_a_form_sent_again_and_again_is_one_post_at_every_reader(stack):
    async def story():
        async with breaking.gathering(stack, 30, tabs=3) as (town, _pages):
            for at_once, webs in ((False, 1), (True, 1), (True, 2), (False, 2)):
                token, began = town.ledger.new_token(), time.time()
                said = {"audience": town.square, "text": f"Hello {token}"}
                made = await sends(town, 2, at_once, webs, **said)
                assert len(made) == 1
                town.ledger.kept(token, "square", "writer0", made.pop(), began)
            await town.settle()
            town.assert_balanced()

    tell(story())


@BOTH
def test_a_comment_sent_five_times_at_once_is_one_comment_and_counts_as_one(stack):
    async def story():
        async with breaking.gathering(stack, 0) as (town, _pages):
            item = await town.writer("writer1").publish()
            await town.item_page("writer1", item, "square")
            token, began = town.ledger.new_token(), time.time()
            made = await sends(town, 5, True, 2, f"/items/{number(item)}/comments/", text=f"Answer {token}")
            assert len(made) == 1
            town.ledger.kept(token, f"thread of {item}", "writer0", made.pop(), began)
            town.ledger.counted(item, comments=1)
            await town.settle()
            town.assert_balanced()

    tell(story())
