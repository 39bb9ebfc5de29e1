"""What stands around every page, read at once: how many notifications wait, and the session that is on air or comes next."""

import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce, JSONObject, Now

from accounts.models import Member
from accounts.prepared import Prepared
from social.bell import unread
from social.sessions.models import Session, Stage

LATE = timedelta(hours=1)  # after its start a session that did not begin is not the next one any more


class Soonest(NamedTuple):
    """The session that is on air, or else the next one."""

    pk: int
    title: str
    is_live: bool
    starts_at: datetime
    hosts: list[str]


class Beside(NamedTuple):
    """What is around a page of a member. `session`: of those the member may come to."""

    unread: int = 0
    session: Soonest | None = None


def beside(member: Member) -> Beside:
    waiting, session = next(iter(BESIDE(member)), (0, None))
    return Beside(waiting, session and _soonest(session))


def _soonest(said: dict) -> Soonest:
    # Databases differ in how they write a moment, and a column of JSON, into JSON.
    starts_at, data = datetime.fromisoformat(said["starts"]), said["data"]
    data = json.loads(data) if isinstance(data, str) else data
    starts_at = starts_at if starts_at.tzinfo else starts_at.replace(tzinfo=UTC)
    return Soonest(said["id"], said["title"], said["stage"] == Stage.LIVE, starts_at, data.get("hosts", []))


def _beside(member: Member):
    """One row. What is on air comes first by the name of its stage, as the index on it has them."""
    coming = Q(stage=Stage.LIVE) | Q(stage=Stage.SCHEDULED, starts_at__gt=Now() - LATE)
    sessions = Session.objects.visible_to(member).filter(coming).order_by("stage", "starts_at")
    said = JSONObject(id="item_id", title="item__title", stage="stage", starts="starts_at", data="item__data")
    own = Member.objects.filter(pk=member.pk)
    own = own.annotate(waiting=Coalesce(Subquery(unread(member)), 0), soonest=Subquery(sessions.values(said=said)[:1]))
    return own.values_list("waiting", "soonest")


BESIDE = Prepared(_beside)
