"""A session with leadership in a story's town: what is said, asked and voted in it stands in the town's ledger."""

import asyncio
import time
from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.live.breaking import LONG, WRITERS
from tests.live.client import Page
from tests.live.town import Town, number

SOON = timedelta(minutes=20)  # the lobby is open from half an hour before
CLOCK = ZoneInfo("Europe/Amsterdam")


class Hour:
    """A session on air. Its chat and its queue are one place of the ledger; what somebody asked and waits is another.

    `behind`: hosts and moderators. `voters`: who wants which question answered.
    """

    def __init__(self, town: Town, pk: int, behind: list[str]):
        self.town, self.pk, self.behind = town, pk, behind
        self.path, self.place = f"/sessions/{pk}/", f"session {pk}"
        self.voters: defaultdict[str, set[str]] = defaultdict(set)

    def asked_by(self, name: str) -> str:
        """The place of what this person asked and nobody has decided on."""
        return f"{name} asks in {self.place}"

    async def watch(self, name: str, web: int = 0) -> Page:
        """Open the page of the session. It shows of what waits one's own, and behind the stage everything."""
        asking = self.town.people if name in self.behind else [name]
        return await self.town.page(name, self.path, {self.place, *map(self.asked_by, asking)}, web)

    async def say(self, name: str, patience: float = 0.0) -> str:
        token, began = self.town.ledger.new_token(), time.time()
        answer = await self.town.writer(name).do(f"{self.path}lines/", patience, text=f"I say {token}")
        self.town.ledger.kept(token, self.place, name, answer["object"]["id"], began)
        return answer["object"]["id"]

    async def ask(self, name: str, waits: bool = False) -> str:
        """Ask the hosts; who asks wants it answered."""
        token, began = self.town.ledger.new_token(), time.time()
        answer = await self.town.writer(name).do(f"{self.path}questions/", text=f"I ask {token}")
        key = answer["object"]["id"]
        self.town.ledger.kept(token, self.asked_by(name) if waits else self.place, name, key, began)
        self._counted(name, key)
        return key

    async def vote(self, name: str, key: str, patience: float = 0.0) -> None:
        await self.town.writer(name).do(f"/questions/{number(key)}/vote/?on=1", patience)
        self._counted(name, key)

    def _counted(self, name: str, key: str) -> None:
        self.voters[key].add(name)
        self.town.ledger.counted(key, votes=len(self.voters[key]))

    async def let_in(self, name: str, key: str) -> None:
        await self.town.writer(name).do(f"/questions/{number(key)}/approve/")
        self.town.ledger.moved(key, self.place)

    async def decline(self, name: str, key: str, why: str) -> None:
        await self.town.writer(name).do(f"/questions/{number(key)}/decline/", words=why)
        del self.town.ledger.counts[key]  # for who may not read it, its row shows no votes

    async def burst(self, lines: int, questions: list[str]) -> None:
        """Everybody talks, and votes in between, each at a web process in turn."""

        async def talk(web: int, name: str) -> None:
            self.town.writer(name, web)
            for turn in range(lines):
                await self.say(name, LONG)
                await self.vote(name, questions[(web + turn) % len(questions)], LONG)

        await asyncio.gather(*(talk(web, name) for web, name in enumerate(WRITERS)))

    def shut_out(self, name: str) -> None:
        """From now on nothing of the session may reach the pages of this person."""
        for place in (self.place, self.asked_by(name)):
            self.town.shut_out(name, place)


async def on_air(town: Town, group: str, host: str, moderators: tuple[str, ...] = (), **options: str) -> Hour:
    """Plan a session in a group and begin it."""

    def handles(names) -> str:
        return " ".join("@" + town.people[name]["handle"] for name in names)

    plan = {
        "title": "An hour with leadership",
        "place": town.audience(group),
        "starts_at": (datetime.now(CLOCK) + SOON).strftime("%Y-%m-%dT%H:%M"),
        "minutes": 60,
        "language": "en",
        "hosts": handles([host]),
        "moderators": handles(moderators),
        "slow_seconds": 0,
        "takes_questions": "on",
    }
    answer = await town.writer(host).do("/sessions/new/", **plan | options)
    hour = Hour(town, int(answer["location"].strip("/").rpartition("/")[2]), [host, *moderators])
    await town.writer(host).do(f"{hour.path}begin/")
    return hour
