"""Who visits which pages of the large organisation, and how many queries that takes: `python -m bench.visits 200` prints JSON.

Run it in the environment of the server.
"""

from __future__ import annotations

import json
import sys
from random import Random

from bench.sessions import SignedIn, set_up, sign_in

COUNTED = 8  # visitors whose queries are counted, a page


def visits(count: int) -> dict[str, list[tuple[str, str]]]:
    """Return (cookie, path) of each visit: everybody's own feed, a group of theirs, and the long thread.

    Every fourth visit to the thread goes on somewhere in the middle of it.
    """
    from social.comments.models import Comment
    from social.items.models import Item

    dice, signed = Random(7), sign_in(count)
    dice.shuffle(signed)
    longest = Item.objects.for_system("bench").order_by("-comment_count").first()
    paths = list(Comment.objects.for_system("bench").filter(item=longest).values_list("path", flat=True))
    thread = f"/items/{longest.pk}/"
    deeper = [f"{thread}?after={dice.choice(paths)}" if number % 4 == 3 else thread for number in range(count)]
    return {
        "timeline": [(one.cookie, "/") for one in signed],
        "group": [(one.cookie, path) for one, path in zip(signed, _groups(signed, dice), strict=True)],
        "thread": [(one.cookie, path) for one, path in zip(signed, deeper, strict=True)],
    }


def _groups(signed: list[SignedIn], dice: Random) -> list[str]:
    from accounts.models import Membership

    mine: dict[int, list[str]] = {}
    rows = Membership.objects.filter(member__in=[one.member for one in signed], audience__is_square=False).order_by("pk")
    for member, slug in rows.values_list("member_id", "audience__group__slug"):
        mine.setdefault(member, []).append(slug)
    return [f"/groups/{dice.choice(mine[one.member])}/" for one in signed]


def queries(planned: dict[str, list[tuple[str, str]]]) -> dict[str, int]:
    """Return the most queries that one page took, those for the session and the frame included."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    most = {}
    for kind, asked in planned.items():
        counts = []
        for cookie, path in asked[: COUNTED + 1]:
            client = Client()
            client.cookies[settings.SESSION_COOKIE_NAME] = cookie.partition("=")[2]
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(path, SERVER_NAME="127.0.0.1")
            assert answer.status_code == 200, (path, answer.status_code)
            counts.append(len(seen))
        most[kind] = max(counts[1:])  # the first visitor also warms what a process reads once
    return most


if __name__ == "__main__":
    set_up()
    plan = visits(int(sys.argv[1]))
    json.dump({"visits": plan, "queries": queries(plan)}, sys.stdout)
