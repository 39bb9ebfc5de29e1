"""Words as they are compared: without accents, capitals and signs. Both databases are given these, and only these."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
LONGEST, MOST_WORDS, SHORTEST_START = 200, 10, 2


def fold(text: str) -> str:
    """Return the bare words of `text`, a space between them."""
    if text.isascii():
        return " ".join(WORD.findall(text.lower()))
    parted = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(WORD.findall("".join(sign for sign in parted if not unicodedata.combining(sign))))


def words_in(asked: str) -> list[str]:
    """Return what somebody looks for: at most ten words of the first 200 characters, each once. The last may be a beginning."""
    words = fold(asked[:LONGEST]).split()[:MOST_WORDS]
    last = words[-1:]
    return [word for word in dict.fromkeys(words) if word not in last] + last


def is_start(words: list[str], word: str) -> bool:
    """Whether `word` also stands for every longer word that begins with it: the last one does, unless it is a single letter."""
    return word == words[-1] and len(word) >= SHORTEST_START
