"""How much two names look the same to somebody who reads them quickly."""

import re
import unicodedata

# They stand in the names of very different groups.
EMPTY = {"a", "an", "and", "at", "de", "en", "for", "from", "group", "groep", "het", "in", "of", "op", "team", "the", "to", "van", "voor"}
WHOLE = 4  # pieces: a shorter name is part of too many others


def likeness(one: str, other: str) -> float:
    """Return 0 for names that share nothing, 1 for the same name: by the pieces of three letters that they share."""
    mine, theirs = _pieces(one), _pieces(other)
    if not mine or not theirs:
        return float(one.casefold().strip() == other.casefold().strip())
    both, shorter = len(mine & theirs), min(len(mine), len(theirs))
    alike = 2 * both / (len(mine) + len(theirs))
    return max(alike, 0.9 * both / shorter) if shorter >= WHOLE else alike


def _pieces(name: str) -> set[str]:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter))
    words = re.findall(r"\w+", plain)
    return {f" {word} "[at : at + 3] for word in words if word not in EMPTY for at in range(len(word))}
