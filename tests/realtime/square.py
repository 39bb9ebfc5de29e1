"""A product of three lines, and sockets without a server: what the live channel's own stories need."""

import asyncio
import json
from contextlib import asynccontextmanager
from functools import partial

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections, transaction

from realtime import live
from realtime.hub import Hub
from realtime.models import Epoch
from realtime.product import Hearing, Product, Visitor
from realtime.publish import Change, publish
from realtime.sockets import live as application
from realtime.tickets import make_ticket

HOST = b"127.0.0.1:8000"


class Product3:
    """Who may hear what, told by the story; objects are drawn as their kind and number."""

    def __init__(self):
        self.rows: dict[int, set[int]] = {}
        self.everyone: set[int] = {1}
        self.gone: set[str] = set()
        self.sessions: set[str] = set()
        self.drawn = 0
        self.while_drawing = None

    def product(self) -> Product:
        return Product(self.render, self.admit, lambda: frozenset(self.everyone), self.signed_in, lambda member, ids: set(ids), self.faces)

    def render(self, refs, languages):
        if self.while_drawing:
            self.while_drawing()
        return {language: self.draw(refs, language) for language in languages}

    def draw(self, refs, language):
        drawn = {}
        for ref in refs:
            self.drawn += 1
            key = f"{ref.kind}-{ref.object}"
            drawn[ref] = [{"id": key, "gone": True}] if key in self.gone else [{"id": key, "v": 1, "html": f"{key} in {language}"}]
        return drawn

    def admit(self, visitors):
        return {v: Hearing(True, frozenset(self.rows[v.member])) for v in visitors if v.session in self.sessions and v.member in self.rows}

    def signed_in(self, session):
        return (7, "nl") if session in self.sessions else None

    def faces(self, ids):
        return " ".join(str(pk) for pk in ids)

    def member(self, pk: int, *rows: int) -> Visitor:
        self.rows[pk] = set(rows)
        self.sessions.add(f"session{pk}")
        return Visitor(pk, f"session{pk}")


class Browser:
    """One websocket spoken in ASGI, with what it was sent."""

    def __init__(self, visitor: Visitor, language: str = "nl", **headers: bytes):
        ticket = make_ticket(visitor.member, language, visitor.session)
        cookie = f"{settings.SESSION_COOKIE_NAME}={visitor.session}".encode()
        known = {"cookie": cookie, "host": HOST, "origin": b"http://" + HOST} | headers
        self.scope = {
            "type": "websocket",
            "path": "/live/",
            "query_string": f"ticket={ticket}".encode(),
            "headers": [(name.encode(), value) for name, value in known.items()],
        }
        self._in: asyncio.Queue = asyncio.Queue()
        self.out: asyncio.Queue = asyncio.Queue()
        self.closed: int | None = None
        self.deaf = False

    async def _send(self, event) -> None:
        while self.deaf:
            await asyncio.sleep(0.01)
        if event["type"] == "websocket.close":
            self.closed = event["code"]
            self._in.put_nowait({"type": "websocket.disconnect", "code": event["code"]})
        if event["type"] == "websocket.send":
            self.out.put_nowait(json.loads(event["text"]))

    async def __aenter__(self) -> "Browser":
        self._in.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(application(self.scope, self._in.get, self._send))
        return self

    async def __aexit__(self, *_exc) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, 5)

    def say(self, said) -> None:
        event = {"bytes": said} if isinstance(said, bytes) else {"text": said if isinstance(said, str) else json.dumps(said)}
        self._in.put_nowait({"type": "websocket.receive"} | event)

    async def hears(self, kind: str, seconds: float = 5.0) -> dict:
        """Return the next frame of this kind, passing over others."""
        async with asyncio.timeout(seconds):
            while (said := await self.out.get())["t"] != kind:
                pass
            return said

    async def silent(self, seconds: float, kind: str = "run") -> bool:
        """Whether no frame of this kind comes for so long."""
        try:
            await self.hears(kind, seconds)
        except TimeoutError:
            return True
        return False

    async def subscribe(self, **streams: int) -> "Browser":
        hello = await self.hears("hi")
        self.say({"t": "sub", "epoch": hello["epoch"], "s": streams})
        return self


def _in_database(question):
    try:
        return question()
    finally:
        connections.close_all()


async def ask(question, *args):
    """Ask the database from a story."""
    return await sync_to_async(partial(_in_database, partial(question, *args)), thread_sensitive=False)()


def _publish(*changes: Change):
    with transaction.atomic():
        return publish(changes)


async def change(*changes: Change):
    """Publish as an action does: in one transaction, with a ring after it."""
    return await ask(_publish, *changes)


@asynccontextmanager
async def hub(product: Product3):
    """A hub with its loops, for one story."""
    live.hand_over(product.product())
    await ask(Epoch.current)
    here: Hub = live.hub_here()
    try:
        yield here
    finally:
        await live.stop()
