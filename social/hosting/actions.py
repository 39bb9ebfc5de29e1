"""What hosts and moderators do with a question. Two of them at once do not fight: what one did, the other finds done."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.policy import NotVisible, Refused
from realtime.publish import Change, publish
from social import receipts
from social.airing.actions import put_down
from social.asking.actions import count_questions, put_question, question_changed
from social.asking.models import Fate, Question, QuestionVote
from social.chatting.models import Line
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import News
from social.sessions.actions import lock_backstage
from social.sessions.models import Session, Stage

GONE = (Fate.WITHDRAWN, Fate.MERGED)
NOT_THERE = _("This question is not there any more.")
NOT_NOW = _("A question is put up while the session is on air.")
ITSELF = _("Choose another question to join it with.")
MOST = 2000  # characters of a question
SAY_WHY = _("Say why: everybody reads it.")
DECIDED = _("Somebody dealt with this question already.")


@transaction.atomic
def approve_question(member: Member, pk: int) -> Question:
    """Let a waiting question into the queue: from now on it belongs to the session's public."""
    session, question = lock_question(member, pk, "moderate")
    if question.fate == Fate.WAITING:
        _move(session, question, Fate.OPEN)
        publish([*question_changed(session, question), *count_questions(session)])
    return question


@transaction.atomic
def call_question(member: Member, pk: int) -> Question:
    """Put a question up as the one that is being answered now, in the place of the one before."""
    session, question = lock_question(member, pk, "moderate")
    if session.stage != Stage.LIVE:
        raise Refused(NOT_NOW)
    if question.fate == Fate.ANSWERING:
        return question
    before = put_down(session)
    _move(session, question, Fate.ANSWERING, called_at=timezone.now())
    _set_answering(session, question)
    publish([*before, *question_changed(session, question), *count_questions(session)])
    return question


@transaction.atomic
def uncall_question(member: Member, pk: int) -> Question:
    """Take it down again: back into the queue, or answered when there is an answer."""
    session, question = lock_question(member, pk, "moderate")
    if question.fate != Fate.ANSWERING:
        return question
    changes = put_down(session)
    _set_answering(session, None)
    publish([*changes, *count_questions(session)])
    question.refresh_from_db()
    return question


@transaction.atomic
def answer_question(member: Member, pk: int, text: str, key: str = "") -> Question:
    """Answer a question, on air or afterwards; who asked is told. Answered again, the answer is another."""
    session, question = lock_question(member, pk, "answer")
    if receipts.repeated(member, key):
        return question
    if session.answering_id == pk:
        _set_answering(session, None)
    answered = {"answer": text, "answered_by": member, "is_draft": False}
    _move(session, question, Fate.ANSWERED, answered_at=question.answered_at or timezone.now(), **answered)
    told = _tell_asker(session, question, member, Notification.Verb.ANSWERED)
    publish([*question_changed(session, question), *count_questions(session), *told])
    return question


@transaction.atomic
def draft_answer(member: Member, pk: int, text: str) -> Question:
    """Show an answer while it is being written."""
    session, question = lock_question(member, pk, "answer")
    if question.fate != Fate.ANSWERING or question.answer == text:
        return question
    _move(session, question, Fate.ANSWERING, answer=text, answered_by=member, is_draft=True)
    publish(question_changed(session, question))
    return question


@transaction.atomic
def park_question(member: Member, pk: int, reason: str, key: str = "") -> Question:
    """Keep a question for another place or time. Everybody sees it, and why; who asked is told."""
    return _put_aside(member, pk, Fate.PARKED, Notification.Verb.PARKED, reason, key)


@transaction.atomic
def decline_question(member: Member, pk: int, reason: str, key: str = "") -> Question:
    """Do not answer a question. Everybody sees that there was one, and why; of one that waited not its words."""
    return _put_aside(member, pk, Fate.DECLINED, Notification.Verb.DECLINED, reason, key)


@transaction.atomic
def merge_question(member: Member, pk: int, into: int, key: str = "") -> Question:
    """Join a question with another of the same session: the votes add up, once a member, and both askers are told."""
    session, question = lock_question(member, pk, "moderate")
    if receipts.repeated(member, key) or question.fate == Fate.MERGED:
        return question
    target = _locked(session, into)
    if target is None or target.pk == pk or target.fate in (*GONE, Fate.DECLINED):
        raise Refused(ITSELF)
    _refuse_decided(question, (Fate.WAITING, Fate.OPEN))
    _add_votes(question, target)
    question.merged_into = target
    _move(session, question, Fate.MERGED)
    told = _tell_asker(session, question, member, Notification.Verb.MERGED)
    told += _tell_asker(session, target, member, Notification.Verb.MERGED)
    publish([*question_changed(session, question), *question_changed(session, target), *count_questions(session), *told])
    return question


@transaction.atomic
def reopen_question(member: Member, pk: int) -> Question:
    """Take it back into the queue: it was parked or declined, and that was not the last word."""
    session, question = lock_question(member, pk, "moderate")
    if question.fate in (Fate.PARKED, Fate.DECLINED):
        _move(session, question, Fate.OPEN, reason="")
        publish([*question_changed(session, question), *count_questions(session)])
    return question


@transaction.atomic
def question_from_line(member: Member, line_pk: int) -> Question:
    """Put what somebody asked in the chat into the queue, in their name. Done twice it is one question."""
    line = Line.objects.visible_to(member).select_related("author", "item").filter(pk=line_pk, deleted_by=None).first()
    if line is None or not line.is_public:
        raise NotVisible
    _item, session = lock_backstage(member, line.item_id, "moderate")
    before = receipts.earlier(line.author, f"question-of-line-{line.pk}", "question")
    if before is not None:
        return Question.objects.for_system("made of this line").select_related("item").get(pk=before)
    question = put_question(session, line.author, line.text[:MOST], waits=False, votes=1)
    QuestionVote.objects.create(question=question, member=line.author)
    receipts.keep(line.author, f"question-of-line-{line.pk}", "question", question.pk)
    publish([*question_changed(session, question), *count_questions(session)])
    return question


def lock_question(member: Member, pk: int, verb: str) -> tuple[Session, Question]:
    """Return the question with its session, both locked; the session first, as every deed does."""
    seen = Question.objects.visible_to(member).filter(pk=pk).values_list("item_id", flat=True).first()
    if seen is None:
        raise NotVisible
    _item, session = lock_backstage(member, seen, verb)
    question = _locked(session, pk)
    if question is None or question.fate == Fate.WITHDRAWN:
        raise Refused(NOT_THERE)
    return session, question


def _locked(session: Session, pk: int) -> Question | None:
    rows = Question.objects.for_system("under the item's lock").select_for_update(no_key=True)
    question = rows.filter(pk=pk, item=session.item_id).first()
    if question is not None:
        question.item = session.item
    return question


def _put_aside(member: Member, pk: int, fate: Fate, verb: str, reason: str, key: str) -> Question:
    session, question = lock_question(member, pk, "moderate")
    if receipts.repeated(member, key) or (question.fate == fate and question.reason == reason):
        return question
    if not reason.strip():
        raise Refused(SAY_WHY)
    _refuse_decided(question, (Fate.WAITING, Fate.OPEN, Fate.ANSWERING, Fate.PARKED))
    if session.answering_id == pk:
        _set_answering(session, None)
    _move(session, question, fate, reason=reason)
    told = _tell_asker(session, question, member, verb)
    publish([*question_changed(session, question), *count_questions(session), *told])
    return question


def _refuse_decided(question: Question, allowed: Iterable[str]) -> None:
    if question.fate not in allowed:
        raise Refused(DECIDED)


def _move(session: Session, question: Question, fate: Fate, **fields) -> None:
    """Write what became of the question. What waited and is declined or joined stays with the hosts; all else is for everybody."""
    waited = not question.is_public and fate in (Fate.DECLINED, Fate.MERGED)
    audience = session.backstage if waited else session.item.audience
    for name, value in {"fate": fate, "audience": audience, "version": question.version + 1, **fields}.items():
        setattr(question, name, value)
    question.save(update_fields=["fate", "audience", "version", *fields, "merged_into"])


def _set_answering(session: Session, question: Question | None) -> None:
    session.answering = question
    session.save(update_fields=["answering"])


def _add_votes(question: Question, target: Question) -> None:
    votes = QuestionVote.objects.for_system("counted under the item's lock")
    already = set(votes.filter(question=target).values_list("member_id", flat=True))
    mine = list(votes.filter(question=question).values_list("member_id", flat=True))
    QuestionVote.objects.bulk_create(QuestionVote(question=target, member_id=pk) for pk in mine if pk not in already)
    target.votes = votes.filter(question=target).count()
    target.version += 1
    target.save(update_fields=["votes", "version"])


def _tell_asker(session: Session, question: Question, member: Member, verb: str) -> list[Change]:
    if question.author_id is None:
        return []
    event = f"{verb}-q{question.pk}-{question.version}"
    return tell(News(verb, event, member.pk, session.item.audience_id, session.pk, words=question.reason), [question.author_id])
