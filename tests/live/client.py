"""An entitled page without a browser: a websocket, or where those are blocked the poll."""

import asyncio
import contextlib
import json
import random
import socket
import time

import httpx
import websockets

from tests.live.showing import Showing, SignedOut

SILENCE = 25.0  # seconds: the page says "not live"
ESTABLISHED = 1  # the state of a TCP connection that lives
TROUBLE = (OSError, TimeoutError, httpx.HTTPError, websockets.WebSocketException)


class Page(Showing):
    """One open page of a member, connected to the server at `base` with this cookie.

    `http` is shared by the pages of a story. `deaf`: nothing is read from the wire for now.
    """

    def __init__(self, base: str, cookie: str, name: str = "", http: httpx.AsyncClient | None = None):
        super().__init__(name)
        self.base, self.cookie = base, cookie
        self.http = http or httpx.AsyncClient(timeout=30)
        self.asleep = self.deaf = False
        self.buffer = 0  # bytes the system keeps for us unread; 0: as it likes
        self._own_http = http is None
        self._task: asyncio.Task | None = None
        self._socket = None
        self._failures = 0

    async def open(self, path: str = "/") -> "Page":
        """Load the page and go live from exactly what it showed."""
        self.path = path
        await self.load()
        self._task = asyncio.create_task(self._stay())
        await self.wait_until(lambda: self.state == "live", 40)
        return self

    def twin(self) -> "Page":
        """The same page in another tab, opened from the same answer of the server; `join` makes it live."""
        twin = type(self)(self.base, self.cookie, self.name + "'", self.http)
        twin.path, twin.epoch = self.path, self.epoch
        twin.streams, twin.rows, twin.counts, twin.seen = dict(self.streams), dict(self.rows), dict(self.counts), list(self.seen)
        return twin

    async def join(self) -> "Page":
        self._task = asyncio.create_task(self._stay())
        await self.wait_until(lambda: self.state == "live", 40)
        return self

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.end_tasks()
        if self._own_http:
            await self.http.aclose()

    async def wait_until(self, condition, seconds: float = 10.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            self.look()
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name}: not within {seconds} s; {self.state}, {self.streams}, heard {self.heard}, {self.bye!r}")
            await asyncio.sleep(0.02)

    def look(self) -> None:
        """Raise what broke the page, if anything did."""
        if self._task and self._task.done() and not self._task.cancelled():
            self._task.result()

    def sleep(self) -> None:
        """The laptop closes: the connection dies and nothing is heard until `wake`."""
        self.asleep = True
        self.cut()

    def wake(self) -> None:
        self.asleep = False

    def cut(self) -> None:
        """The connection breaks."""
        if self._socket:
            self._socket.transport.abort()

    def is_cut(self) -> bool:
        """Whether the system knows that the connection is dead, though nobody reads it."""
        wire = self._socket.transport.get_extra_info("socket")
        return wire.fileno() < 0 or wire.getsockopt(socket.SOL_TCP, socket.TCP_INFO, 1)[0] != ESTABLISHED

    async def fetch(self, path: str) -> tuple[int, str]:
        answer = await self.http.get(self.base + path, headers={"Cookie": self.cookie})
        if answer.status_code in (302, 303, 401):
            raise SignedOut
        if answer.status_code >= 500:
            raise ConnectionError(f"{path}: {answer.status_code}")
        return answer.status_code, answer.text

    async def send(self, said: dict) -> None:
        if self._socket:
            await self._socket.send(json.dumps(said))

    # ---- the connection

    async def _stay(self) -> None:
        while self.bye != "signed-out":
            while self.asleep:
                await asyncio.sleep(0.02)
            try:
                await self._connect()
            except SignedOut:
                self.bye = "signed-out"
            except TROUBLE:
                self._failures += 1
            self._socket = None
            self.went_offline()
            if self.bye != "signed-out":
                await asyncio.sleep(random.uniform(0, min(5.0, 0.2 * 2**self._failures)))

    async def _connect(self) -> None:
        ticket = json.loads((await self.fetch("/live/ticket"))[1])["ticket"]
        url = f"{self.base.replace('http', 'ws', 1)}/live/?ticket={ticket}"
        more = {"sock": await self._narrow()} if self.buffer else {}
        async with websockets.connect(
            url,
            additional_headers={"Cookie": self.cookie},
            origin=self.base,
            compression=None,
            ping_interval=None,
            max_size=2**22,
            max_queue=2 if self.buffer else 64,
            close_timeout=1,
            **more,
        ) as self._socket:
            while True:
                text = await self._recv()
                while self.deaf:
                    await asyncio.sleep(0.02)
                await self.hear(text)

    async def _recv(self) -> str:
        try:
            async with asyncio.timeout(SILENCE):
                return await self._socket.recv()
        except TimeoutError:
            self.went_offline()
            raise

    async def _narrow(self) -> socket.socket:
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.buffer)
        narrow.setblocking(False)
        host, _, port = self.base.removeprefix("http://").partition(":")
        with contextlib.ExitStack() as stack:
            stack.callback(narrow.close)
            await asyncio.get_running_loop().sock_connect(narrow, (host, int(port)))
            stack.pop_all()
        return narrow

    async def _on_hi(self, said) -> None:
        self._failures = 0
        await super()._on_hi(said)


class PollPage(Page):
    """A page whose websockets are blocked: it asks by GET. `every`: the seconds it is told to wait; a story waits `haste` at most."""

    every, haste = 0, 0.5

    async def send(self, said: dict) -> None:
        """Nothing goes up: the next question says where the page is."""

    async def _connect(self) -> None:
        ticket = json.loads((await self.fetch("/live/ticket"))[1])["ticket"]
        while True:
            wanted = ",".join(f"{name}:{last}" for name, last in self.streams.items())
            status, text = await self.fetch(f"/live/poll?ticket={ticket}&epoch={self.epoch}&s={wanted}")
            assert status == 200, f"{status} {text}"
            said = json.loads(text)
            self._failures = 0
            if said["epoch"] != self.epoch:
                self.reloads += 1
                await self.load()
                continue
            for frame in said["frames"]:
                await self.hear(json.dumps(frame, ensure_ascii=False))
            self.every = said["every"]
            await asyncio.sleep(min(self.every, self.haste))
