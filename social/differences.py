"""What changed between two texts, in words; bounded, however long and strange the texts are."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST = 1_000_000  # words of the one times words of the other that are compared one by one


class Part(NamedTuple):
    """A stretch of text: "same", "added" or "gone"."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Part]:
    """Return the parts that make up both texts, in order; a change that is too large to compare is one part gone, one added."""
    old, new = WORD.findall(before), WORD.findall(after)
    start = _same_start(old, new)
    end = _same_start(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    parts = [("same", old[:start]), *_middle(middle_old, middle_new), ("same", old[len(old) - end :])]
    return [Part(kind, "".join(words)) for kind, words in parts if words]


def _middle(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    if len(old) * len(new) > MOST:
        return [("gone", old), ("added", new)]
    parts = []
    for verb, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        parts += [("same", old[i:j])] if verb == "equal" else [("gone", old[i:j]), ("added", new[k:m])]
    return parts


def _same_start(one: list[str], other: list[str]) -> int:
    for n, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return n
    return min(len(one), len(other))
