"""Reads a session for its page, so that nothing falls between the page and the live channel: heads first, then rows."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.safestring import SafeString

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible
from accounts.roles import Rank
from realtime.page import Page
from social import onair
from social.asking.models import LEADS_ON, Fate, Question
from social.chatting.models import Line
from social.raising.models import Hand
from social.reading import language
from social.sessions.models import Coming, Hush, Session

LINES, QUESTIONS, ANSWERED, MUTED, HANDS, FACES = 100, 50, 30, 50, 100, 12


class Seat(NamedTuple):
    """Where the viewer sits: their rank in the public, and behind the stage if they are there."""

    rank: Rank
    backstage: Rank | None

    @property
    def hosts(self) -> bool:
        return self.backstage is not None and self.backstage >= Rank.OWNER

    @property
    def standing(self) -> str:
        """How the page calls it."""
        return "" if self.backstage is None else "host" if self.hosts else "moderator"


def seen_session(member: Member, pk: int) -> tuple[Session, Seat]:
    """Return the session if the member sees it, with whether they are coming and why they are muted, and where they sit."""
    coming = Coming.objects.for_system("the viewer's own").filter(session=OuterRef("pk"), member=member)
    seen = (
        Session.objects.visible_to(member)
        .select_related(*onair.SESSION_NEEDS)
        .annotate(
            comes=Exists(coming), public_row=policy.row_rank(member, "item__audience"), backstage_row=policy.row_rank(member, "backstage")
        )
    )
    session = seen.filter(pk=pk).first()
    if session is None:
        raise NotVisible
    session.item.audience.row_rank, session.backstage.row_rank = session.public_row, session.backstage_row
    ranks = policy.ranks_in(member, [session.item.audience, session.backstage])
    return session, Seat(ranks[session.item.audience_id], ranks.get(session.backstage_id))


def hushed(member: Member, session: Session) -> str:
    """Why the member is muted for this session, or nothing."""
    own = Hush.objects.for_system("the viewer's own").filter(session=session, member=member)
    return own.values_list("reason", flat=True).first() or ""


def muted_in(session: Session) -> list[Hush]:
    """Whom the moderators muted for this session, for them alone: the newest first."""
    found = Hush.objects.for_system("moderators see whom they muted").filter(session=session).select_related("member", "by")
    return list(found.order_by("-pk")[:MUTED])


def read_hands(member: Member, session: Session, seat: Seat) -> list[SafeString]:
    """The hands that are up, in their order; of who is not behind the stage their own."""
    hands = Hand.objects.for_system("those behind the stage see all of them, others their own").filter(session=session)
    hands = hands if seat.standing else hands.filter(member=member)
    return [onair.hand_row(hand, language(), member.pk) for hand in hands.select_related(*onair.HAND_NEEDS).order_by("pk")[:HANDS]]


def coming_faces(member: Member, session: Session) -> list[Member]:
    """A few of those who are coming, as far as the member sees them."""
    coming = Coming.objects.for_system("of people whom the viewer sees").filter(session=session).values("member")
    seen = Member.objects.active().filter(policy.people_visible_to(member), pk__in=coming)
    return list(seen.order_by("pk")[:FACES])


def listen(page: Page, pk: int, session: Session | None = None, seat: Seat | None = None) -> None:
    """Read the heads of what the page tells about, before anything of it is read."""
    page.listen([f"i{pk}"] + ([session.backstage.stream] if seat is not None and seat.backstage is not None else []))


class Lines(NamedTuple):
    """Lines in the order in which they were said; `earlier`: the id before which there are more."""

    rows: list[SafeString]
    earlier: int | None


def read_lines(member: Member, session: Session, before: int | None = None, backstage: bool = False, most: int = LINES) -> Lines:
    """The newest lines of the chat, or of the moderators' talk; or those before one."""
    audience = session.backstage_id if backstage else session.item.audience_id
    seen = Line.objects.visible_to(member).filter(item=session.pk, audience=audience)
    seen = seen.filter(pk__lt=before) if before else seen
    found = list(seen.select_related(*onair.LINE_NEEDS).order_by("-pk")[: most + 1])
    lines = found[:most][::-1]
    return Lines(onair.line_rows(lines, language(), member.pk), lines[0].pk if found[most:] else None)


class Shelves(NamedTuple):
    """The questions of a page by the list they stand in; `voted`: for which the viewer did; `more`: where the queue goes on."""

    now: list[SafeString]
    waiting: list[SafeString]
    queue: list[SafeString]
    answered: list[SafeString]
    elsewhere: list[SafeString]
    voted: list[int]
    more: str


def read_questions(member: Member, session: Session, by_time: bool = False, after: str = "") -> Shelves:
    """Read them: what is being answered, what waits as far as the viewer may see it, a page of the queue, and what became of the rest."""
    seen = Question.objects.visible_to(member).filter(item=session.pk).select_related(*onair.QUESTION_NEEDS)
    queue = seen.filter(fate=Fate.OPEN).order_by(*(["pk"] if by_time else ["-votes", "pk"]))
    queue = list(_after(queue, by_time, after)[: QUESTIONS + 1])
    now = list(seen.filter(fate=Fate.ANSWERING).order_by("pk"))
    waiting = list(seen.filter(fate=Fate.WAITING).order_by("pk")[:QUESTIONS])
    answered = list(seen.filter(fate=Fate.ANSWERED).order_by("-answered_at", "-pk")[:ANSWERED])
    elsewhere = _elsewhere(member, session)
    whole = [*now, *waiting, *queue[:QUESTIONS], *answered, *(one for one, bare in elsewhere if not bare)]
    voted = onair.voted_for(member, whole)

    def rows(questions, bare=False):
        return onair.question_rows(questions, language(), member.pk, voted, bare)

    last = queue[QUESTIONS - 1] if queue[QUESTIONS:] else None
    aside = [rows([one], bare)[0] for one, bare in elsewhere]
    return Shelves(
        rows(now), rows(waiting), rows(queue[:QUESTIONS]), rows(answered), aside, sorted(voted), f"{last.votes}-{last.pk}" if last else ""
    )


def _elsewhere(member: Member, session: Session) -> list[tuple[Question, bool]]:
    """What was parked, declined or joined with another, newest first; bare when its words are not for the viewer."""
    whole = set(Question.objects.visible_to(member).filter(item=session.pk, fate__in=LEADS_ON).values_list("pk", flat=True))
    every = Question.objects.for_system("of what one may not read it is only said what became of it, and why")
    found = every.filter(item=session.pk, fate__in=LEADS_ON).select_related(*onair.QUESTION_NEEDS).order_by("-pk")[:QUESTIONS]
    return [(one, one.pk not in whole) for one in found]


def _after(queue, by_time: bool, after: str):
    votes, _dash, pk = after.partition("-")
    if not (votes.isdigit() and pk.isdigit() and len(after) < 30):
        return queue
    return queue.filter(pk__gt=pk) if by_time else queue.filter(Q(votes__lt=votes) | Q(votes=votes, pk__gt=pk))
