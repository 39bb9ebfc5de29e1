"""Who looks for what in the large organisation, and how many queries that takes: `python -m bench.searches 200` prints JSON.

Run it in the environment of the server. Words come from what was really said there, drawn by the one pair of dice.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from random import Random
from urllib.parse import urlencode

from bench.sessions import set_up, sign_in
from bench.visits import queries

SAMPLE = 20_000  # posts, of which the words are counted
KINDS = ("frequent", "rare", "start", "two words", "nothing")
TABS = ("", "", "posts", "comments", "people", "groups")  # every other search stays on the first one


def searches(count: int) -> list[tuple[str, str, str]]:
    """Return (kind, cookie, path) of each search, each by somebody else, the kinds in turns."""
    dice, signed, draw = Random(11), sign_in(count), _words()
    dice.shuffle(signed)
    found = []
    for number, one in enumerate(signed):
        kind = KINDS[number % len(KINDS)]
        asked = {"q": draw[kind](dice)} | ({"in": tab} if (tab := TABS[number // len(KINDS) % len(TABS)]) else {})
        found.append((kind, one.cookie, f"/search/?{urlencode(asked)}"))
    dice.shuffle(found)
    return found


def _words() -> dict:
    """By kind: what draws words of it."""
    from accounts.models import Member
    from social.items.models import Item
    from social.search.words import fold

    posts = Item.objects.for_system("bench").order_by("?").values_list("text", flat=True)[:SAMPLE]
    said = [sorted({word for word in fold(text).split() if len(word) > 1}) for text in posts.iterator()]
    said = [words for words in said if len(words) > 1]
    counted = Counter(word for words in said for word in words)
    frequent = [word for word, _count in counted.most_common(20)]
    long = sorted(word for word in counted if len(word) > 4)
    names = sorted(set(Member.objects.values_list("name", flat=True)))
    return {
        "frequent": lambda dice: dice.choice(frequent),
        "rare": lambda dice: dice.choice(names),  # a person is named in few posts
        "start": lambda dice: dice.choice(long)[: dice.choice((2, 3, 4))],
        "two words": lambda dice: " ".join(dice.sample(dice.choice(said), 2)),
        "nothing": lambda dice: "".join(dice.choices("qxyzvw", k=8)),
    }


if __name__ == "__main__":
    set_up()
    planned = searches(int(sys.argv[1]))
    by_kind = {kind: [(cookie, path) for of, cookie, path in planned if of == kind] for kind in KINDS}
    json.dump({"searches": planned, "queries": max(queries(by_kind).values())}, sys.stdout)
