"""How a story is told: on which kinds of stack, and within which time."""

import asyncio

import pytest

KINDS = ("embedded", "real", "embedded-daphne", "real-daphne")


def on(*kinds: str):
    """Tell the story on these kinds of stack."""
    return pytest.mark.parametrize("stack", kinds, indirect=True)


BOTH = on("embedded", "real")
ALL = on(*KINDS)


def tell(story, seconds: float = 120) -> None:
    """Tell an async story to its end, or fail after so many seconds."""
    asyncio.run(asyncio.wait_for(story, seconds))
