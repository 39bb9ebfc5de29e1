"""What came of a session: its questions as chapters, what was said while each was answered, and the whole of it as text."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Member
from social import onair
from social.asking.models import LEADS_ON, Fate, Question
from social.chatting.models import Line
from social.figures import count_voters
from social.session_shelves import QUESTIONS, Shelf
from social.sessions.models import Session
from social.words import to_html

TALK, BATCH = 30, 500


class Chapter(NamedTuple):
    """A question that was answered, with what was said meanwhile: the first lines, and how many there are."""

    row: SafeString
    talk: list[tuple[Line, SafeString]]
    said: int


class Figures(NamedTuple):
    """How many people came, voted and said something; how many questions and lines there are, and how many were answered.

    `came`: 0 when that was never counted.
    """

    came: int
    voted: int
    spoke: int
    asked: int
    answered: int
    lines: int


def chapters_of(member: Member, answered: Shelf) -> list[Chapter]:
    """These questions, which the member may see, with what was said while each was answered."""
    questions = answered.questions
    lines = Line.objects.visible_to(member).filter(chapter__in=[one.pk for one in questions], deleted_by=None)
    said = dict(lines.values_list("chapter").annotate(n=Count("pk")).order_by())
    talk: dict[int, list[Line]] = {}
    for line in lines.select_related(*onair.LINE_NEEDS).order_by("pk")[: QUESTIONS * TALK]:
        if len(talk.setdefault(line.chapter_id, [])) < TALK:
            talk[line.chapter_id].append(line)
    return [
        Chapter(row, [(line, to_html(line.text, line.mentions)) for line in talk.get(one.pk, [])], said.get(one.pk, 0))
        for one, row in zip(questions, answered.rows, strict=True)
    ]


def figures_of(member: Member, session: Session) -> Figures:
    """Count them, of what the member may see."""
    lines = Line.objects.visible_to(member).filter(item=session.pk, audience=session.item.audience_id)
    said = lines.aggregate(people=Count("author", distinct=True), every=Count("pk"))
    answered = Question.objects.visible_to(member).filter(item=session.pk, fate=Fate.ANSWERED).count()
    return Figures(session.came_count, count_voters(session), said["people"], session.question_count, answered, said["every"])


def as_text(member: Member, session: Session) -> Iterator[str]:
    """The record as plain text, piece by piece: what it was, each question with what became of it, and all that was said."""
    item = session.item
    yield f"{item.title}\n{'=' * len(item.title)}\n\n{_moment(session.starts_at)}\n"
    yield _("With %(names)s") % {"names": ", ".join(item.data.get("hosts", []))} + "\n"
    yield f"\n{item.text}\n" if item.text else ""
    seen = Question.objects.visible_to(member).filter(item=session.pk).select_related("author", "answered_by", "merged_into")
    open_ones = [Fate.OPEN, Fate.ANSWERING]
    for name, fates in ((_("Answered"), [Fate.ANSWERED]), (_("Still open"), open_ones), (_("Parked, declined and joined"), LEADS_ON)):
        questions = seen.filter(fate__in=fates).order_by("answered_at", "-votes", "pk")
        if questions.exists():
            yield f"\n\n{name}\n{'-' * len(name)}\n"
        for question in questions.iterator(chunk_size=BATCH):
            yield _told(question)
    name = _("What was said in the chat")
    yield f"\n\n{name}\n{'-' * len(name)}\n\n"
    lines = Line.objects.visible_to(member).filter(item=session.pk, audience=item.audience_id, deleted_by=None).select_related("author")
    for line in lines.order_by("pk").iterator(chunk_size=BATCH):
        yield f"{timezone.localtime(line.created_at):%H:%M} {line.author.name}: {line.text}\n"


def _told(question: Question) -> str:
    who = question.author.name if question.author else _("Asked without a name")
    told = f"\n* {question.text}\n  {who} ({question.votes})\n"
    if question.merged_into:
        told += f"  {_('Goes on in:')} {question.merged_into.text}\n"
    elif question.reason:
        told += f"  {question.reason}\n"
    if question.fate == Fate.ANSWERED:
        by = question.answered_by.name if question.answered_by else ""
        told += f"  {by}: {question.answer or _('Answered out loud.')}\n"
    for promise in question.promises:
        told += "  " + _("%(name)s promises, by %(day)s:") % {"name": promise["by"], "day": promise["due"]} + f" {promise['text']}\n"
        told += f"  {promise['report']}\n" if promise["report"] else ""
    return told


def _moment(when) -> str:
    return date_format(timezone.localtime(when), "j M Y, H:i")
