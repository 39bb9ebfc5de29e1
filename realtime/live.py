"""The one hub of this process and the loops around it."""

import asyncio
import time

from django.conf import settings

from realtime import doorbell
from realtime.hub import Hub
from realtime.product import Product
from realtime.tail import follow
from realtime.tickets import LIFETIME, make_ticket
from realtime.wire import message

BEAT = 15  # seconds
FRESH = 10.0  # seconds: without a good pass for longer the process is not live, and its silence says so
_state: dict = {}


def hand_over(product: Product) -> None:
    """Give the live channel the product's side; called once, in plein/asgi.py."""
    _state["product"] = product


def hub_here() -> Hub:
    """Return the hub of the running loop, starting it on first use (Daphne knows no lifespan)."""
    loop = asyncio.get_running_loop()
    if _state.get("loop") is not loop:
        hub = Hub(_state["product"])
        _state.update(loop=loop, hub=hub, tasks=[loop.create_task(job) for job in _jobs(hub)])
        doorbell.serve(hub, loop)
    return _state["hub"]


def _jobs(hub: Hub):
    yield follow(hub)
    yield beat(hub)
    yield hub.presence.run()
    yield hub.crowds.run()
    if settings.REDIS_URL:
        heard = {"ring": hub.rung, "typing": hub.presence.typed, "calls": hub.crowds.heard}
        yield doorbell.listen(lambda kind, said: heard[kind](said))


def is_fresh() -> bool:
    """Whether the hub of this process keeps up with the database (a process without sockets has nothing to keep)."""
    hub = _state.get("hub")
    return hub is None or time.monotonic() - hub.fresh_at < FRESH


async def stop() -> None:
    """End the loops (tests and the lifespan)."""
    tasks = _state.pop("tasks", [])
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if hub := _state.get("hub"):
        await hub.threads.close()
    _state.pop("loop", None)
    _state.pop("hub", None)


async def beat(hub: Hub) -> None:
    """Give each socket its heads every 15 s, a fifteenth of the sockets a second. A hub that lags stays silent."""
    turn = 0
    while True:
        await asyncio.sleep(1)
        turn += 1
        if time.monotonic() - hub.fresh_at > FRESH:
            continue
        now = int(time.time() * 1000)
        for socket in [s for s in hub.sockets if (id(s) >> 4) % BEAT == turn % BEAT]:
            heads = {channel.name: channel.last for channel in socket.channels}
            if not socket.write(message(t="beat", now=now, s=heads)):
                hub.depart(socket)
                socket.cut()
            elif (turn // BEAT) % (LIFETIME // 3 // BEAT) == 0:
                socket.write(message(t="ticket", ticket=make_ticket(socket.member, socket.language, socket.session)))
