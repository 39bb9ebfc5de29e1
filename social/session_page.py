"""Reads a session for its page, so that nothing falls between the page and the live channel: heads first, then rows."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible
from accounts.roles import Rank
from realtime.page import Page
from social import onair
from social.chatting.models import Line
from social.raising.models import Hand
from social.reading import language
from social.sessions.models import Coming, Hush, Session

LINES, MUTED, HANDS, FACES = 100, 50, 100, 12


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
