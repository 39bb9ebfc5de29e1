"""A handle from a name: Sanne de Vries becomes sanne.de.vries."""

import re
import unicodedata

from accounts.models import Member

LONGEST = 30
# Words that mean something else behind an @.
TAKEN = {"everyone", "iedereen", "all", "here", "hier", "admin", "plein", "system"}
# Letters that have no plain letter inside them.
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def propose_handle(name: str) -> str:
    """Return a free handle for `name`: the name in plain letters, with a number when others have it."""
    base = _plain(name) or "member"
    like = Member.objects.filter(handle__startswith=base[: LONGEST - 6]).values_list("handle", flat=True)
    used = set(like) | TAKEN
    if base not in used:
        return base
    number = 2
    while _numbered(base, number) in used:
        number += 1
    return _numbered(base, number)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    kept = letters.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", ".", kept)[:LONGEST].strip(".")


def _numbered(base: str, number: int) -> str:
    return f"{base[: LONGEST - len(str(number))].rstrip('.')}{number}"
