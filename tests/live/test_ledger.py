"""The ledger is itself tested: against a server that loses, doubles, swaps, leaks, shows old words and miscounts."""

import asyncio
import json
import time

import pytest

from tests.live.ledger import THREAD, Ledger
from tests.live.showing import Seen, Showing


class FakePage(Showing):
    """A page whose server is the story."""

    path = "/"

    async def send(self, said):
        """Nobody listens."""


class Server:
    """A small honest server: a square, a cellar, and pages that are told about them. Mutants below are not honest."""

    def __init__(self):
        self.ledger = Ledger()
        self.objects: dict[str, dict] = {}
        self.heads = {"a1": 0, "a2": 0}
        self.places = {"square": "a1", "cellar": "a2"}
        self.pages: dict[FakePage, set[str]] = {}
        self.made = 0

    def page(self, *places: str) -> FakePage:
        page = FakePage("page")
        page.streams = {self.places[place]: 0 for place in places}
        page._asked = set(self.heads)
        self.pages[page] = set(places)
        self.ledger.watch(page, set(places))
        return page

    def post(self, place: str, writer: str = "max") -> str:
        self.made += 1
        token, key, began = self.ledger.new_token(), f"item-{self.made}", time.time()
        self.objects[key] = {"id": key, "v": 1, "html": self.html(place, token), "n": {"comments": 0}}
        self.ledger.kept(token, place, writer, key, began)
        self.tell(place, self.objects[key])
        return key

    def html(self, place: str, token: str) -> str:
        return f'<article data-audience="{self.places[place][1:]}">Hello {token}</article>'

    def edit(self, key: str, place: str) -> None:
        token, began = self.ledger.new_token(), time.time()
        self.objects[key] = self.objects[key] | {"v": self.objects[key]["v"] + 1, "html": self.html(place, token)}
        self.ledger.edited(key, token, began)
        self.tell(place, self.objects[key])

    def delete(self, key: str, place: str) -> None:
        self.ledger.deleted(key)
        self.tell(place, {"id": key, "gone": True})

    def move(self, key: str, place: str, to: str) -> None:
        self.objects[key] = self.objects[key] | {"v": 9, "html": self.objects[key]["html"].replace('audience="1"', 'audience="2"')}
        self.ledger.moved(key, to)
        self.tell(place, {"id": key, "gone": True})
        self.tell(to, self.objects[key])

    def comment(self, key: str, place: str) -> None:
        self.objects[key]["n"]["comments"] += 1
        self.ledger.counted(key, comments=self.objects[key]["n"]["comments"])
        self.tell(place, {"id": key, "n": dict(self.objects[key]["n"])})

    def remove(self, page: FakePage, place: str) -> None:
        self.ledger.closed(page, place)
        self.pages[page].discard(place)
        page.rows = {key: row for key, row in page.rows.items() if f'"{self.places[place][1:]}"' not in row["html"]}

    def tell(self, place: str, *objects: dict) -> None:
        stream = self.places[place]
        self.heads[stream] += 1
        for page in self.listeners(place):
            self.send(page, stream, list(objects))

    def listeners(self, place: str) -> list[FakePage]:
        return [page for page, places in self.pages.items() if place in places]

    def send(self, page: FakePage, stream: str, objects: list[dict]) -> None:
        frame = {"t": "run", "s": stream, "from": page.streams[stream] + 1, "to": self.heads[stream], "o": objects}
        asyncio.run(page.hear(json.dumps(frame)))


def a_day(server: Server) -> Server:
    """What happens on this square, whoever serves it."""
    server.page("square")
    insider, leaver = server.page("square", "cellar"), server.page("square", "cellar")
    server.post("square", "nora")
    first, second = server.post("square"), server.post("square")
    server.post("square")
    secret = server.post("cellar")
    server.edit(first, "square")
    server.comment(second, "square")
    server.post("cellar")
    server.delete(server.post("square"), "square")
    server.move(server.post("square"), "square", "cellar")
    server.remove(leaver, "cellar")
    server.edit(secret, "cellar")
    server.post("cellar")
    assert insider.shows(server.ledger.entries[secret].texts[-1].token) or type(server) is not Server
    return server


class Loses(Server):
    """One thing never arrives at one page."""

    told = 0

    def send(self, page, stream, objects):
        self.told += 1
        super().send(page, stream, [] if self.told == 1 else objects)


class Doubles(Server):
    """The same words come as two rows."""

    def post(self, place, writer="max"):
        key = super().post(place, writer)
        self.tell(place, self.objects[key] | {"id": key + "00"})
        return key


class Swaps(Server):
    """What was written second comes first."""

    held = None

    def tell(self, place, *objects):
        if self.made == 3 and self.held is None:
            self.held = objects
        elif self.made == 4 and self.held:
            super().tell(place, *objects)
            super().tell(place, *self.held)
            self.held = ()
        else:
            super().tell(place, *objects)


class Leaks(Server):
    """Everybody hears the cellar."""

    def listeners(self, place):
        for page in self.pages:
            page.streams.setdefault("a2", self.heads["a2"] - 1)
        return list(self.pages)


class LeaksALittle(Server):
    """Words from the cellar reach others in an object that no page shows."""

    def send(self, page, stream, objects):
        super().send(page, stream, objects)
        if stream == "a2":
            for other in self.pages.keys() - set(self.listeners("cellar")):
                asyncio.run(other.hear(json.dumps({"t": "typing", "s": "i1", "m": [], "x": objects[0].get("html", "")})))


class GoesOnAfterARemoval(Server):
    """Who was removed hears on."""

    def remove(self, page, place):
        super().remove(page, place)
        self.pages[page].add(place)


class ShowsOldWords(Server):
    """An edit is told without its new version, so that pages keep the old words."""

    def edit(self, key, place):
        before = self.objects[key]
        super().edit(key, place)
        self.objects[key] = before

    def tell(self, place, *objects):
        super().tell(place, *[thing | {"v": 1} if "v" in thing else thing for thing in objects])


class Miscounts(Server):
    def comment(self, key, place):
        super().comment(key, place)
        self.tell(place, {"id": key, "n": {"comments": 7}})


class KeepsTheDeleted(Server):
    def delete(self, key, place):
        self.ledger.deleted(key)


class LeavesTheMoved(Server):
    """What moved to the cellar stays on the square too."""

    def move(self, key, place, to):
        self.ledger.moved(key, to)


class Invents(Server):
    """A row nobody wrote, or whose writer was told that it failed."""

    def comment(self, key, place):
        super().comment(key, place)
        self.tell(place, {"id": "item-99", "v": 1, "html": self.html(place, self.ledger.new_token()), "n": {}})


MUTANTS = {
    Loses: "missing",
    Doubles: "doubled",
    Swaps: "misordered",
    Leaks: "leaked",
    LeaksALittle: "leaked",
    GoesOnAfterARemoval: "leaked",
    ShowsOldWords: "old text",
    Miscounts: "miscounted",
    KeepsTheDeleted: "still there",
    LeavesTheMoved: "still there",
    Invents: "unknown",
}


def test_an_honest_server_balances():
    server = a_day(Server())
    assert server.ledger.balance() == {}
    assert server.ledger.settled()
    assert all(not page.faults for page in server.pages)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_dishonest_server_is_caught(mutant):
    wrong = a_day(mutant()).ledger.balance()
    assert wrong[MUTANTS[mutant]] > 0, dict(wrong)


def test_what_comes_more_than_two_seconds_after_a_removal_is_a_leak_even_if_it_was_written_before():
    server = Server()
    page = server.page("square", "cellar")
    token = server.ledger.entries[server.post("cellar")].texts[0].token
    server.remove(page, "cellar")
    page.seen.append(Seen(time.time() + 1.5, "run", (token,)))
    assert not server.ledger.balance()
    page.seen.append(Seen(time.time() + 2.5, "run", (token,)))
    assert server.ledger.balance() == {"leaked": 1}


def test_two_forms_with_one_answer_are_noticed():
    ledger = Ledger()
    ledger.kept(ledger.new_token(), "square", "max", "item-1", 0)
    with pytest.raises(AssertionError, match="two different forms"):
        ledger.kept(ledger.new_token(), "square", "max", "item-1", 0)


def test_who_sees_an_item_may_hear_its_thread_and_who_does_not_may_not():
    server = Server()
    server.page("square")
    key = server.post("cellar")
    token = server.ledger.new_token()
    server.ledger.kept(token, THREAD + key, "max", "comment-1", time.time())
    assert not server.ledger.balance()
    page = next(iter(server.pages))
    asyncio.run(page.hear(json.dumps({"t": "here", "x": token})))
    assert server.ledger.balance() == {"leaked": 1}


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        ({"t": "ok", "s": {"a1": 9}}, "ok before its run"),
        ({"t": "run", "s": "a9", "from": 1, "to": 1, "o": []}, "a run of a stream nobody asked for"),
        ({"t": "run", "s": "a1", "from": 1, "to": 1, "o": [{"id": "item-1", "gone": True}] * 2}, "an object twice in a run"),
    ],
)
def test_a_breach_of_the_protocol_is_a_fault(frame, fault):
    page = Server().page("square")
    asyncio.run(page.hear(json.dumps(frame)))
    assert page.faults[fault] == 1


def test_a_page_waits_for_an_earlier_run_and_then_asks_for_it():
    async def story():
        page, asked = Server().page("square"), []

        async def send(said):
            asked.append(said)

        page.send, page.state = send, "live"
        await page.hear(json.dumps({"t": "run", "s": "a1", "from": 3, "to": 3, "o": []}))
        assert page.streams == {"a1": 0}
        await asyncio.sleep(0.7)
        assert asked == [{"t": "sub", "epoch": "", "s": {"a1": 0}}]
        await page.hear(json.dumps({"t": "run", "s": "a1", "from": 1, "to": 3, "o": []}))
        assert page.streams == {"a1": 3}

    asyncio.run(story())
