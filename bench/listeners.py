"""4,500 different members at their pages: `python -m bench.listeners 4500 FILE` writes them to FILE as JSON.

Each is signed in and listens to 40 streams: their own, the square's, and those of their groups, from the positions those
have now. Run it in the environment of the server; a ticket in it is good for ten minutes.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.sessions import SignedIn, set_up, sign_in

STREAMS = 40


def listeners(count: int) -> dict[str, Any]:
    """Return the square's stream, one of its rows as it goes over the wire, and who listens to what."""
    from accounts.organisation import organisation
    from realtime.models import Epoch
    from realtime.publish import heads
    from realtime.tickets import make_ticket
    from social import rows
    from social.items.models import Item, State

    square = organisation().square
    signed = sign_in(count)
    streams = {one.member: [f"m{one.member}", square.stream, *names] for one, names in zip(signed, _groups(signed), strict=True)}
    positions = heads({name for names in streams.values() for name in names})
    shown = Item.objects.for_system("bench").filter(audience=square, state=State.PUBLISHED).select_related(*rows.ITEM_NEEDS)
    return {
        "square": square.stream,
        "audience": square.pk,
        "epoch": Epoch.current(),
        "row": rows.item_object(_typical(list(shown.order_by("-pk")[:201])), "nl"),
        "people": [
            {
                "cookie": one.cookie,
                "ticket": make_ticket(one.member, one.language, one.cookie.partition("=")[2]),
                "streams": {name: positions[name] for name in streams[one.member]},
            }
            for one in signed
        ],
    }


def _typical(items: list) -> Any:
    """The status of median length."""
    return sorted(items, key=lambda item: len(item.text))[len(items) // 2]


def _groups(signed: list[SignedIn]) -> list[list[str]]:
    """The streams of as many of their groups as make 40 with the square's and their own."""
    from accounts.models import Membership

    of_member: dict[int, list[str]] = defaultdict(list)
    rows = Membership.objects.filter(member__in=[one.member for one in signed], audience__is_square=False).order_by("pk")
    for member, audience in rows.values_list("member_id", "audience_id"):
        of_member[member].append(f"a{audience}")
    fewest = min(len(of_member[one.member]) for one in signed)
    if fewest < STREAMS - 2:
        raise SystemExit(f"Somebody is in {fewest} groups only; {STREAMS - 2} are needed.")
    return [of_member[one.member][: STREAMS - 2] for one in signed]


if __name__ == "__main__":
    set_up()
    Path(sys.argv[2]).write_text(json.dumps(listeners(int(sys.argv[1]))))
