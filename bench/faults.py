"""`make bench-faults`: the fault scenes of tests/live with 500 members watching, and how long each takes to be right again.

PostgreSQL, Redis and two web processes (uvicorn), all on this machine, which also runs the 500 readers. Every scene ends
with the ledger: what was answered 2xx against what each of the 500 pages shows.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time

from bench import harness
from tests.live import breaking, cutting
from tests.live.stack import Stack

MEMBERS = 500
SECTION = "Faults, 500 members"
CELLAR = {"cellar": ["secret", [breaking.WRITERS[0], "max"]]}
REPORTERS = [f"reporter{n}" for n in range(30)]


async def silent_network(town):
    return await cutting.half_open(town, [f"p{n}" for n in range(0, MEMBERS, 10)])


async def sleeping_laptops(town):
    return await cutting.asleep(town, town.pages[: MEMBERS // 2])


async def member_removed(town):
    return await cutting.removed(town, "max")


async def reader_that_never_reads(town):
    return await cutting.never_reading(town, "max", REPORTERS)


SCENES = {
    "a web process is killed in a burst of 60 posts": breaking.killed_in_a_burst,
    "a process is killed between its commit and its doorbell": breaking.killed_before_its_ring,
    "Redis is stopped and comes back empty": breaking.redis_stopped,
    "Redis is frozen for 30 s": breaking.redis_frozen,
    "PostgreSQL restarts in a burst of 48 posts": breaking.postgres_restarted,
    "the network behind 50 pages goes silent": silent_network,
    "250 laptops sleep while items change": sleeping_laptops,
    "one page never reads": reader_that_never_reads,
    "a member is removed while watching": member_removed,
    "a backup is restored": breaking.restored,
}


async def play(stack: Stack, scene) -> tuple[dict[str, float], int]:
    """Play one scene; return its figures and how much is wrong in the ledger at its end."""
    async with breaking.gathering(stack, MEMBERS, people=("max", *REPORTERS), groups=CELLAR) as (town, _pages):
        figures = await scene(town)
        wrong = town.ledger.balance()
        for page in town.pages:
            wrong += page.faults
        if wrong:
            print(f"  wrong: {dict(wrong)}", flush=True)
        return figures, wrong.total()


def cells_of(title: str, figures: dict[str, float], wrong: int) -> dict[str, object]:
    said = ", ".join(f"{name.replace('_', ' ')} {seconds:.2f}" for name, seconds in figures.items())
    run = f"{time.strftime('%Y-%m-%d %H:%M')}, load {os.getloadavg()[0]:.0f}"
    return {"run": run, "what breaks": title, "seconds": said, "wrong": wrong}


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--record", action="store_true", help="add the figures to bench/RESULTS.md")
    want = ask.parse_args()
    harness.raise_file_limit()
    shown, lost = {}, 0
    with Stack(real=True) as stack:
        for title, scene in SCENES.items():
            stack.heal()
            began = time.monotonic()
            figures, wrong = asyncio.run(play(stack, scene))
            lost += wrong
            shown |= {f"faults.{name}_s": round(seconds, 2) for name, seconds in figures.items()}
            print(f"{title}: {time.monotonic() - began:.0f} s in all, {wrong} wrong", flush=True)
            if want.record:
                harness.record(SECTION, cells_of(title, figures, wrong))
    harness.show(shown | {"faults.members": MEMBERS, "faults.lost": lost, "lost": lost})


if __name__ == "__main__":
    main()
