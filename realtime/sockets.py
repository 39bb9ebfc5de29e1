"""The websocket at /live/: a plain ASGI application that only reads (docs/realtime.md)."""

import asyncio
import json
import re
import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from realtime.hub import Hub
from realtime.live import hub_here
from realtime.presence import MOST_WATCHED
from realtime.socket import Socket
from realtime.tickets import Ticket, read_ticket
from realtime.wire import close, message, slim, wire_for

MOST_INBOUND = 8 * 1024  # bytes
MOST_STREAMS = 300
PER_SECOND, BURST = 20, 40
BEAT = 15  # seconds
NAME = re.compile(r"[aim][1-9][0-9]{0,17}\Z")
HANDSHAKE = 10.0  # seconds


class Misunderstood(ValueError):
    """A frame from the client is not one of ours; carries the sentence that says why."""


def headers_of(scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def session_of(headers: dict[str, str]) -> str:
    """Return the session key in the cookies, or an empty string."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel and morsel.value.isalnum() else ""


def same_origin(headers: dict[str, str]) -> bool:
    """A browser says where the page came from; it must be this host."""
    origin = urlsplit(headers.get("origin", ""))
    if settings.PLEIN_URL:
        ours = urlsplit(settings.PLEIN_URL)
        if (origin.scheme, origin.netloc) == (ours.scheme, ours.netloc):
            return True
    host = headers.get("host", "")
    known = host.rsplit(":", 1)[0] in settings.ALLOWED_HOSTS
    return known and origin.netloc == host and origin.scheme in ("http", "https")


def ticket_of(scope, headers: dict[str, str]) -> tuple[Ticket | None, str]:
    """Return the ticket in the query string, if it is good for the session in the cookie, and that session."""
    session = session_of(headers)
    text = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0]
    return (read_ticket(text, session) if session else None), session


async def live(scope, receive, send) -> None:
    """Let one socket in and serve it until it ends."""
    await receive()  # websocket.connect
    headers = headers_of(scope)
    ticket, session = ticket_of(scope, headers)
    if ticket is None or not same_origin(headers):
        await send({"type": "websocket.close", "code": 4403})
        return
    hub = hub_here()
    await send({"type": "websocket.accept"})
    slim(send, scope)
    headers.clear()
    reader = Reader(hub, Socket(ticket.member, session, ticket.language, wire_for(send), _ender(send)))
    await reader.serve(receive)


def _ender(send):
    """Return `end(code)`: closes the connection in a task of its own, for whoever cannot wait."""

    def end(code: int) -> None:
        if code != 1006:
            task = asyncio.get_running_loop().create_task(_close(send, code))
            _closing.add(task)
            task.add_done_callback(_closing.discard)

    return end


_closing: set[asyncio.Task] = set()


async def _close(send, code: int) -> None:
    try:
        async with asyncio.timeout(5):
            await close(send, code)
    except Exception:  # noqa: BLE001, S110 - each server has its own error for a socket that is already gone
        pass


class Reader:
    """The reading side of one socket: understands its frames, counts them, and answers nonsense with a sentence."""

    __slots__ = ("_allowance", "_errors", "_seen_at", "hub", "socket")

    def __init__(self, hub: Hub, socket: Socket):
        self.hub = hub
        self.socket = socket
        self._allowance, self._seen_at, self._errors = float(BURST), time.monotonic(), 0

    async def serve(self, receive) -> None:
        arrival = self.hub.arrive(self.socket)
        try:
            async with asyncio.timeout(HANDSHAKE):
                refused = await arrival
        except TimeoutError:  # the database is away: come back later
            refused = "restart"
        if refused:
            self.hub.dismiss(self.socket, refused)
        else:
            self.socket.write(message(t="hi", epoch=self.hub.epoch, beat=BEAT, now=int(time.time() * 1000)))
            self.hub.on_air.greet(self.socket)
        try:
            while (event := await receive())["type"] != "websocket.disconnect":
                if not self.socket.closed:
                    self._hear(event)
        finally:
            self.hub.depart(self.socket)

    def _hear(self, event) -> None:
        text = event.get("text")
        if len(text or event.get("bytes") or b"") > MOST_INBOUND:
            self._close(1009)
        elif self._floods():
            self.hub.dismiss(self.socket, "flood")
        else:
            try:
                self._obey(text)
            except Misunderstood as wrong:
                self.socket.write(message(t="error", say=str(wrong)))
                self._errors += 1
                if self._errors >= 3:
                    self._close(1008)

    def _close(self, code: int) -> None:
        self.hub.depart(self.socket)
        self.socket.end(code)

    def _floods(self) -> bool:
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._seen_at) * PER_SECOND) - 1
        self._seen_at = now
        return self._allowance < 0

    def _obey(self, text: str | None) -> None:
        if text is None:
            raise Misunderstood("Frames are JSON text, not binary.")
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            raise Misunderstood("This frame is not JSON.") from None
        verb = _VERBS.get(said.get("t")) if isinstance(said, dict) and isinstance(said.get("t"), str) else None
        if verb is None:
            raise Misunderstood("A frame is an object with a known t: sub, unsub, who, here, typing or crowd.")
        verb(self, said)

    def _sub(self, said: dict) -> None:
        wanted = said.get("s")
        if not isinstance(wanted, dict) or not all(isinstance(n, int) and 0 <= n < 2**62 for n in wanted.values()):
            raise Misunderstood("sub needs s: an object of stream names and positions.")
        if len(wanted.keys() | {channel.name for channel in self.socket.channels}) > MOST_STREAMS:  # resuming is not listening twice
            raise Misunderstood(f"A socket listens to {MOST_STREAMS} streams at most.")
        wrong = [name for name in wanted if not NAME.match(name)]
        if wrong:
            self.socket.write(message(t="no", s=[name[:24] for name in wrong]))
        self.hub.subscribe(self.socket, str(said.get("epoch")), {name: at for name, at in wanted.items() if NAME.match(name)})

    def _unsub(self, said: dict) -> None:
        names = said.get("s")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise Misunderstood("unsub needs s: a list of stream names.")
        self.hub.unsubscribe(self.socket, names)

    def _who(self, said: dict) -> None:
        ids = said.get("m")
        if not isinstance(ids, list) or len(ids) > MOST_WATCHED or not all(isinstance(pk, int) for pk in ids):
            raise Misunderstood(f"who needs m: a list of at most {MOST_WATCHED} people.")
        self.hub.presence.watch(self.socket, ids)

    def _here(self, said: dict) -> None:
        if not isinstance(said.get("v"), bool):
            raise Misunderstood("here needs v: true or false.")
        self.socket.visible = said["v"]

    def _typing(self, said: dict) -> None:
        if not isinstance(said.get("s"), str):
            raise Misunderstood("typing needs s: a stream name.")
        self.hub.presence.types(self.socket, said["s"])

    def _crowd(self, said: dict) -> None:
        if not isinstance(said.get("s"), str) or not NAME.match(said["s"]):
            raise Misunderstood("crowd needs s: a stream name.")
        self.hub.crowds.join(self.socket, said["s"])


_VERBS = {
    "sub": Reader._sub,
    "unsub": Reader._unsub,
    "who": Reader._who,
    "here": Reader._here,
    "typing": Reader._typing,
    "crowd": Reader._crowd,
}
