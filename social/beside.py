"""What stands around every page, read at once: how many notifications wait, and the session that is on air or comes next.

The live channel reads all that are on air, and tells each open page of the one that would stand on it now.
"""

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from django.conf import settings
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce, JSONObject, Now
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Member
from accounts.prepared import Prepared
from realtime.product import Aired
from social.bell import unread
from social.items.models import State
from social.sessions.models import Session, Stage

MOST = 100  # on air at once
SAID = JSONObject(id="item_id", title="item__title", stage="stage", starts="starts_at", data="item__data")
FIRST = ("starts_at", "pk")
LATE = timedelta(hours=1)  # after its start a session that did not begin is not the next one any more


class Soonest(NamedTuple):
    """The session that is on air, or else the next one."""

    pk: int
    title: str
    is_live: bool
    starts_at: datetime
    hosts: tuple[str, ...]

    @property
    def v(self) -> str:
        """Another one when anything of it is; empty while it is not on air."""
        return f"{self.pk}-{crc32(repr(self).encode()):x}" if self.is_live else ""


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
    return Soonest(said["id"], said["title"], said["stage"] == Stage.LIVE, starts_at, tuple(data.get("hosts", ())))


def _beside(member: Member):
    """One row. What is on air comes first by the name of its stage, as the index on it has them."""
    coming = Q(stage=Stage.LIVE) | Q(stage=Stage.SCHEDULED, starts_at__gt=Now() - LATE)
    sessions = Session.objects.visible_to(member).filter(coming).order_by("stage", *FIRST)
    own = Member.objects.filter(pk=member.pk)
    own = own.annotate(waiting=Coalesce(Subquery(unread(member)), 0), soonest=Subquery(sessions.values(said=SAID)[:1]))
    return own.values_list("waiting", "soonest")


BESIDE = Prepared(_beside)


def on_air() -> tuple[Aired, ...]:
    """Every session that is on air, for the live channel, which knows who may hear of it."""
    live = Session.objects.for_system("each page is told what its member may hear").filter(stage=Stage.LIVE, item__state=State.PUBLISHED)
    found = live.order_by(*FIRST).values_list("item__audience", SAID)[:MOST]
    return tuple(_aired(audience, _soonest(said)) for audience, said in found)


@lru_cache(maxsize=MOST)
def _aired(audience: int, one: Soonest) -> Aired:
    return Aired(f"i{one.pk}", audience, one.v, {language: _drawn(one, language) for language, _name in settings.LANGUAGES})


def _drawn(one: Soonest, language: str) -> dict[str, str]:
    """The badge and the card of it."""
    with translation.override(language), timezone.override(None):
        return {part: render_to_string(f"components/on_air_{part}.html", {"one": one}).strip() for part in ("badge", "card")}
