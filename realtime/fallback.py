"""GET /live/poll and /live/ticket: for browsers whose websockets are blocked, and for fresh tickets."""

import asyncio
import json
import re
import time
from urllib.parse import parse_qs

from realtime.hub import Hub
from realtime.live import hub_here
from realtime.socket import Socket
from realtime.sockets import MOST_STREAMS, NAME, headers_of, session_of, ticket_of
from realtime.tickets import make_ticket
from realtime.wire import PollWire, payload

EVERY, UNDER_LOAD, LOAD = 5, 15, 1000  # seconds, seconds, pollers
POSITION = re.compile(r"[0-9]{1,18}\Z")
LEASE = 40.0  # seconds a poller's streams stay in memory after its last question
_pollers: dict[tuple[int, str], tuple[Socket, asyncio.TimerHandle]] = {}


async def fallback(scope, receive, send) -> None:
    """Answer the two GET addresses of the live channel."""
    if scope["method"] not in ("GET", "HEAD"):
        await answer(send, 405, {"say": "Ask with GET."}, [(b"allow", b"GET")])
    elif scope["path"] == "/live/ticket":
        await _ticket(scope, send)
    elif scope["path"] == "/live/poll":
        await _poll(scope, send)
    else:
        await answer(send, 404, {"say": "There is nothing here."})


async def answer(send, status: int, content: dict, more: list[tuple[bytes, bytes]] | None = None) -> None:
    body = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"referrer-policy", b"same-origin"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers + (more or [])})
    await send({"type": "http.response.body", "body": body})


SIGNED_OUT = {"say": "You are signed out."}
REFUSED = {"signed-out": (401, SIGNED_OUT), "full": (429, {"say": "You have too many pages open. Close some of them."})}


async def _ticket(scope, send) -> None:
    hub, session = hub_here(), session_of(headers_of(scope))
    found = await hub.threads.ask(hub.product.signed_in, session) if session else None
    if found is None:
        await answer(send, 401, SIGNED_OUT)
        return
    member, language = found
    ticket = make_ticket(member, language, session)
    await answer(send, 200, {"ticket": ticket, "epoch": hub.epoch, "member": member, "language": language})


def _wanted(text: str) -> dict[str, int] | None:
    """Read `a1:12,i345:3`; None when it is not that."""
    wanted = {}
    for part in filter(None, text.split(",")):
        name, _, position = part.partition(":")
        if not NAME.match(name) or not POSITION.match(position):
            return None
        wanted[name] = int(position)
    return wanted if len(wanted) <= MOST_STREAMS else None


async def _poll(scope, send) -> None:
    asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    ticket, session = ticket_of(scope, headers_of(scope))
    wanted = _wanted(asked.get("s", ""))
    if ticket is None:
        await answer(send, 401, SIGNED_OUT)
    elif wanted is None:
        await answer(send, 400, {"say": "s is a list of streams and positions, such as a1:12,i345:3."})
    else:
        await _answer_poll(send, ticket, session, asked.get("epoch", ""), wanted)


async def _answer_poll(send, ticket, session: str, epoch: str, wanted: dict[str, int]) -> None:
    hub = hub_here()
    socket, refused = await _poller(hub, ticket, session)
    if refused:
        await answer(send, *REFUSED[refused])
        return
    frames = await _ask(hub, socket, epoch, wanted)
    every = UNDER_LOAD if len(_pollers) > LOAD else EVERY
    await answer(send, 200, {"epoch": hub.epoch, "now": int(time.time() * 1000), "every": every, "frames": frames})


async def _poller(hub: Hub, ticket, session: str) -> tuple[Socket, str]:
    """Return the member's poller in this hub, its lease renewed, and why it may not be; each question asks whether the session lives."""
    key = (ticket.member, session)
    socket = _pollers[key][0] if key in _pollers else None
    if socket is not None and await hub.threads.ask(hub.product.signed_in, session) is None:
        hub.depart(socket)
        return socket, "signed-out"
    if socket not in hub.sockets:
        socket = Socket(ticket.member, session, ticket.language, PollWire(), lambda code: None)
        if refused := await hub.arrive(socket):
            return socket, refused
    _lease(hub, key, socket)
    return socket, ""


def _lease(hub: Hub, key, socket: Socket) -> None:
    """Keep the socket until nobody asked for a while; of two questions at once the later one's socket stays."""
    if key in _pollers:
        former, timer = _pollers.pop(key)
        timer.cancel()
        if former is not socket:
            hub.depart(former)
    _pollers[key] = (socket, asyncio.get_running_loop().call_later(LEASE, _forget, hub, key))


def _forget(hub: Hub, key) -> None:
    socket, _timer = _pollers.pop(key)
    hub.depart(socket)


async def _ask(hub: Hub, socket: Socket, epoch: str, wanted: dict[str, int]) -> list[dict]:
    """Subscribe as a socket would and collect what it is sent."""
    hub.unsubscribe(socket, [channel.name for channel in list(socket.channels) if channel.name not in wanted])
    socket.wire.frames = []
    coming = hub.subscribe(socket, epoch, wanted)
    if coming is not None:
        try:
            async with asyncio.timeout(10):
                await coming
        except TimeoutError:
            pass
    frames, socket.wire.frames = socket.wire.frames or [], None
    # Several pages of a member ask as one: which of them knows what is on air is not known.
    return [json.loads(payload(framed)) for framed in [*frames, hub.on_air.frame(socket)]]
