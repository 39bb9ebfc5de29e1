"""Saying something in the chat of a session, and taking it away.

Lines come twenty a second, so writing one locks nothing but the counter of the stream, and that last.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.models import Member, Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime.publish import Change, publish
from social import receipts, words
from social.chatting.models import Line
from social.raising.actions import hand_changed
from social.raising.models import Hand
from social.search.actions import drop
from social.sessions.actions import require_backstage
from social.sessions.models import Hush, Session, Stage


@transaction.atomic
def say_line(member: Member, session_pk: int, text: str, key: str = "") -> Line:
    """Say something in the chat; the same `key` sent again returns the first line."""
    session = _session_for(member, session_pk)
    policy.require(member, "chat", session.item)
    before = receipts.earlier(member, key, "line")
    if before is not None:
        return Line.objects.for_system("the member's own, by its receipt").get(pk=before)
    _require_open(session, member)
    floor = _take_floor(member, session)
    line = _write(member, session, text, Line.Kind.CHAT, asked_live=bool(floor))
    receipts.keep(member, key, "line", line.pk)
    publish([Change(session.item.stream, "line", line.pk, line.version), *floor])
    return line


@transaction.atomic
def talk_backstage(member: Member, session_pk: int, text: str, key: str = "") -> Line:
    """Say something that only hosts and moderators read."""
    session = _session_for(member, session_pk)
    require_backstage(member, "moderate", session)
    before = receipts.earlier(member, key, "line")
    if before is not None:
        return Line.objects.for_system("the member's own, by its receipt").get(pk=before)
    line = _write(member, session, text, Line.Kind.CHAT, audience=session.backstage, chapter_id=None)
    receipts.keep(member, key, "line", line.pk)
    publish([Change(session.backstage.stream, "line", line.pk, line.version)])
    return line


@transaction.atomic
def announce_line(member: Member, session_pk: int, text: str, key: str = "") -> Line:
    """Say something that stands out from the chat, whether it is closed or not."""
    session = _session_for(member, session_pk)
    require_backstage(member, "moderate", session)
    before = receipts.earlier(member, key, "line")
    if before is not None:
        return Line.objects.for_system("the member's own, by its receipt").get(pk=before)
    line = _write(member, session, text, Line.Kind.ANNOUNCEMENT)
    receipts.keep(member, key, "line", line.pk)
    publish([Change(session.item.stream, "line", line.pk, line.version)])
    return line


@transaction.atomic
def delete_line(member: Member, pk: int) -> Line:
    """Take away a line of one's own, or as a moderator anybody's. Its place says so."""
    line = Line.objects.visible_to(member).select_for_update(no_key=True, of=("self",)).select_related("item").filter(pk=pk).first()
    if line is None:
        raise NotVisible
    if line.author_id != member.pk:
        require_backstage(member, "moderate", Session.objects.visible_to(member).select_related("backstage").get(pk=line.item_id))
    if line.deleted_by_id is None:
        line.text, line.mentions, line.deleted_by, line.version = "", "", member, line.version + 1
        line.save(update_fields=["text", "mentions", "deleted_by", "version"])
        drop("line", [pk])
        stream = line.item.stream if line.is_public else f"a{line.audience_id}"
        publish([Change(stream, "line", pk, line.version)])
    return line


@transaction.atomic
def hush(member: Member, session_pk: int, who: int, reason: str) -> None:
    """Mute somebody for the rest of the session; they are shown why. Said again, the reason is another."""
    session = _session_for(member, session_pk)
    rank = require_backstage(member, "moderate", session)
    row = Membership.objects.filter(audience=session.backstage, member=who).first()
    if row is not None and row.rank >= rank:
        raise Refused(_("You may not do this to somebody with the same or a higher standing."))
    if not Line.objects.visible_to(member).filter(item=session.item_id, author=who).exists():
        raise NotVisible
    said = {"by": member, "reason": reason}
    Hush.objects.for_system("the policy was asked").update_or_create(session=session, member_id=who, defaults=said)


@transaction.atomic
def unhush(member: Member, session_pk: int, who: int) -> None:
    """Let somebody write again."""
    session = _session_for(member, session_pk)
    require_backstage(member, "moderate", session)
    Hush.objects.for_system("the policy was asked").filter(session=session, member=who).delete()


def _session_for(member: Member, pk: int) -> Session:
    """Return the session with its places; of the member the rank behind its stage, why they are muted, when they spoke last, and
    the hand with which they were given the floor."""
    own = Line.objects.for_system("the member's own").filter(item=OuterRef("pk"), author=member, kind=Line.Kind.CHAT).order_by("-pk")
    given = Hand.objects.for_system("the member's own").filter(session=OuterRef("pk"), member=member, given_at__isnull=False)
    muted = Hush.objects.for_system("the member's own").filter(session=OuterRef("pk"), member=member)
    seen = (
        Session.objects.visible_to(member)
        .select_related("item__audience", "backstage")
        .annotate(
            rank=policy.row_rank(member, "backstage"),
            hushed=Subquery(muted.values("reason")[:1]),
            spoke_at=Subquery(own.values("created_at")[:1]),
            floor=Subquery(given.values("pk")[:1]),
        )
    )
    session = seen.filter(pk=pk).first()
    if session is None:
        raise NotVisible
    return session


def _require_open(session: Session, member: Member) -> None:
    if session.stage != Stage.LIVE:
        raise Refused(_("The chat is open while the session is on air."))
    if session.hushed is not None:
        raise Refused(_("A moderator muted you for this session: %(reason)s") % {"reason": session.hushed})
    if session.rank is not None or session.floor is not None:
        return
    if session.chat_closed_at:
        raise Refused(_("The moderators closed the chat."))
    if session.slow_seconds and session.spoke_at:
        left = (session.spoke_at + timedelta(seconds=session.slow_seconds) - timezone.now()).total_seconds()
        if left > 0:
            n = int(left) + 1
            sentence = ngettext("Slow mode is on. Wait %(n)d second.", "Slow mode is on. Wait %(n)d seconds.", n)
            raise Refused(sentence % {"n": n})


def _take_floor(member: Member, session: Session) -> list[Change]:
    """What the member says now is what they were given the floor for: their hand is down."""
    hands = Hand.objects.for_system("the member's own").filter(pk=session.floor, member=member) if session.floor else ()
    changes = [change for hand in hands for change in hand_changed(session, hand)]
    if changes:
        hands.delete()
    return changes


def _write(member: Member, session: Session, text: str, kind: str, **fields) -> Line:
    said = {"audience": session.item.audience, "chapter_id": session.answering_id, "by_host": session.rank == Rank.OWNER}
    mentions = " ".join(person.handle for person in words.people_named(text, member))
    return Line.objects.create(item=session.item, author=member, kind=kind, text=text, mentions=mentions, **(said | fields))
