"""What one open page shows: it keeps the client's rule of docs/realtime.md and remembers everything it was ever sent.

It knows no network: `send` and `load` are given by who does (client.py, and the state machine).
"""

import asyncio
import contextlib
import json
import random
import re
import time
from collections import Counter
from typing import NamedTuple

from tests.live.ledger import TOKEN

LIVE = re.compile(r'<script[^>]*id="live"[^>]*>(.*?)</script>', re.S)
ROW = re.compile(r'<(?:article|li|div|section)[^>]*?\bid="((?:item|comment|notification|line|question)-[0-9]+)"[^>]*?\bdata-v="([0-9]+)"')
AUDIENCE = re.compile(r'data-audience="([0-9]+)"')
NEXT = re.compile(r'href="([^"]+)" rel="next"')
SHELF = re.compile(r'data-shelf="(\w+)"')
COUNT = re.compile(r'data-n="(\w+)">([0-9]+)')
PATIENCE = 0.5  # seconds: an earlier run may still be on its way
GATHER = 0.15  # seconds: rows that come together are listened to together
MOST_WATCHED = 60  # items, as in the browser
MOST_REFUSALS = 2
TELLERS = {"waiting": "am", "elsewhere": "ia"}  # which streams bring a question to that shelf of a session; to all others the item's


class SignedOut(Exception):
    pass


class Seen(NamedTuple):
    """That these tokens reached the page, by a loaded page or by a frame of this kind."""

    at: float
    by: str
    tokens: tuple[str, ...]


def address(key: str) -> str:
    """Return where the thing with this element id has its own page."""
    kind, _, number = key.partition("-")
    return f"/{kind}s/{number}/"


def rows_in(html: str) -> list[dict]:
    """Return the rows of a page as objects of a run."""
    found = list(ROW.finditer(html))
    ends = [row.start() for row in found[1:]] + [len(html)]
    rows = []
    for row, end in zip(found, ends, strict=False):
        text = html[row.start() : end]
        n = {name: int(number) for name, number in COUNT.findall(text)}
        rows.append({"id": row[1], "v": int(row[2]), "html": text, "n": n, "tokens": tuple(TOKEN.findall(text))})
    return rows


class Showing:
    """Streams with positions, the rows shown by element id, their counts, and everything that came, in order.

    `heard` and `refused`: what the server answered about the streams. `faults`: breaches of the protocol that were met.
    """

    def __init__(self, name: str = ""):
        self.name, self.epoch, self.bye, self.state = name, "", "", "offline"
        self.streams: dict[str, int] = {}
        self.heard: set[str] = set()
        self.refused: set[str] = set()
        self.rows: dict[str, dict] = {}
        self.counts: dict[str, dict] = {}
        self.seen: list[Seen] = []
        self.faults: Counter = Counter()
        self.lost_at: list[float] = []
        self.live_at: list[float] = []
        self.refused_at: dict[str, float] = {}
        self.aired: list[tuple[float, str]] = []  # the id of the session that is on air, or nothing, each time it was told
        self.reloads = 0
        self.shut = False
        self._asked: set[str] = set()
        self._refusals: Counter = Counter()
        self._gaps: dict[str, asyncio.Task] = {}
        self._following: asyncio.Task | None = None
        self._doubtful: set[str] = set()
        self._looking: asyncio.Task | None = None

    async def send(self, said: dict) -> None:
        raise NotImplementedError

    async def fetch(self, path: str) -> tuple[int, str]:
        """Return status and text of an address; raise SignedOut."""
        raise NotImplementedError

    def shows(self, token: str) -> bool:
        return any(token in row["tokens"] for row in self.rows.values())

    def was_sent(self, token: str) -> bool:
        return any(token in tokens for _, _, tokens in self.seen)

    # ---- the page itself

    async def load(self) -> None:
        """Fetch the page: its positions, and its rows; on a further time also the older ones it had."""
        status, html = await self.fetch(self.path)
        if status in (403, 404):
            self._shut()
            return
        assert status == 200, f"{self.name}: {status} {html[:300]}"
        page = json.loads(LIVE.search(html)[1])
        former, known = self.streams, set(self.rows)
        self.epoch, self.streams = page["epoch"], page["streams"]
        self.rows, self.counts = {}, {}
        self._take_rows(rows_in(html))
        await self._load_older(html, known)
        dropped = [name for name in former if name not in self.streams and name in self.heard]
        if dropped:
            await self.send({"t": "unsub", "s": dropped})
        self.heard &= self.streams.keys()
        self.refused.clear()

    async def _load_older(self, html: str, known: set[str]) -> None:
        for _page in range(10):
            more = NEXT.search(html)
            if not more or len(self.rows) >= len(known) or not known - self.rows.keys():
                return
            _status, html = await self.fetch(more[1].replace("&amp;", "&"))
            self.streams = json.loads(LIVE.search(html)[1])["streams"] | self.streams
            self._take_rows(rows_in(html))

    def _take_rows(self, rows: list[dict]) -> None:
        self.seen.append(Seen(time.time(), "page", tuple(token for row in rows for token in row["tokens"])))
        for row in rows:
            if row["id"] in self.rows:
                self.faults["a row twice on a page"] += 1
            self.rows[row["id"]], self.counts[row["id"]] = row, row["n"]

    def _shut(self) -> None:
        """This place is not there (any more) for the member."""
        self.shut = True
        self.rows.clear()
        self.streams.clear()
        self.heard.clear()

    # ---- what the server says

    async def hear(self, text: str) -> None:
        said = json.loads(text)
        self.seen.append(Seen(time.time(), said["t"], tuple(TOKEN.findall(text))))
        await getattr(self, f"_on_{said['t']}")(said)

    async def subscribe(self, names) -> None:
        self._asked.update(names)
        await self.send({"t": "sub", "epoch": self.epoch, "s": {name: self.streams[name] for name in names}})

    async def _on_hi(self, said) -> None:
        if said["epoch"] != self.epoch:
            self.reloads += 1
            await self.load()
        self.state = "catching-up"
        await self.subscribe(list(self.streams))
        self._settle()

    async def _on_ok(self, said) -> None:
        for name, head in said["s"].items():
            if self.streams.get(name, head) < head and not self._waits(name):
                self.faults["ok before its run"] += 1
        self.heard |= said["s"].keys()
        self._settle()

    def _settle(self) -> None:
        if self.heard | self.refused >= self.streams.keys() and self.state != "live":
            self.state = "live"
            self.live_at.append(time.time())

    async def _on_no(self, said) -> None:
        names = set(said["s"])
        self.refused_at |= dict.fromkeys(names, time.time())
        self.refused |= names
        self.heard -= names
        self._refusals.update(names)
        self._doubtful |= {name for name in names if self._refusals[name] <= MOST_REFUSALS}
        if self._doubtful and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look_again())
        self._settle()

    async def _look_again(self) -> None:
        """What was refused goes with its rows, nearly always; only for what is still shown the page is read again."""
        while self._doubtful:
            await asyncio.sleep(random.uniform(0.3, 1.1))
            names, self._doubtful = self._doubtful, set()
            if any(self._still_shows(name) for name in names):
                with contextlib.suppress(SignedOut):  # its connection hears of that too
                    await self._load_again()

    def _still_shows(self, name: str) -> bool:
        return name[0] != "i" or f"item-{name[1:]}" in self.rows or self.path in (f"/items/{name[1:]}/", f"/sessions/{name[1:]}/")

    async def _on_stale(self, said) -> None:
        await self._load_again()

    async def _load_again(self) -> None:
        self.reloads += 1
        await self.load()
        if self.streams:
            await self.subscribe(list(self.streams))

    async def _on_run(self, said) -> None:
        name = said["s"]
        last = self.streams.get(name)
        if last is None:
            self.faults["a run of a stream nobody asked for"] += name not in self._asked
        elif said["from"] <= last + 1 <= said["to"]:
            self.streams[name] = said["to"]
            self._apply(said["o"], name)
        elif said["from"] > last + 1:
            self._resume_later(name, said["to"])

    def _apply(self, objects: list[dict], stream: str) -> None:
        if len({thing["id"] for thing in objects}) != len(objects):
            self.faults["an object twice in a run"] += 1
        if stream[0] == "a" and self.path.startswith("/items/"):
            return  # the page of one item hears of its group only whether one can write there
        for thing in objects:
            key = thing["id"]
            if thing.get("gone"):
                self._take_away(key, stream)
                continue
            if "n" in thing:
                self.counts[key] = thing["n"]
            if (
                "html" in thing
                and self.rows.get(key, {}).get("v", -1) < thing["v"]
                and (key in self.rows or self._has_place(thing, stream))
            ):
                self.rows[key] = thing | {"tokens": tuple(TOKEN.findall(thing["html"]))}
                self._follow(key)

    def _has_place(self, thing: dict, stream: str) -> bool:
        """Lists of items take what their audiences bring, an item's own page its comments, the page of notifications those.

        The page of a session takes its chat from its item's stream, and each shelf of questions from who may tell of those.
        """
        if thing["id"].startswith("comment"):
            return self.path == address(thing["on"])
        if thing["id"].startswith(("line", "question")):
            shelf = SHELF.search(thing["html"])
            return self.path.startswith("/sessions/") and stream[0] in TELLERS.get(shelf[1] if shelf else "", "i")
        return self.path == "/notifications/" if stream[0] == "m" else stream[0] == "a"

    def _take_away(self, key: str, stream: str) -> None:
        """Gone from one audience is not gone from another that this page shows: the other stream put it there."""
        if self.path == address(key):
            self._shut()
            return
        home = AUDIENCE.search(self.rows.get(key, {}).get("html", ""))
        if stream[0] != "a" or home is None or stream == f"a{home[1]}" or f"a{home[1]}" not in self.streams:
            self.rows.pop(key, None)

    def _follow(self, key: str) -> None:
        """Listen to an item that came live; it has no position, and nearly always it is new."""
        kind, _, number = key.partition("-")
        name, watched = f"i{number}", sum(name[0] == "i" for name in self.streams)
        if kind != "item" or (name in self.streams and name not in self.refused) or watched >= MOST_WATCHED:
            return
        self.streams[name] = 0
        self.refused.discard(name)
        if self._following is None or self._following.done():
            self._following = asyncio.create_task(self._follow_soon())

    async def _follow_soon(self) -> None:
        await asyncio.sleep(GATHER)
        if new := [name for name in self.streams if name not in self.heard | self.refused]:
            await self.subscribe(new)

    def _waits(self, name: str) -> bool:
        return name in self._gaps and not self._gaps[name].done()

    def _resume_later(self, name: str, head: int) -> None:
        if not self._waits(name):
            self._gaps[name] = asyncio.create_task(self._resume(name, head))

    async def _resume(self, name: str, head: int) -> None:
        await asyncio.sleep(PATIENCE)
        if self.state != "offline" and self.streams.get(name, head) < head:
            await self.subscribe([name])

    async def _on_beat(self, said) -> None:
        for name, head in said["s"].items():
            if self.streams.get(name, head) < head:
                self._resume_later(name, head)

    async def _on_bye(self, said) -> None:
        self.bye = said["why"]

    async def _on_error(self, said) -> None:
        self.faults[said["say"]] += 1

    async def _on_here(self, said) -> None: ...

    async def _on_typing(self, said) -> None: ...

    async def _on_crowd(self, said) -> None: ...

    async def _on_onair(self, said) -> None:
        self.aired.append((time.time(), said["v"].partition("-")[0]))

    async def _on_ticket(self, said) -> None: ...

    def went_offline(self) -> None:
        if self.state != "offline":
            self.lost_at.append(time.time())
        self.state = "offline"
        self.heard.clear()
        self.refused.clear()
        self._refusals.clear()

    async def end_tasks(self) -> None:
        tasks = [task for task in (*self._gaps.values(), self._following, self._looking) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
