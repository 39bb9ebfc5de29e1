"""A server is killed: in the middle of a burst, and between a commit and its doorbell."""

from tests.live import breaking
from tests.live.telling import ALL, BOTH, tell


@BOTH
def test_a_server_killed_in_a_burst_loses_and_doubles_nothing(stack):
    async def story():
        async with breaking.gathering(stack, 300, tabs=5) as (town, pages):
            figures = await breaking.killed_in_a_burst(town)
            town.assert_balanced()
            survivors = [page for page in pages if not page.lost_at]
            assert bool(survivors) == stack.real
            assert town.worst(pages=survivors) < 5
            assert figures["killed_web_recovery"] < figures["killed_web_start"] + 15

    tell(story())


@ALL
def test_what_was_committed_by_a_process_that_died_before_it_could_say_so_is_shown_once(stack):
    async def story():
        async with breaking.gathering(stack, 60, tabs=3) as (town, _pages):
            figures = await breaking.killed_before_its_ring(town)
            town.assert_balanced()
            assert figures["killed_before_ring"] < 5

    tell(story())
