"""A session while things go wrong: nothing that was said is lost, and nobody hears what is not for them."""

import asyncio
import time

from tests.live import breaking
from tests.live.breaking import WRITERS
from tests.live.hour import on_air
from tests.live.telling import BOTH, tell

HOST, MODERATOR = WRITERS[:2]
CROWD = tuple(f"p{n}" for n in range(20))
HALL = {"hall": ["secret", [*WRITERS, "max", "nora", *CROWD]]}


def in_the_hall(stack):
    return breaking.gathering(stack, 0, people=("max", "nora", *CROWD), groups=HALL)


@BOTH
def test_a_server_killed_while_everybody_talks_and_votes_loses_no_line_and_no_vote(stack):
    async def story():
        async with in_the_hall(stack) as (town, _pages):
            hour = await on_air(town, "hall", HOST)
            pages = await town.crowd(CROWD, 3, hour.path, {hour.place})
            pages.append(await hour.watch(HOST))
            questions = [await hour.ask(name) for name in WRITERS[2:5]]
            talking = asyncio.create_task(hour.burst(6, questions))
            await breaking.some_answered(town, 20)
            await asyncio.to_thread(stack.kill_web, 0)
            killed = len(town.ledger.entries)
            await asyncio.to_thread(stack.start_web, 0)
            await talking
            await town.recovered(60)
            late = await hour.watch("nora", 1)
            await town.settle()
            town.assert_balanced()
            assert killed < len(town.ledger.entries) == 3 + 6 * len(WRITERS)
            assert late.counts[questions[0]]["votes"] == len(hour.voters[questions[0]]) == len(WRITERS)
            survivors = [page for page in pages if not page.lost_at]
            assert bool(survivors) == stack.real
            assert town.worst(pages=survivors) < 5

    tell(story())


@BOTH
def test_who_is_removed_from_the_group_of_a_session_loses_it_while_watching_and_hears_no_line_more(stack):
    async def story():
        async with in_the_hall(stack) as (town, _pages):
            hour = await on_air(town, "hall", HOST)
            stays, *theirs = [await hour.watch(name, web) for web, name in enumerate(("nora", "max", "max"))]
            question = await hour.ask("max")
            await hour.say("max")
            await town.settle()
            assert all(question in page.rows for page in theirs)
            await town.writer(HOST).remove("max", "hall")
            hour.shut_out("max")
            gone = time.time()
            for name in ("nora", HOST, "p0", "p1"):
                await hour.say(name)
                await hour.vote(name, question)
                await asyncio.sleep(0.3)
            await asyncio.gather(*(page.wait_until(lambda page=page: page.refused_at and page.shut, 6) for page in theirs))
            await town.settle()
            town.assert_balanced()
            assert max(at for page in theirs for at in page.refused_at.values()) - gone < 2
            assert stays.counts[question]["votes"] == 5
            refused = await town.writer("max").post(f"{hour.path}lines/", text="May I say one more thing?")
            assert refused.status_code == 404

    tell(story())


@BOTH
def test_a_question_that_waits_reaches_only_its_asker_and_who_is_behind_the_stage(stack):
    async def story():
        async with in_the_hall(stack) as (town, _pages):
            hour = await on_air(town, "hall", HOST, (MODERATOR,), approves="on")
            host, _moderator, max_, _nora, outsider = [
                await hour.watch(name, web) for web, name in enumerate((HOST, MODERATOR, "max", "nora", "p0"))
            ]
            declined, let_in, waiting = [await hour.ask(name, waits=True) for name in ("max", "nora", "max")]
            await town.settle()
            town.assert_balanced()
            await outsider.wait_until(lambda: outsider.counts.get(f"queue-{hour.pk}") == {"asked": 3, "waiting": 3})
            assert not outsider.rows, "of what waits everybody is told only how much there is"

            await overhear(outsider, host)
            refused = await town.writer("p0").post(f"/questions/{waiting.rpartition('-')[2]}/approve/")
            assert refused.status_code == 404, "nobody is told that it is there"
            await hour.let_in(MODERATOR, let_in)
            await hour.decline(HOST, declined, "It was answered this morning.")
            await town.settle()
            for web, name in enumerate((HOST, "max", "p1")):
                await hour.watch(name, web)
            await town.settle()
            town.assert_balanced()
            # That one was declined is for everybody, its words are not.
            await outsider.wait_until(lambda: outsider.rows.keys() == {let_in, declined})
            assert "answered this morning" in outsider.rows[declined]["html"]
            assert {declined, let_in, waiting} == host.rows.keys() == max_.rows.keys()

    tell(story())


async def overhear(page, behind) -> None:
    """Ask for the stream of who is behind the stage, from its beginning."""
    stage = next(name for name in behind.streams if name[0] == "a")
    page.streams[stage] = 0
    await page.subscribe([stage])
    await page.wait_until(lambda: stage in page.refused_at, 5)
    page.streams.pop(stage, None)
