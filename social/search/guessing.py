"""What somebody may have meant whose words are nowhere: words nearly like theirs, out of what they may see and nothing else."""

from difflib import get_close_matches
from itertools import islice, product

from django.db.models.functions import Left

from accounts.models import Member
from social.search.looking import BACKEND, seen_by
from social.search.models import ELSEWHERE
from social.search.words import is_start

SHORTEST = 4  # letters: of shorter words almost every other one is near
MOST, LONGEST = 100, 1000  # things that are read, and signs of each
NEAR, ALIKE, TRIED = 3, 0.75, 27


def meant(member: Member, kinds: list[str], words: list[str]) -> str:
    """Return other words that do find something, or "".

    What is read: the newest things with a word that begins like a longer one of these, letters one and two in either order.
    """
    starts = {start for word in words if len(word) >= SHORTEST for start in _starts(word)}
    texts = _read(member, kinds, starts) if starts else []
    known = set().union(*texts)
    near = [_near(word, known, is_start(words, word)) for word in words]
    for other in islice(product(*near), TRIED):
        if list(other) != words and any(_holds(text, other) for text in texts):
            return " ".join(other)
    return ""


def _read(member: Member, kinds: list[str], starts: set[str]) -> list[set[str]]:
    found = []
    for some in (set(kinds) - ELSEWHERE, set(kinds) & ELSEWHERE):  # apart: of groups and people there are few, and they are old
        if some:
            begun = BACKEND.beginning(seen_by(member, sorted(some)), sorted(some), starts)
            found += BACKEND.newest_first(begun).values_list("title", Left("text", LONGEST))[:MOST]
    return [set(f"{title} {text}".split()) for title, text in found]


def _starts(word: str) -> set[str]:
    return {word[:2], word[:2][::-1]}


def _near(word: str, known: set[str], start: bool) -> list[str]:
    if word in known or (start and any(one.startswith(word) for one in known)):
        return [word]
    starts = _starts(word)
    like = sorted(one for one in known if one[:2] in starts)
    return get_close_matches(word, like, NEAR, ALIKE) if len(word) >= SHORTEST else []


def _holds(text: set[str], words: tuple[str, ...]) -> bool:
    """Whether all the words are there; the last may be a beginning, as when it is looked for."""
    *whole, last = words
    return text.issuperset(whole) and any(one.startswith(last) for one in text)
