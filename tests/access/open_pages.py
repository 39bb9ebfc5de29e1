"""Open pages without a server: the real views, the real hub and sockets, in this process. And a loop for them in a thread of its own."""

import asyncio
import json
import threading

from django.test import Client

from realtime.product import Visitor
from tests.live.showing import Showing, SignedOut
from tests.realtime.square import Browser, ask


class Aside:
    """An event loop in a thread, for stories that are told step by step."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def do(self, coroutine, seconds: float = 20):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(seconds)

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()


class OpenPage(Showing):
    """A member's page, in this process. `asleep`: it has no connection and looks for none."""

    def __init__(self, member, path: str):
        super().__init__(f"{member.handle} at {path}")
        self.member, self.path, self.asleep = member, path, False
        self.client = Client()
        self.client.force_login(member)
        self.visitor = Visitor(member.pk, self.client.session.session_key)
        self.browser: Browser | None = None
        self.task: asyncio.Task | None = None

    async def open(self) -> "OpenPage":
        await self.load()
        self.task = asyncio.create_task(self._stay())
        return self

    def still_open(self) -> None:
        """Raise what ended this page's task, if anything did."""
        if self.task.done():
            self.task.result()

    async def close(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        await self.end_tasks()

    async def fetch(self, path: str) -> tuple[int, str]:
        answer = await ask(self.client.get, path)
        if answer.status_code == 302:
            raise SignedOut
        return answer.status_code, answer.content.decode()

    async def send(self, said: dict) -> None:
        if self.browser:
            self.browser.say(said)

    async def _stay(self) -> None:
        while True:
            while self.asleep:
                await asyncio.sleep(0.01)
            self.browser = Browser(self.visitor, "en")
            async with self.browser:
                await self._hear()
            self.browser = None
            self.went_offline()
            await asyncio.sleep(0.02)

    async def _hear(self) -> None:
        """Hear until the connection ends or the page sleeps."""
        while not self.asleep and (self.browser.closed is None or not self.browser.out.empty()):
            try:
                async with asyncio.timeout(0.05):
                    said = await self.browser.out.get()
            except TimeoutError:
                continue
            await self.hear(json.dumps(said))
