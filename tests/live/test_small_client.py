"""The client in 60 lines of docs/realtime.md, taken from the page as it stands there, prints every change once."""

import asyncio
import re
import subprocess
import sys

from tests.live import breaking
from tests.live.stack import ROOT
from tests.live.telling import on, tell

OWNER = breaking.WRITERS[0]


def client_of_the_page():
    return re.search(r"```python\n(.*?)```", (ROOT / "docs" / "realtime.md").read_text(), re.S)[1]


def test_the_client_has_sixty_lines():
    lines = [line for line in client_of_the_page().splitlines() if line.strip()]
    assert len(lines) <= 60


@on("embedded", "embedded-daphne", "real")
def test_the_client_of_the_page_prints_every_change_once_through_a_restart(stack, tmp_path):
    program, printed = tmp_path / "client.py", tmp_path / "printed"
    program.write_text(client_of_the_page())

    async def story():
        async with breaking.gathering(stack, 0, groups={"garden": ["open", [OWNER]]}) as (town, _pages):
            stream = f"a{town.audience('garden')}"
            command = [sys.executable, program, stack.base(), town.people[OWNER]["cookie"], stream]
            with printed.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as client:
                try:
                    await write_through_a_restart(town, printed, stream)
                finally:
                    client.terminate()
            runs = re.findall(rf"^{stream} (\d+) (item-\d+)", printed.read_text(), re.M)
            assert [key for _to, key in runs] == list(town.ledger.entries), printed.read_text()
            assert [int(to) for to, _key in runs] == list(range(1, 9))

    tell(story())


async def write_through_a_restart(town, printed, stream):
    """Four posts, a server that is killed and started again, four more; each waits until the one before was printed."""
    for number in range(8):
        if number == 4:
            await asyncio.to_thread(town.stack.kill_web, 0)
            await asyncio.to_thread(town.stack.start_web, 0)
        key = await town.writer(OWNER, 1).publish("garden", patience=20)
        async with asyncio.timeout(20):
            while not re.search(rf"^{stream} \d+ {key} ", printed.read_text(), re.M):
                await asyncio.sleep(0.05)
