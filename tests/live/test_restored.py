"""A backup is put back while pages are open."""

from tests.live import breaking
from tests.live.telling import on, tell


@on("embedded", "real", "embedded-daphne")
def test_open_pages_notice_that_the_database_was_restored_and_everybody_signs_in_again(stack):
    async def story():
        async with breaking.gathering(stack, 60, tabs=3) as (town, _pages):
            figures = await breaking.restored(town)
            town.assert_balanced()
            assert figures["restore_noticed"] < 5

    tell(story())
