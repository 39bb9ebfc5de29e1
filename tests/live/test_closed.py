"""Log-out, a new password and deactivation close the wire within two seconds."""

import asyncio
import time

from tests.live import breaking
from tests.live.telling import ALL, BOTH, tell
from tests.live.town import PASSWORD

PEOPLE = ("ada", "max", "nora")


async def closed_after(pages, answered):
    """Return how long after the answer the last of these pages was closed; each was told why."""
    await asyncio.gather(*(page.wait_until(lambda page=page: page.bye == "signed-out" and page.lost_at, 10) for page in pages))
    return max(page.lost_at[-1] for page in pages) - answered


async def tabs(town, name):
    return [await town.page(name, web=web) for web in range(3)]


@ALL
def test_who_logs_out_is_closed_in_every_tab_and_nobody_else(stack):
    async def story():
        async with breaking.gathering(stack, 6, tabs=2, people=PEOPLE) as (town, others):
            pages = await tabs(town, "max")
            await town.writer("max").do("/account/logout/")
            assert await closed_after(pages, time.time()) < 2
            await no_longer_entitled(town, pages)
            await town.writer("writer0").publish()
            await town.settle()
            town.assert_balanced()
            assert not any(page.lost_at for page in others)

    tell(story())


async def no_longer_entitled(town, pages):
    for page in pages:
        town.ledger.closed(page, "square")
        page.rows.clear()


@BOTH
def test_a_new_password_closes_the_sessions_elsewhere_and_the_one_here_goes_on(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=PEOPLE) as (town, _pages):
            elsewhere = await tabs(town, "max")
            town.people["max"]["cookie"] = await town.sign_in_at_the_door("max")
            here, said = town.writer("max"), {"oldpassword": PASSWORD, "password1": "another-long-one-2", "password2": "another-long-one-2"}
            await here.do("/account/password/change/", **said)
            assert await closed_after(elsewhere, time.time()) < 2
            await no_longer_entitled(town, elsewhere)
            town.people["max"]["cookie"] = f"sessionid={here.client.cookies['sessionid']}"
            await town.page("max")
            await town.writer("writer0").publish()
            await town.settle()
            town.assert_balanced()

    tell(story())


@ALL
def test_who_is_deactivated_is_closed_and_their_session_opens_nothing_any_more(stack):
    async def story():
        async with breaking.gathering(stack, 6, tabs=2, people=PEOPLE) as (town, _pages):
            pages = await tabs(town, "nora")
            await town.writer("ada").do(f"/admin/members/{town.people['nora']['id']}/deactivate/")
            assert await closed_after(pages, time.time()) < 2
            await no_longer_entitled(town, pages)
            ticket = await town.http.get(stack.base() + "/live/ticket", headers={"Cookie": town.people["nora"]["cookie"]})
            assert ticket.status_code == 401
            await town.writer("writer0").publish()
            await town.settle()
            town.assert_balanced()

    tell(story())


@BOTH
def test_a_session_that_was_ended_without_a_ring_is_closed_within_two_seconds_too(stack):
    async def story():
        async with breaking.gathering(stack, 0, people=PEOPLE) as (town, _pages):
            for _again in range(3):
                pages = await tabs(town, "max")
                await asyncio.to_thread(lambda: stack.deed(do="sign_out", member=town.people["max"]["id"]))
                assert await closed_after(pages, time.time()) < 2
                await no_longer_entitled(town, pages)
                await asyncio.to_thread(town.sign_in)

    tell(story())
