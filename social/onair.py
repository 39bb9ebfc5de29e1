"""What is on the page of a session, drawn for no viewer in particular: its head, lines of the chat, questions.

For pages and for the live channel alike (social/rows.py). A question is drawn twice: whole, for who may read it, and bare,
for everybody else, when all that they are told is what became of it. Whole comes after bare: its version is one higher.
"""

from collections.abc import Iterable, Mapping

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from accounts import policy
from accounts.models import Member, Membership
from accounts.roles import Rank
from social.asking.models import LEADS_ON, Fate, Question, QuestionVote
from social.chatting.models import Line
from social.drawing import COUNTS, OWN, SHELF, Body, release
from social.items.models import State
from social.raising.models import Hand
from social.sessions.models import Session
from social.words import to_html

LIVE = "the live channel checks who may hear the stream"
LINE_NEEDS = ("author", "item")
HAND_NEEDS = ("member", "session__item__audience", "session__backstage")
QUESTION_NEEDS = ("author", "answered_by", "merged_into", "item__session", "item__audience")
SESSION_NEEDS = ("item__author", "item__audience__group", "backstage", "prepared_by")


# ---- drawing


def line_rows(lines: Iterable[Line], language: str, member: int = 0) -> list[SafeString]:
    """Draw lines that came with LINE_NEEDS; those of `member` are marked as theirs."""
    return [_line_body(line, language).filled(" data-mine" * (line.author_id == member), "") for line in lines]


def question_rows(
    questions: Iterable[Question], language: str, member: int = 0, voted: frozenset[int] = frozenset(), bare: bool = False
) -> list[SafeString]:
    """Draw questions that came with QUESTION_NEEDS; `voted`: for which of them the viewer did."""
    drawn = []
    for question in questions:
        own = " data-mine" * (question.author_id is not None and question.author_id == member) + " data-voted" * (question.pk in voted)
        votes = str(question.votes) if question.votes else ""
        drawn.append(_question_body(question, language, bare).filled(own, votes))
    return drawn


def hand_row(hand: Hand, language: str, member: int = 0) -> SafeString:
    """Draw a hand that came with HAND_NEEDS."""
    with translation.override(language), timezone.override(None):
        return render_to_string("sessions/hand.html", {"hand": hand, "mine": hand.member_id == member})


def faces(ids: Iterable[int]) -> str:
    """Draw these people as small faces, in this order."""
    found = Member.objects.active().in_bulk(list(ids))
    return render_to_string("sessions/faces.html", {"people": [found[pk] for pk in ids if pk in found]}).strip()


def session_head(session: Session, language: str) -> SafeString:
    """Draw what stands on top of the session's page; it came with SESSION_NEEDS."""
    hosts = _hosts_of([session])[session.pk]
    return _draw_head(session, hosts, language)


def line_object(line: Line, language: str) -> dict:
    return {"id": f"line-{line.pk}", "v": line.version, "html": line_rows([line], language)[0]}


def question_object(question: Question, language: str, bare: bool = False) -> dict:
    row = question_rows([question], language, bare=bare)[0]
    return {"id": f"question-{question.pk}", "v": version_of(question, bare), "html": row, "n": {"votes": question.votes}}


def hand_object(hand: Hand, language: str) -> dict:
    return {"id": f"hand-{hand.pk}", "v": hand.version, "html": hand_row(hand, language)}


def session_object(session: Session, hosts: list[Member], language: str) -> dict:
    return {"id": f"session-{session.pk}", "v": session.version, "html": _draw_head(session, hosts, language), "n": numbers(session)}


def numbers(session: Session) -> dict[str, int]:
    """What is counted in the head."""
    return {"coming": session.coming_count}


def queue_numbers(session: Session) -> dict[str, int]:
    """What is said above the queue: how many questions there are, and how many nobody has decided on."""
    return {"asked": session.question_count, "waiting": session.waiting_count}


def version_of(question: Question, bare: bool) -> int:
    return question.version * 2 + (not bare)


def voted_for(member: Member, questions: Iterable[Question]) -> frozenset[int]:
    """For which of these questions the member voted."""
    own = QuestionVote.objects.for_system("the viewer's own").filter(member=member, question__in=[one.pk for one in questions])
    return frozenset(own.values_list("question_id", flat=True))


def _line_body(line: Line, language: str) -> Body:
    author = line.author
    who = (author.name, author.handle, author.face)
    key = (
        "line",
        line.pk,
        line.version,
        hash(line.text),
        line.created_at,
        line.kind,
        line.by_host,
        line.asked_live,
        line.shelf,
        line.deleted_by_id,
        who,
        language,
        release(),
    )
    drawn = SHELF.find(key)
    if drawn is None:
        drawn = _keep(key, "sessions/line.html", {"line": line, "html": to_html(line.text, line.mentions)}, language)
    return drawn


def _question_body(question: Question, language: str, bare: bool) -> Body:
    words = (hash(question.text), hash(question.answer), question.fate, question.asked_at, question.item.session.stage)
    who = [(one.name, one.handle, one.face) if one else () for one in (question.author, question.answered_by)]
    key = ("question", question.pk, version_of(question, bare), *words, *who, language, release())
    drawn = SHELF.find(key)
    if drawn is None:
        said = {"question": question, "version": version_of(question, bare)}
        said |= {} if bare else {"html": to_html(question.text, ""), "answer": to_html(question.answer, "")}
        drawn = _keep(key, "sessions/question_bare.html" if bare else "sessions/question.html", said, language)
    return drawn


def _keep(key: tuple, template: str, words: dict, language: str) -> Body:
    # In the organisation's time zone: the browser makes each time its reader's own.
    with translation.override(language), timezone.override(None):
        drawn = render_to_string(template, {**words, "own": OWN, "counts": COUNTS})
    start, _, rest = drawn.partition(OWN)
    middle, _, end = rest.partition(COUNTS)
    body = Body(start, middle, "", end)
    SHELF.keep(key, body, len(drawn))
    return body


def _draw_head(session: Session, hosts: list[Member], language: str) -> SafeString:
    people = tuple((one.name, one.handle, one.face) for one in hosts)
    counts = (session.coming_count, session.item.version, repr(session.item.data))
    key = ("session", session.pk, session.version, session.shape, session.is_abandoned, counts, people, language, release())
    drawn = SHELF.find(key)
    if drawn is None:
        with translation.override(language), timezone.override(None):
            words = {"session": session, "item": session.item, "hosts": hosts, "html": to_html(session.item.text, session.item.mentions)}
            drawn = render_to_string("sessions/head.html", words)
        SHELF.keep(key, drawn, len(drawn))
    return drawn


def _hosts_of(sessions: Iterable[Session]) -> dict[int, list[Member]]:
    backstages = {session.backstage_id: session.pk for session in sessions}
    found: dict[int, list[Member]] = {pk: [] for pk in backstages.values()}
    rows = Membership.objects.filter(audience__in=backstages, rank=Rank.OWNER).select_related("member").order_by("pk")
    for row in rows:
        found[backstages[row.audience_id]].append(row.member)
    return found


# ---- for the live channel: refs are (stream, kind, object)


def load_lines(refs: list[tuple]) -> dict[tuple, Line]:
    lines = Line.objects.for_system(LIVE).filter(item__state=State.PUBLISHED).select_related(*LINE_NEEDS)
    by_id = lines.in_bulk({ref[2] for ref in refs})
    here = {ref: by_id[ref[2]] for ref in refs if ref[2] in by_id}
    return {ref: line for ref, line in here.items() if ref[0] == (line.item.stream if line.is_public else f"a{line.audience_id}")}


def draw_lines(refs: list[tuple], found: Mapping[tuple, Line], language: str) -> dict[tuple, list[dict]]:
    return {ref: [line_object(found[ref], language) if ref in found else _gone("line", ref)] for ref in refs}


def load_questions(refs: list[tuple]) -> tuple[dict[int, Question], dict]:
    questions = Question.objects.for_system(LIVE).filter(item__state=State.PUBLISHED).exclude(fate=Fate.WITHDRAWN)
    found = questions.select_related(*QUESTION_NEEDS).in_bulk({ref[2] for ref in refs})
    return found, policy.may_hear({int(ref[0][1:]) for ref in refs if ref[0][0] == "m"})


def draw_questions(refs: list[tuple], loaded: tuple, language: str) -> dict[tuple, list[dict]]:
    """On the item's stream for everybody, on that of the hosts' audience and on its asker's own whole."""
    found, hearings = loaded
    return {ref: _question_on(ref, found.get(ref[2]), hearings, language) for ref in refs}


def _question_on(ref: tuple, question: Question | None, hearings: Mapping, language: str) -> list[dict]:
    if question is None:
        return [_gone("question", ref)]
    item, stream = question.item, ref[0]
    if stream == item.stream:
        if question.is_public:
            return [question_object(question, language)]
        return [question_object(question, language, bare=True)] if question.fate in LEADS_ON else []
    if stream == f"a{item.session.backstage_id}":
        return [question_object(question, language)]
    own = question.author_id is not None and stream == f"m{question.author_id}"
    if own and policy.sees(hearings.get(question.author_id), item.audience):
        return [question_object(question, language)]
    return [_gone("question", ref)]


def draw_question_votes(refs: list[tuple], loaded: tuple, language: str) -> dict[tuple, list[dict]]:
    found, _hearings = loaded
    shown = {ref: found[ref[2]] for ref in refs if ref[2] in found and found[ref[2]].is_public and ref[0] == found[ref[2]].item.stream}
    return {ref: [{"id": f"question-{ref[2]}", "n": {"votes": shown[ref].votes}}] if ref in shown else [] for ref in refs}


def load_hands(refs: list[tuple]) -> tuple[dict[int, Hand], dict]:
    hands = Hand.objects.for_system(LIVE).filter(session__item__state=State.PUBLISHED).select_related(*HAND_NEEDS)
    return hands.in_bulk({ref[2] for ref in refs}), policy.may_hear({int(ref[0][1:]) for ref in refs if ref[0][0] == "m"})


def draw_hands(refs: list[tuple], loaded: tuple, language: str) -> dict[tuple, list[dict]]:
    """For hosts and moderators, and on the member's own stream while they see the session."""
    found, hearings = loaded
    return {ref: [_hand_on(ref, found.get(ref[2]), hearings, language)] for ref in refs}


def _hand_on(ref: tuple, hand: Hand | None, hearings: Mapping, language: str) -> dict:
    if hand is None:
        return _gone("hand", ref)
    own = ref[0] == f"m{hand.member_id}" and policy.sees(hearings.get(hand.member_id), hand.session.audience)
    if not own and ref[0] != hand.session.backstage.stream:
        return _gone("hand", ref)
    return hand_object(hand, language)


def load_sessions(refs: list[tuple]) -> tuple[dict[tuple, Session], dict[int, list[Member]]]:
    sessions = Session.objects.for_system(LIVE).filter(item__state=State.PUBLISHED).select_related(*SESSION_NEEDS)
    by_id = sessions.in_bulk({ref[2] for ref in refs})
    here = {ref: by_id[ref[2]] for ref in refs if ref[2] in by_id and ref[0] == by_id[ref[2]].item.stream}
    return here, _hosts_of(here.values())


def draw_sessions(refs: list[tuple], loaded: tuple, language: str) -> dict[tuple, list[dict]]:
    found, hosts = loaded
    return {ref: [session_object(found[ref], hosts[ref[2]], language), _queue(found[ref])] if ref in found else [] for ref in refs}


def draw_session_counts(refs: list[tuple], loaded: tuple, language: str) -> dict[tuple, list[dict]]:
    found, _hosts = loaded
    return {ref: [{"id": f"session-{ref[2]}", "n": numbers(found[ref])}, _queue(found[ref])] if ref in found else [] for ref in refs}


def _queue(session: Session) -> dict:
    return {"id": f"queue-{session.pk}", "n": queue_numbers(session)}


def _gone(kind: str, ref: tuple) -> dict:
    return {"id": f"{kind}-{ref[2]}", "gone": True}


RENDERED = {
    "line": (load_lines, draw_lines),
    "hand": (load_hands, draw_hands),
    "question": (load_questions, draw_questions),
    "question_votes": (load_questions, draw_question_votes),
    "session": (load_sessions, draw_sessions),
    "session_counts": (load_sessions, draw_session_counts),
}
