"""The loop that follows the database: on a ring, every two seconds without one, and never two passes at once."""

import asyncio
import time

import structlog

from realtime.hub import Hub
from realtime.reading import RECHECK_PARTS, read
from realtime.threads import DatabaseThreads

log = structlog.get_logger()
# Seconds: what a lost ring costs; two are promised. In fifteen turns, within 30 s, every session and every head is looked at
# anew: what a change behind the application's back costs, or a log that was trimmed before it was read.
LOOK_BACK_EVERY = 1.5
ASLEEP = 20.0  # seconds without a pass: the look back no longer reaches everything, so every head is read
# A clock that goes on while the machine is suspended, which time.monotonic does not do on Linux.
CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
PAUSES = (0.2, 0.5, 1.0, 2.0)  # seconds between tries while the database is away


def _now() -> float:
    return time.clock_gettime(CLOCK)


async def follow(hub: Hub) -> None:
    """Serve the hub's jobs until cancelled."""
    thread = DatabaseThreads("tail", 1)
    try:
        await _follow(hub, thread)
    finally:
        await thread.close()


async def _follow(hub: Hub, thread: DatabaseThreads) -> None:
    loop = asyncio.get_running_loop()
    looked, turn, failures = _now() - LOOK_BACK_EVERY, 0, 0
    while True:
        pause = max(0.0, looked + LOOK_BACK_EVERY - _now())
        timer = loop.call_later(pause, hub.wake.set)
        await hub.wake.wait()
        timer.cancel()
        hub.wake.clear()
        now = _now()
        job, later = hub.next_job()
        job.look_back = now - looked >= LOOK_BACK_EVERY
        job.recheck = turn if job.look_back else None
        asleep = now - looked > ASLEEP
        if job.look_back:
            job.listened = [name for name in hub.channels if asleep or hash(name) % RECHECK_PARTS == turn]
        try:
            brought = await thread.ask(read, job, hub.product)
            await hub.apply(job, brought)
        except Exception:
            log.warning("tail_pass_failed", failures=failures, exc_info=failures == 0)
            hub.give_up(job)
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            hub.wake.set()
            failures += 1
            continue
        failures = 0
        if job.look_back:
            looked, turn = now, (turn + 1) % RECHECK_PARTS
        hub.rung(name for name, head in brought.recent.items() if name in hub.channels and hub.channels[name].last < head)
        if later:
            loop.call_later(later, hub.wake.set)
