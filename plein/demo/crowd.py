"""Thousands of invented people and hundreds of groups, always the same ones."""

import unicodedata
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from random import Random

from accounts.roles import Role
from plein.demo.cast import FORTY, Person

WORK = ("Machinist", "Conducteur", "Monteur", "Planner", "Klantenservice", "Finance", "Signalling", "Stations", "Cleaning", "Software")
TOWNS = ("Waterhoven", "Lindekerk", "Oudemeer", "Sluisdorp", "Veenbrug", "Hoogwoude", "Rietstede")


def invent_people(count: int, dice: Random) -> list[Person]:
    """Return the forty, their guests besides, and as many others as make `count` members."""
    inside = sum(not person.roles & Role.GUEST for person in FORTY)
    names = list(product(_lines("first"), _lines("last")))
    dice.shuffle(names)
    return [*FORTY, *islice(_others(names, dice), max(0, count - inside))]


def _others(names: list[tuple[str, str]], dice: Random) -> Iterator[Person]:
    taken = {person.handle for person in FORTY}
    round_ = 0
    while True:
        for first, last in names:
            number = str(round_ + 1) if round_ else ""
            handle = _handle(first, last) + number
            if handle not in taken:
                taken.add(handle)
                yield Person(handle, f"{first} {last}", "en" if dice.random() < 0.25 else "nl", dice.choice(WORK))
        round_ += 1


def _handle(first: str, last: str) -> str:
    plain = unicodedata.normalize("NFKD", f"{first}.{last.replace('ı', 'i')}".lower()).encode("ascii", "ignore").decode()
    return plain.replace(" ", "")[:26]


def group_names() -> Iterator[str]:
    """Names that never repeat."""
    topics, round_ = _lines("topics"), 0
    while True:
        for town in ("", *TOWNS):
            for topic in topics:
                yield " ".join(word for word in (topic, town, str(round_ + 1) if round_ else "") if word)
        round_ += 1


def _lines(name: str) -> list[str]:
    return (Path(__file__).parent / "names" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
