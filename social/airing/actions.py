"""A session on the air: it begins, the chat is steered, it ends; and what the clock does by itself."""

from datetime import timedelta

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime.models import Stream
from realtime.publish import Change, publish
from social import receipts
from social.askers import forget_askers
from social.asking.models import Fate, Question
from social.chatting.models import Line
from social.notifications.models import Notification
from social.search.actions import index
from social.sessions.actions import lock_backstage, lock_session, session_changed, tell_coming, write_stage
from social.sessions.models import LEFT, LOBBY, Session, Stage

log = structlog.get_logger()
TOO_EARLY = _("The lobby is not open yet. You can start the session in the last half hour before it.")
NOT_ON_AIR = _("The session is not on air.")
AT_ONCE, BATCH = 50, 1000
DAY, SOON = timedelta(days=1), timedelta(minutes=10)


@transaction.atomic
def begin_session(member: Member, pk: int) -> Session:
    """Go on air. Begun twice is begun once."""
    _item, session = lock_backstage(member, pk, "steer")
    if session.stage == Stage.LIVE:
        return session
    if session.is_over:
        raise Refused(NOT_ON_AIR)
    if session.shape != "lobby":
        raise Refused(TOO_EARLY)
    write_stage(session, stage=Stage.LIVE, began_at=timezone.now(), lobby_told=True)
    publish(session_changed(session))
    return session


@transaction.atomic
def end_session(member: Member | None, pk: int) -> Session:
    """Go off the air; without `member` the clock says so. What was being answered is answered, or back in the queue."""
    _item, session = lock_backstage(member, pk, "steer") if member else lock_session(pk)
    if session.stage == Stage.ENDED:
        return session
    if session.stage != Stage.LIVE:
        raise Refused(NOT_ON_AIR)
    left = put_down(session)
    write_stage(session, stage=Stage.ENDED, ended_at=timezone.now(), answering=None)
    session.hands.for_system("nobody gives the floor any more").delete()
    _find_lines(session)
    transaction.on_commit(lambda: forget_askers(pk), robust=True)
    publish([*session_changed(session), *left])
    return session


def _find_lines(session: Session) -> None:
    """From now on all that was said is found: while it was said nobody had to wait for that."""
    said = Line.objects.for_system("what was said is found by whoever may see it").filter(item=session.pk, deleted_by=None)
    pks = list(said.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        index("line", pks[start : start + BATCH])


def put_down(session: Session) -> list[Change]:
    """Whatever is being answered now is not any more: answered when there is an answer, otherwise open again."""
    answered = Question.objects.for_system("of the session that is locked").filter(item=session.item_id, fate=Fate.ANSWERING)
    changes = []
    for question in answered.select_for_update(no_key=True).order_by("pk"):
        question.fate = Fate.ANSWERED if question.answer else Fate.OPEN
        question.answered_at = timezone.now() if question.answer else None
        question.version, question.is_draft = question.version + 1, False
        question.save(update_fields=["fate", "answered_at", "version", "is_draft"])
        changes.append(Change(session.item.stream, "question", question.pk, question.version))
    return changes


@transaction.atomic
def set_chat(member: Member, pk: int, closed: bool, slow_seconds: int) -> Session:
    """Close the chat or open it again; say how many seconds lie between two lines of one person."""
    _item, session = lock_backstage(member, pk, "moderate")
    closed_at = (session.chat_closed_at or timezone.now()) if closed else None
    if (closed_at, slow_seconds) != (session.chat_closed_at, session.slow_seconds):
        write_stage(session, chat_closed_at=closed_at, slow_seconds=slow_seconds)
        publish(session_changed(session))
    return session


@transaction.atomic
def take_over(member: Member, pk: int, key: str = "") -> Session:
    """Host a session whose hosts did not come: a moderator of it becomes a host."""
    _item, session = lock_backstage(member, pk, "steer")
    if receipts.repeated(member, key) or not session.is_abandoned:
        return session
    Membership.objects.filter(audience=session.backstage, member=member).update(rank=Rank.OWNER)
    write_stage(session)
    publish([*session_changed(session), Change(Stream.ACCESS, "member", member.pk)])
    return session


def tend_sessions() -> int:
    """Remind who comes, open the lobbies whose time has come, and end what everybody left; return how many."""
    now = timezone.now()
    planned = Session.objects.for_system("their time has come").filter(stage=Stage.SCHEDULED, lobby_told=False, starts_at__lte=now + LOBBY)
    left = Session.objects.for_system("everybody left").filter(stage=Stage.LIVE, starts_at__lte=now - LEFT)
    soon = Session.objects.for_system("who comes is reminded").filter(stage=Stage.SCHEDULED, starts_at__gt=now)
    day_before = soon.filter(reminded_day=False, starts_at__lte=now + DAY)
    just_before = soon.filter(reminded_soon=False, starts_at__lte=now + SOON)
    due = [(_remind, pk) for pk in day_before.union(just_before).values_list("pk", flat=True)[:AT_ONCE]]
    due += [(_open_lobby, pk) for pk in planned.order_by("starts_at").values_list("pk", flat=True)[:AT_ONCE]]
    due += [(_end_left, pk) for (pk,) in left.order_by("starts_at").values_list("pk")[:AT_ONCE]]
    done = 0
    for deed, pk in due:
        try:
            done += deed(pk)
        except NotVisible:  # it was taken away meanwhile
            continue
        except DatabaseError:
            raise
        except Exception:
            log.exception("a session was not tended", session=pk)
    return done


@transaction.atomic
def _remind(pk: int) -> bool:
    """A day before, and ten minutes before: who comes, hosts and moderates. What was planned later than that is reminded of once."""
    _item, session = lock_session(pk)
    left = session.starts_at - timezone.now()
    which = "soon" if left <= SOON else "day"
    if session.stage != Stage.SCHEDULED or left > DAY or getattr(session, f"reminded_{which}"):
        return False
    session.reminded_day, session.reminded_soon = True, which == "soon"
    session.save(update_fields=["reminded_day", "reminded_soon"])
    near = which == "soon" or session.item.created_at <= session.starts_at - DAY
    publish(tell_coming(session, None, Notification.Verb.REMINDER, f"{which}-{pk}-{session.version}") if near else [])
    return near


@transaction.atomic
def _open_lobby(pk: int) -> bool:
    _item, session = lock_session(pk)
    if session.lobby_told or session.shape != "lobby":
        return False
    write_stage(session, lobby_told=True)
    publish(session_changed(session))
    return True


def _end_left(pk: int) -> bool:
    session = Session.objects.for_system("everybody left").get(pk=pk)
    if session.ends_at + LEFT > timezone.now():
        return False
    end_session(None, pk)
    return True
