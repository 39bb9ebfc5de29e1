"""The ledger: what was answered 2xx against what each entitled page shows in the end.

It counts objects and final counters, not frames. missing = doubled = misordered = leaked = 0, or the story failed.
Every written text carries a token of its own, so that a row is recognised whatever id it got.
"""

import math
import re
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

SILENT_AFTER = 2.0  # seconds
TOKEN = re.compile(r"tok[0-9a-f]{14}x")
ALWAYS = math.inf
THREAD = "thread of "  # an item's comments are a place; its name ends with the item's element id


@dataclass
class Text:
    """Words an object had: their token, when they were sent and answered."""

    token: str
    began_at: float
    kept_at: float


@dataclass
class Entry:
    """One object that was kept: written by `writer`. `places`: where it was, and until when (the last: still)."""

    key: str
    writer: str
    texts: list[Text]
    places: list[tuple[str, float]]
    gone: bool = False

    @property
    def place(self) -> str:
        return self.places[-1][0]

    @property
    def stayed(self) -> bool:
        """Neither edited nor moved: its first arrival tells about order."""
        return len(self.texts) == len(self.places) == 1


@dataclass
class Watcher:
    """A page; the places (or single items) it shows; the places it may hear of besides, and of former ones until when (wall clock)."""

    page: object
    places: set[str]
    hears: set[str]
    until: dict[str, float] = field(default_factory=dict)

    def may_hear(self, place: str) -> bool:
        return place in self.places or place in self.hears

    def may_hear_until(self, place: str) -> float:
        return ALWAYS if self.may_hear(place) else self.until.get(place, -ALWAYS)


class Ledger:
    """Write down every deed that was answered 2xx; then `balance` the pages against it."""

    def __init__(self):
        self.mark = secrets.token_hex(3)
        self.entries: dict[str, Entry] = {}
        self.watchers: list[Watcher] = []
        self.counts: dict[str, dict[str, int]] = {}

    # ---- writing down

    def new_token(self) -> str:
        """A token that no other ledger knows: stories may share a server."""
        return f"tok{self.mark}{secrets.token_hex(4)}x"

    def kept(self, token: str, place: str, writer: str, key: str, began_at: float) -> None:
        """A post or comment with this token, sent at `began_at`, was answered 2xx as the object `key`."""
        assert key not in self.entries, f"{key} is the answer to two different forms"
        self.entries[key] = Entry(key, writer, [Text(token, began_at, time.time())], [(place, ALWAYS)])

    def edited(self, key: str, token: str, began_at: float) -> None:
        """The object now has another text."""
        self.entries[key].texts.append(Text(token, began_at, time.time()))

    def deleted(self, key: str) -> None:
        self.entries[key].gone = True

    def moved(self, key: str, place: str) -> None:
        entry = self.entries[key]
        entry.places = [*entry.places[:-1], (entry.place, time.time()), (place, ALWAYS)]

    def forgotten(self, keys) -> None:
        """The database was put back to before these: nobody may show them any more."""
        for key in keys:
            self.entries[key].gone = True

    def counted(self, key: str, **numbers: int) -> None:
        """The final counters of an object."""
        self.counts[key] = self.counts.get(key, {}) | numbers

    def watch(self, page, places: set[str], hears: set[str] = frozenset()) -> None:
        """From now on the page must show what is in these places and, of what it may hear besides, no more than items named here."""
        self.watchers.append(Watcher(page, set(places), set(hears)))

    def closed(self, page, place: str) -> None:
        """From now on (the 2xx of the removal) nothing new of the place may reach this page."""
        for watcher in self.watchers:
            if watcher.page is page and watcher.may_hear(place):
                watcher.places.discard(place)
                watcher.hears.discard(place)
                watcher.until[place] = time.time()

    # ---- balancing

    def balance(self) -> Counter:
        """Return what is wrong: missing, doubled, misordered, leaked, old text, wrong counters. Empty is right."""
        wrong: Counter = Counter()
        for watcher in self.watchers:
            wrong += self._shown_wrongly(watcher)
            wrong += self._misordered(watcher)
            wrong += self._leaked(watcher)
            wrong += self._miscounted(watcher)
        return wrong

    def settled(self) -> bool:
        """Whether every page shows what it should and nothing else: what waiting waits for."""
        return not any(self._shown_wrongly(watcher) or self._miscounted(watcher) for watcher in self.watchers)

    def delays(self, keys=None, pages=None) -> list[float]:
        """Return the seconds from each answer to the moment each entitled page showed the newest words; of these objects, or all."""
        found = []
        chosen = [entry for entry in self.entries.values() if keys is None or entry.key in keys]
        for watcher in self.watchers:
            if pages is None or watcher.page in pages:
                first = self._first_seen(watcher)
                texts = [entry.texts[-1] for entry in chosen if self._due(watcher, entry)]
                found += [max(0.0, first[text.token][0] - text.kept_at) for text in texts if text.token in first]
        return found

    def _due(self, watcher: Watcher, entry: Entry) -> bool:
        """Whether the page must show the object now."""
        if entry.gone:
            return False
        if entry.place.startswith(THREAD):
            item = self._item_of(entry)
            return entry.place in watcher.places and (item is None or (not item.gone and watcher.may_hear(item.place)))
        return entry.place in watcher.places or (entry.key in watcher.places and watcher.may_hear(entry.place))

    def _item_of(self, comment: Entry) -> Entry | None:
        return self.entries.get(comment.place.removeprefix(THREAD))

    def _texts(self) -> dict[str, tuple[Entry, Text]]:
        return {text.token: (entry, text) for entry in self.entries.values() for text in entry.texts}

    def _mine(self, tokens) -> list[str]:
        return [token for token in tokens if token.startswith(f"tok{self.mark}")]

    def _shown_wrongly(self, watcher: Watcher) -> Counter:
        shown = Counter(self._mine(token for row in watcher.page.rows.values() for token in set(row["tokens"])))
        wrong, known = Counter(), set()
        for entry in self.entries.values():
            newest, due = entry.texts[-1].token, self._due(watcher, entry)
            known.update(text.token for text in entry.texts)
            wrong["missing"] += due and not shown[newest]
            wrong["still there"] += bool(shown[newest]) and not due
            wrong["doubled"] += any(shown[text.token] > 1 for text in entry.texts)
            wrong["old text"] += any(shown[text.token] for text in entry.texts[:-1])
        wrong["unknown"] = len(shown.keys() - known)
        return +wrong

    @staticmethod
    def _first_seen(watcher: Watcher) -> dict[str, tuple[float, int, str]]:
        """When, as the how-manieth, and by what each token first reached the page."""
        first: dict[str, tuple[float, int, str]] = {}
        for seen_at, by, tokens in watcher.page.seen:
            for token in tokens:
                first.setdefault(token, (seen_at, len(first), by))
        return first

    def _misordered(self, watcher: Watcher) -> Counter:
        """What one writer wrote in one place one after the other arrives in that order; a loaded page shows newest first."""
        first, lines, wrong = self._first_seen(watcher), {}, Counter()
        for entry in self.entries.values():
            text = entry.texts[0]
            if entry.stayed and self._due(watcher, entry) and first.get(text.token, (0, 0, "page"))[2] != "page":
                lines.setdefault((entry.place, entry.writer), []).append((text, first[text.token][1]))
        for line in lines.values():
            ordered = sorted(line, key=lambda pair: pair[0].began_at)
            pairs = combinations(ordered, 2)
            wrong["misordered"] += sum(a.kept_at <= b.began_at and seen_a > seen_b for (a, seen_a), (b, seen_b) in pairs)
        return +wrong

    def _leaked(self, watcher: Watcher) -> Counter:
        """Words reached a page that was not entitled when they were sent, or later than two seconds after it was no more."""
        wrong, texts = Counter(), self._texts()
        for seen_at, _, tokens in watcher.page.seen:
            for token in tokens:
                if token not in texts:
                    continue
                entry, text = texts[token]
                ends = [min(until, watcher.may_hear_until(place)) for place, until in self._places_of(entry)]
                wrong["leaked"] += not any(text.began_at <= end and seen_at <= end + SILENT_AFTER for end in ends)
        return +wrong

    def _places_of(self, entry: Entry) -> list[tuple[str, float]]:
        """Where one may meet the object, and until when: who sees an item may hear its thread."""
        item = self._item_of(entry) if entry.place.startswith(THREAD) else None
        return item.places if item else entry.places

    def _miscounted(self, watcher: Watcher) -> Counter:
        wrong: Counter = Counter()
        for key, numbers in self.counts.items():
            if key in watcher.page.rows:
                shown = watcher.page.counts.get(key, {})
                wrong["miscounted"] += sum(shown.get(name, 0) != number for name, number in numbers.items())
        return +wrong
