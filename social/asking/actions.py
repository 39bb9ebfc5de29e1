"""Asking the hosts something, wanting a question answered, and taking one's own back."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible, Refused
from realtime.publish import Change, publish
from social import receipts
from social.asking.models import VOTABLE, Fate, Question, QuestionVote
from social.sessions.actions import lock_session
from social.sessions.models import Hush, Session, Stage

NO_QUESTIONS = _("This session takes no questions.")
DECIDED = _("It is too late to take this question back: the session has dealt with it.")
NO_VOTE = _("This question does not stand in the queue any more.")


@transaction.atomic
def ask_question(member: Member, session_pk: int, text: str, key: str = "") -> Question:
    """Put a question to the hosts; the same `key` sent again returns the first one. Who asks wants it answered: that is a vote."""
    item, session = lock_session(session_pk)
    policy.require(member, "ask", item)
    refuse_hushed(member, session)
    before = receipts.earlier(member, key, "question")
    if before is not None:
        return Question.objects.for_system("the member's own, by its receipt").select_related("item").get(pk=before)
    question = put_question(
        session, member, text, waits=session.approves and not policy.may(member, "moderate", session.backstage), votes=1
    )
    QuestionVote.objects.create(question=question, member=member)
    receipts.keep(member, key, "question", question.pk)
    publish([*question_changed(session, question), *count_questions(session)])
    return question


def refuse_hushed(member: Member, session: Session) -> None:
    """Who is muted for the session reads on, and does not ask."""
    reason = Hush.objects.for_system("the member's own").filter(session=session, member=member).values_list("reason", flat=True).first()
    if reason is not None:
        raise Refused(gettext("A moderator muted you for this session: %(reason)s") % {"reason": reason})


def put_question(session: Session, author: Member | None, text: str, waits: bool, **fields) -> Question:
    """Write a question down: to the hosts first when it `waits`. The session is locked."""
    if not session.takes_questions or session.stage == Stage.CANCELLED:
        raise Refused(NO_QUESTIONS)
    fate, audience = (Fate.WAITING, session.backstage) if waits else (Fate.OPEN, session.item.audience)
    return Question.objects.create(item=session.item, author=author, text=text, fate=fate, audience=audience, **fields)


@transaction.atomic
def vote_question(member: Member, pk: int, on: bool) -> Question:
    """Want a question answered, or not any more. Said twice it stays what it was."""
    question = (
        Question.objects.visible_to(member)
        .select_for_update(no_key=True, of=("self",))
        .select_related("item__audience")
        .filter(pk=pk)
        .first()
    )
    if question is None:
        raise NotVisible
    policy.require(member, "vote", question.item)
    if question.fate not in VOTABLE:
        raise Refused(NO_VOTE)
    own = QuestionVote.objects.for_system("the member's own").filter(question=question, member=member)
    if on == own.exists():
        return question
    if on:
        QuestionVote.objects.create(question=question, member=member)
    else:
        own.delete()
    question.votes = max(0, question.votes + (1 if on else -1))
    question.save(update_fields=["votes"])
    publish([Change(question.item.stream, "question_votes", pk)])
    return question


@transaction.atomic
def withdraw_question(member: Member, pk: int) -> Question:
    """Take one's own question back while nobody has dealt with it."""
    own = Question.objects.visible_to(member).filter(pk=pk).first()
    if own is None:
        raise NotVisible
    _item, session = lock_session(own.item_id)
    question = Question.objects.for_system("under the item's lock").select_for_update(no_key=True).get(pk=pk)
    question.item = session.item
    if question.author_id != member.pk:
        raise Refused(policy.REFUSAL)
    take_back(session, question)
    return question


def take_back(session: Session, question: Question) -> None:
    """Let the question be gone; who it belongs to was asked. Last in the transaction."""
    if question.fate == Fate.WITHDRAWN:
        return
    if question.fate not in (Fate.WAITING, Fate.OPEN):
        raise Refused(DECIDED)
    question.fate, question.text, question.version = Fate.WITHDRAWN, "", question.version + 1
    question.save(update_fields=["fate", "text", "version"])
    publish([*question_changed(session, question), *count_questions(session)])


def question_changed(session: Session, question: Question) -> list[Change]:
    """Tell the public, who is behind the stage, and of what is not public its asker."""
    streams = [session.item.stream, session.backstage.stream]
    streams += [f"m{question.author_id}"] if question.author_id and not question.is_public else []
    return [Change(stream, "question", question.pk, question.version) for stream in streams]


def count_questions(session: Session) -> list[Change]:
    """Count anew how many there are and how many wait; the session is locked."""
    asked = Question.objects.for_system("counted under the item's lock").filter(item=session.item_id).exclude(fate=Fate.WITHDRAWN)
    counts = asked.aggregate(every=Count("pk"), waiting=Count("pk", filter=Q(fate=Fate.WAITING)))
    session.question_count, session.waiting_count = counts["every"], counts["waiting"]
    session.save(update_fields=["question_count", "waiting_count"])
    return [Change(session.item.stream, "session_counts", session.pk)]
