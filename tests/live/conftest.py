"""Stacks that stories share: they are slow to start, and a story that kills something leaves the rest standing."""

import pytest

from tests.live.stack import Stack


@pytest.fixture(scope="session")
def stacks():
    """`stacks(kind)`: a running stack, started by the first story that asks for it."""
    started: dict[str, Stack] = {}

    def stack_of(kind: str) -> Stack:
        if kind not in started:
            server = "daphne" if kind.endswith("daphne") else "uvicorn"
            beside = stack_of("real") if kind == "real-daphne" else None
            started[kind] = Stack(real=kind.startswith("real"), server=server, beside=beside).__enter__()
        return started[kind]

    yield stack_of
    for stack in reversed(started.values()):
        stack.__exit__()


@pytest.fixture
def stack(request, stacks):
    """The stack of the kind a story names; what an earlier story left dead is started again."""
    stack = stacks(request.param)
    stack.heal()
    return stack
