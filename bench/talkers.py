"""Who talks and votes in a session, each deed a POST at its moment; and pages that keep the ledger of what they are shown."""

from __future__ import annotations

import asyncio
import http.client
import json
import secrets
import string
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx

from bench.harness import Void
from tests.live.client import Page
from tests.live.ledger import Ledger

LINE = "Goede vraag, daar zaten wij in Waterhoven ook op te wachten; volgens mij geldt dat voor de nachtdienst net zo goed."
OPENING = 5  # pages at the same time
SETTLE = 20.0  # seconds until every page must show everything


class Deed(NamedTuple):
    """What somebody does, `at` so many seconds from the beginning. `token`: of a line. `question`: of a vote."""

    at: float
    cookie: str
    path: str
    fields: dict[str, str]
    token: str = ""
    question: int = 0


class Done(NamedTuple):
    """A deed that was answered 2xx. `due`, `answered`: Unix time in µs."""

    deed: Deed
    made: str
    due: int
    answered: int


def deeds(house: Mapping[str, Any], ledger: Ledger, writers: int, a_second: float, seconds: float) -> Iterator[Deed]:
    """By turns a line and a vote, so many a second of each: every writer in turn, and nobody wants a question twice."""
    cookies, questions = [one["cookie"] for one in house["people"][:writers]], house["questions"]
    for turn in range(round(a_second * seconds)):
        cookie, at = cookies[turn % writers], turn / a_second
        token = ledger.new_token()
        yield Deed(at, cookie, f"/sessions/{house['session']}/lines/", {"text": f"{LINE} {token}"}, token)
        question = questions[turn // writers]
        yield Deed(at + 0.5 / a_second, cookie, f"/questions/{question}/vote/?on=1", {}, question=question)


class Hands:
    """So many connections that stay. A deed is sent at its moment whether or not those before it were answered.

    Its time counts from the moment at which it was due, also when no hand was free.
    """

    def __init__(self, port: int, hands: int):
        self.port, self.hands = port, hands
        self.lock = threading.Lock()
        self.done: list[Done] = []
        self.refused: list[str] = []

    def let(self, planned: Iterator[Deed]) -> list[Done]:
        """Return the deeds in the order of their answers. Raises Void when one was not taken."""
        self.planned, self.begun, self.begun_us = planned, time.monotonic(), time.time_ns() // 1000
        hands = [threading.Thread(target=self._work, daemon=True) for _ in range(self.hands)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        if self.refused:
            raise Void(f"{len(self.refused)} deeds were not taken, the first: {self.refused[0]}")
        return self.done

    def _work(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while True:
            with self.lock:
                deed = next(self.planned, None)
            if deed is None:
                break
            time.sleep(max(0.0, self.begun + deed.at - time.monotonic()))
            self._do(line, deed)
        line.close()

    def _do(self, line: http.client.HTTPConnection, deed: Deed) -> None:
        token = "".join(secrets.choice(string.ascii_letters) for _ in range(32))
        headers = {
            "Cookie": f"{deed.cookie}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-Plein": "fetch",
        }
        line.request("POST", deed.path, urlencode({"csrfmiddlewaretoken": token, "key": secrets.token_hex(8), **deed.fields}), headers)
        answer = line.getresponse()
        body = answer.read()
        if answer.status in (200, 201):
            made = json.loads(body)["object"]["id"]
            self.done.append(Done(deed, made, self.begun_us + int(deed.at * 1e6), time.time_ns() // 1000))
        else:
            self.refused.append(f"{deed.path} {answer.status} {body[:200]!r}")


class Pages:
    """Simulated pages of the session beside the raw sockets: they keep the client's rule, and the ledger judges what they show."""

    def __init__(self, port: int, house: Mapping[str, Any], ledger: Ledger):
        self.base, self.path, self.place = f"http://127.0.0.1:{port}", f"/sessions/{house['session']}/", house["stream"]
        self.people, self.ledger = house["people"], ledger
        self.pages: list[Page] = []
        self.http = httpx.AsyncClient(timeout=30, follow_redirects=False, limits=httpx.Limits(max_keepalive_connections=0))

    async def open(self) -> None:
        turns = asyncio.Semaphore(OPENING)

        async def one(person: Mapping[str, Any]) -> None:
            page = Page(self.base, person["cookie"], "page", self.http)
            async with turns:
                await page.open(self.path)
            self.pages.append(page)
            self.ledger.watch(page, {self.place})

        await asyncio.gather(*(one(person) for person in self.people))

    def note(self, done: list[Done], before: list[Done]) -> None:
        """Write down what was answered: each line, and how many want which question, as was said `before` and by who asked it."""
        for one in done:
            if one.deed.token:
                self.ledger.kept(one.deed.token, self.place, one.deed.cookie, one.made, one.due / 1e6)
                self.ledger.entries[one.made].texts[0].kept_at = one.answered / 1e6
        votes = Counter(one.deed.question for one in [*before, *done] if one.deed.question)
        for question, number in votes.items():
            self.ledger.counted(f"question-{question}", votes=number + 1)

    async def wrong(self) -> int:
        """Wait until every page shows everything; return how much does not agree then."""
        end = time.monotonic() + SETTLE
        while not self.ledger.settled() and time.monotonic() < end:
            for page in self.pages:
                page.look()
            await asyncio.sleep(1)
        wrong = self.ledger.balance()
        for page in self.pages:
            wrong += page.faults
        if wrong:
            print(f"The ledger: {dict(wrong)}", flush=True)
        return wrong.total()

    async def close(self) -> None:
        await asyncio.gather(*(page.close() for page in self.pages))
        await self.http.aclose()
