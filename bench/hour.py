"""A session on air with everybody at its page: `python -m bench.hour 4500 12 FILE` writes it to FILE as JSON.

So many different members are signed in, each listening to the session's stream and to their own as the page does, from the
positions those have now; so many questions stand in its queue. Run it in the environment of the servers; a ticket in it is
good for ten minutes.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.sessions import set_up, sign_in

HOST = "marijke"
SOON = timedelta(minutes=10)


def hour(count: int, questions: int) -> dict[str, Any]:
    """Return the session, its stream, its questions, and who listens. Who asked is not among the first who listen."""
    from django.utils import timezone

    from accounts.models import Member
    from accounts.organisation import organisation
    from realtime.models import Epoch
    from realtime.publish import heads
    from realtime.tickets import make_ticket
    from social.airing.actions import begin_session
    from social.asking.actions import ask_question
    from social.sessions.actions import Plan, plan_session

    host, signed = Member.objects.get(handle=HOST), sign_in(count)
    plan = Plan("Een uur met de directie", "", timezone.now() + SOON, [host], organisation().square)
    session = begin_session(host, plan_session(host, plan).pk)
    askers = Member.objects.in_bulk([one.member for one in signed[-questions:]])
    asked = [ask_question(asker, session.pk, f"Vraag {number}: hoe gaat het verder?").pk for number, asker in enumerate(askers.values(), 1)]
    stream = session.item.stream
    positions = heads({stream, *(f"m{one.member}" for one in signed)})
    return {
        "session": session.pk,
        "stream": stream,
        "questions": asked,
        "epoch": Epoch.current(),
        "people": [
            {
                "cookie": one.cookie,
                "ticket": make_ticket(one.member, one.language, one.cookie.partition("=")[2]),
                "streams": {name: positions[name] for name in (stream, f"m{one.member}")},
            }
            for one in signed
        ],
    }


if __name__ == "__main__":
    set_up()
    Path(sys.argv[3]).write_text(json.dumps(hour(int(sys.argv[1]), int(sys.argv[2]))))
