"""The questions of a session by the list they stand in, each list read by key: a page of it, and where it goes on."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.http import QueryDict
from django.utils.safestring import SafeString

from accounts.models import Member
from social import onair
from social.asking.models import LEADS_ON, Fate, Question
from social.reading import language
from social.sessions.models import Session, Stage

QUESTIONS = 50
KEY = re.compile(r"([0-9]{1,16})-([0-9]{1,16})\Z")
SHELVES = ("now", "waiting", "queue", "answered", "elsewhere")
BEHIND = {"waiting": "waiting", "queue": "after", "answered": "answered", "elsewhere": "elsewhere"}  # the word in the address
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Shelf(NamedTuple):
    """A page of one list: its questions, those drawn, and the address of the next page."""

    questions: list[Question]
    rows: list[SafeString]
    more: str


class Shelves(NamedTuple):
    """All of them; `voted`: for which of these questions the viewer did."""

    now: Shelf
    waiting: Shelf
    queue: Shelf
    answered: Shelf
    elsewhere: Shelf
    voted: list[int]


def read_questions(member: Member, session: Session, asked: QueryDict) -> Shelves:
    """Read them: what is being answered, what waits as far as the viewer may see it, the queue, and what became of the rest.

    `asked`: the words of the address that say how the queue is ordered and where each list begins.
    """
    found = {name: _page(member, session, name, asked) for name in SHELVES}
    whole = _whole_of(member, found["elsewhere"][0])
    voted = onair.voted_for(member, [one for name in SHELVES for one in found[name][0] if name != "elsewhere" or one.pk in whole])
    return Shelves(*(_drawn(member, found[name], voted, whole if name == "elsewhere" else None) for name in SHELVES), sorted(voted))


def read_shelf(member: Member, session: Session, name: str, asked: QueryDict) -> Shelf:
    """Read one of them, for a page that is open already."""
    found = _page(member, session, name, asked)
    whole = _whole_of(member, found[0]) if name == "elsewhere" else None
    return _drawn(member, found, onair.voted_for(member, found[0]), whole)


def shelf_asked(asked: QueryDict) -> str:
    """The list whose next page an address asks for; the queue when it says nothing else."""
    return next((name for name, word in BEHIND.items() if word in asked), "queue")


def _whole_of(member: Member, questions: list[Question]) -> frozenset[int]:
    """Those of the questions whose words the member may read."""
    seen = Question.objects.visible_to(member).filter(pk__in=[one.pk for one in questions])
    return frozenset(seen.values_list("pk", flat=True))


def _drawn(member: Member, found: tuple[list[Question], str], voted: frozenset[int], whole: frozenset[int] | None) -> Shelf:
    questions, more = found
    bare = [whole is not None and one.pk not in whole for one in questions]
    rows = [onair.question_rows([one], language(), member.pk, voted, is_bare)[0] for one, is_bare in zip(questions, bare, strict=True)]
    return Shelf(questions, rows, more)


def _page(member: Member, session: Session, name: str, asked: QueryDict) -> tuple[list[Question], str]:
    """The questions of a list from where the address says that it begins, and the address of the next page."""
    by_time = asked.get("queue") == "time"
    seen = Question.objects.visible_to(member).filter(item=session.pk)
    if name == "elsewhere":
        seen = Question.objects.for_system("of what one may not read it is only said what became of it, and why").filter(item=session.pk)
        seen = seen.filter(fate__in=LEADS_ON)
    else:
        fates = {"now": Fate.ANSWERING, "waiting": Fate.WAITING, "queue": Fate.OPEN, "answered": Fate.ANSWERED}
        seen = seen.filter(fate=fates[name])
    field, order = _order(name, by_time, session.stage == Stage.ENDED)
    key = KEY.match(asked.get(BEHIND.get(name, ""), ""))
    seen = _behind(seen, field, order, *map(int, key.groups())) if key else seen
    found = list(seen.select_related(*onair.QUESTION_NEEDS).order_by(*order)[: QUESTIONS + 1])
    if not found[QUESTIONS:]:
        return found, ""
    last = found[QUESTIONS - 1]
    kept = "queue=time&" if by_time and name == "queue" else ""
    return found[:QUESTIONS], f"?{kept}{BEHIND.get(name, name)}={_number(last, field)}-{last.pk}"


def _order(name: str, by_time: bool, is_record: bool) -> tuple[str, list[str]]:
    """By which number besides the id a list is ordered, and how. The record tells what was answered from its beginning."""
    if name == "answered":
        return "answered_at", ["answered_at", "pk"] if is_record else ["-answered_at", "-pk"]
    if name == "queue" and not by_time:
        return "votes", ["-votes", "pk"]
    return "", ["-pk"] if name == "elsewhere" else ["pk"]


def _number(question: Question, field: str) -> int:
    said = getattr(question, field) if field else 0
    return (said - EPOCH) // MICROSECOND if isinstance(said, datetime) else said


def _behind(seen, field: str, order: list[str], number: int, pk: int):
    """What comes after the question with this number and id."""
    further = Q(**{"pk__lt" if "-pk" in order else "pk__gt": pk})
    if not field:
        return seen.filter(further)
    value = EPOCH + number * MICROSECOND if field == "answered_at" else number
    return seen.filter(Q(**{f"{field}__{'lt' if f'-{field}' in order else 'gt'}": value}) | Q(**{field: value}) & further)
