from pathlib import Path

import pytest

from tests.people import People

STAGES = {"browser", "live", "faults"}


def pytest_collection_modifyitems(items):
    """What stands in the folder of a stage belongs to that stage of `make test`."""
    here = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(here).parts[0]
        if folder in STAGES:
            item.add_marker(folder)


@pytest.fixture
def people(db):
    return People()


@pytest.fixture(autouse=True)
def _empty_cache():
    """Limits are counted in the cache; each story starts fresh."""
    from django.core.cache import cache

    cache.clear()
