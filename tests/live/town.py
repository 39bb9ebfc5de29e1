"""People who write over HTTP, as forms do, and the ledger that writes down what was answered."""

import asyncio
import itertools
import json
import re
import secrets
import time
from collections import Counter

import httpx

from tests.live.client import Page
from tests.live.ledger import THREAD, Ledger
from tests.live.showing import address
from tests.live.stack import Stack

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PASSWORD = "a-long-password-1"  # of everybody whom tests/live/make.py makes
LATE = 0.5  # seconds in which something doubled or leaked may still come
AT_ONCE = 8  # pages loaded at the same time


class Unanswered(Exception):
    """The server is in trouble; the deed may or may not have happened."""


def number(key: str) -> int:
    """Return the id in an element id."""
    return int(key.rpartition("-")[2])


class Writer:
    """A member at a keyboard: deeds are POSTs with CSRF token and idempotency key, repeated until they are answered."""

    def __init__(self, town: "Town", name: str, web: int = 0):
        self.town, self.name, self.web = town, name, web
        self.client = httpx.AsyncClient(timeout=15, follow_redirects=False, verify=town.trust)
        self._csrf = ""

    @property
    def cookie(self) -> str:
        return self.town.people[self.name]["cookie"]

    async def post(self, path: str, patience: float = 0.0, **fields) -> httpx.Response:
        """Send a form. With `patience` (seconds) it is sent again with the same key until some server answers."""
        fields.setdefault("key", secrets.token_hex(8))
        end = time.monotonic() + patience
        while True:
            try:
                return await self._post(path, fields)
            except (httpx.HTTPError, Unanswered):
                if time.monotonic() > end:
                    raise
                self.web += 1
                await asyncio.sleep(0.2)

    async def _post(self, path: str, fields: dict) -> httpx.Response:
        base = self.town.stack.base(self.web)
        if not self._csrf:
            page = await self.client.get(f"{base}/groups/new/", headers={"Cookie": self.cookie})
            found = CSRF.search(page.text)
            if page.status_code >= 500 or not found:
                raise Unanswered(page.status_code)
            self._csrf = found[1]
        headers = {
            "Cookie": f"{self.cookie}; csrftoken={self.client.cookies.get('csrftoken', '')}",
            "X-Plein": "fetch",
            "Origin": base,
            "Referer": base + "/",
        }
        answer = await self.client.post(base + path, data={"csrfmiddlewaretoken": self._csrf} | fields, headers=headers)
        if answer.status_code >= 500:
            raise Unanswered(answer.status_code)
        return answer

    async def do(self, path: str, patience: float = 0.0, **fields) -> dict:
        """Send a form that must be accepted; return the answer."""
        answer = await self.post(path, patience, **fields)
        if answer.status_code not in (200, 201, 302, 303):
            raise AssertionError(f"{self.name}: {path} {answer.status_code} {answer.text[:500]}")
        return json.loads(answer.text) if answer.headers.get("content-type", "").startswith("application/json") else {}

    async def publish(self, place: str = "square", patience: float = 0.0, words: str = "Hello", token: str = "", **more) -> str:
        """Post a status; return its element id. Kept in the ledger when answered."""
        self.web = more.pop("web", self.web)
        token, began = token or self.town.ledger.new_token(), time.time()
        text = f"{words} {token}"
        answer = await self.do("/statuses/", patience, audience=self.town.audience(place), text=text, **more)
        key = answer["object"]["id"]
        self.town.ledger.kept(token, place, self.name, key, began)
        return key

    async def comment(self, item: str, parent: str = "", patience: float = 0.0) -> str:
        """Answer an item or a comment of it; return the comment's element id. The item's counter is kept too."""
        token, began = self.town.ledger.new_token(), time.time()
        fields = {"text": f"Answer {token}"} | ({"parent": number(parent)} if parent else {})
        key = (await self.do(f"/items/{number(item)}/comments/", patience, **fields))["object"]["id"]
        self.town.ledger.kept(token, THREAD + item, self.name, key, began)
        self.town.comments[item] += 1
        self.town.ledger.counted(item, comments=self.town.comments[item])
        return key

    async def edit(self, key: str, patience: float = 0.0) -> None:
        token, began = self.town.ledger.new_token(), time.time()
        await self.do(f"{address(key)}edit/", patience, text=f"Better {token}")
        self.town.ledger.edited(key, token, began)

    async def delete(self, key: str, patience: float = 0.0) -> None:
        await self.do(f"{address(key)}delete/", patience)
        self.town.ledger.deleted(key)

    async def move(self, key: str, place: str) -> None:
        await self.do(f"{address(key)}move/", audience=self.town.audience(place))
        self.town.ledger.moved(key, place)

    async def remove(self, name: str, group: str) -> None:
        """Take somebody out of a group; from the answer on their pages are closed to it."""
        where = f"/groups/{self.town.groups[group]['slug']}/members/{self.town.people[name]['id']}/remove/"
        await self.do(where)
        self.town.shut_out(name, group)

    async def close(self) -> None:
        await self.client.aclose()


class Town:
    """A stack with people in it, pages that watch, and the ledger over all of them.

    `wishes` as in tests/live/make.py; names are the story's own, whatever other stories use the same stack.
    """

    def __init__(self, stack: Stack, **wishes):
        self.stack, self.wishes = stack, wishes | {"mark": secrets.token_hex(3)}
        self.ledger = Ledger()
        self.comments: Counter = Counter()
        self.turns = itertools.count()
        self.pages: list[Page] = []
        self.writers: dict[str, Writer] = {}
        self.trust = httpx.create_ssl_context()  # made once: it is slow
        self.sign_in()

    def sign_in(self) -> None:
        """Give everybody a new session; make who and what is not there yet."""
        made = self.stack.people(**self.wishes)
        self.people, self.groups, self.square = made["people"], made["groups"], made["square"]

    async def sign_in_at_the_door(self, name: str) -> str:
        """Sign in as people do; return the cookie of the session. Raises AssertionError when the door stays shut."""
        web = self.stack.base()
        async with httpx.AsyncClient(timeout=15, verify=self.trust) as browser:
            token = CSRF.search((await browser.get(f"{web}/account/login/")).text)[1]
            said = {"csrfmiddlewaretoken": token, "login": f"{self.people[name]['handle']}@example.org", "password": PASSWORD}
            answer = await browser.post(f"{web}/account/login/", data=said, headers={"Referer": web, "Origin": web})
            assert (answer.status_code, answer.headers.get("location")) == (302, "/"), answer.text[:500]
            return f"sessionid={browser.cookies['sessionid']}"

    async def __aenter__(self) -> "Town":
        self._turns = asyncio.Semaphore(AT_ONCE)
        fresh = httpx.Limits(max_connections=200, max_keepalive_connections=0)
        self.http = httpx.AsyncClient(timeout=30, follow_redirects=False, limits=fresh, verify=self.trust)
        return self

    async def __aexit__(self, *_exc) -> None:
        await asyncio.gather(*(page.close() for page in self.pages), *(writer.close() for writer in self.writers.values()))
        await self.http.aclose()

    def audience(self, place: str) -> int:
        return self.square if place == "square" else self.groups[place]["audience"]

    def path(self, group: str) -> str:
        return f"/groups/{self.groups[group]['slug']}/"

    def writer(self, name: str, web: int = 0) -> Writer:
        if name not in self.writers:
            self.writers[name] = Writer(self, name, web)
        return self.writers[name]

    def new_page(self, name: str, web: int = 0, kind: type[Page] = Page, base: str = "") -> Page:
        """Return a page that is not open yet."""
        page = kind(base or self.stack.base(web), self.people[name]["cookie"], name, self.http)
        self.pages.append(page)
        return page

    async def page(
        self, name: str, path: str = "/", places: set[str] | None = None, web: int = 0, hears: set[str] = frozenset(), **how
    ) -> Page:
        """Open a page of this member and let the ledger watch it for these places."""
        page = self.new_page(name, web, **how)
        async with self._turns:
            await page.open(path)
        self.ledger.watch(page, {"square"} if places is None else places, hears)
        return page

    async def item_page(self, name: str, item: str, place: str, web: int = 0, **how) -> Page:
        """Open the page of one item in `place`: it shows the item and its thread."""
        return await self.page(name, address(item), {item, THREAD + item}, web, {place}, **how)

    async def crowd(self, names: list[str], tabs: int = 1, path: str = "/", places: set[str] | None = None) -> list[Page]:
        """Open a page for each, spread over the web processes, in so many tabs each."""
        pages = await asyncio.gather(*(self.page(name, path, places, web) for web, name in enumerate(names)))
        twins = [page.twin() for page in pages for _ in range(tabs - 1)]
        self.pages += twins
        for start in range(0, len(twins), 50):
            await asyncio.gather(*(twin.join() for twin in twins[start : start + 50]))
        for twin in twins:
            self.ledger.watch(twin, {"square"} if places is None else places)
        return [*pages, *twins]

    def pages_of(self, name: str) -> list[Page]:
        return [page for page in self.pages if page.name.rstrip("'") == name]

    def shut_out(self, name: str, place: str) -> None:
        for page in self.pages_of(name):
            self.ledger.closed(page, place)

    async def settle(self, seconds: float = 10.0) -> float:
        """Wait until every page shows what it should; return how many seconds it took. Then look for anything late."""
        began = time.time()
        return await self._wait(self.ledger.settled, seconds) - began

    async def recovered(self, seconds: float = 30.0) -> float:
        """The same, and every page must be live; return the time of the clock when both were so."""
        return await self._wait(lambda: all(page.state == "live" for page in self.pages) and self.ledger.settled(), seconds)

    async def _wait(self, condition, seconds: float) -> float:
        end = time.monotonic() + seconds
        while True:
            at, began = time.time(), time.monotonic()
            if condition() or began > end:
                break
            for page in self.pages:
                page.look()
            # Looking costs the time in which hundreds of pages would read.
            await asyncio.sleep(max(0.05, 4 * (time.monotonic() - began)))
        await asyncio.sleep(LATE)
        return at

    def worst(self, keys=None, pages=None) -> float:
        """The longest that a page waited for what was answered, in seconds."""
        return max(self.ledger.delays(keys, pages), default=0.0)

    def assert_balanced(self) -> None:
        wrong = self.ledger.balance()
        for page in self.pages:
            wrong += page.faults
        assert not wrong, f"{dict(wrong)} {self.stack.complaints()}"
