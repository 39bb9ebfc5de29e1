"""Who may see, hear, be told and do what. Nobody writes these rules anywhere else.

Five questions, never mixed: may see (`visible_to`, `can_see`), may hear live (`may_hear`: the same rule),
is in my feed (`feed_of`), is told (`told`: rows, never reach), may do (`may`, `require`: "can see" comes first).
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import Audience, Member, Membership
from accounts.roles import Rank, Role
from realtime.product import Hearing


class NotVisible(Http404):
    """The member cannot see the thing; it answers exactly as one that does not exist."""


class Refused(PermissionDenied):
    """The member sees the thing but may not do this; carries the sentence that says so."""


NOTHING = Q(pk__in=[])


def visible_to(member: Member | None, path: str = "audience") -> Q:
    """The condition under which `member` may see a row whose audience is reached by the lookup `path`."""
    if member is None or not member.is_active:
        return NOTHING
    rows = Membership.objects.filter(member=member).values("audience_id")
    if member.is_guest:
        return Q(**{f"{path}__in": rows})
    seen = Audience.objects.filter(Q(kind=Audience.Kind.EVERYONE) | Q(pk__in=rows)).values("pk")
    return Q(**{f"{path}__in": seen})


def can_see(member: Member | None, thing) -> bool:
    """Whether `member` may see this audience, or this thing that has one."""
    if isinstance(thing, Audience):
        return Audience.objects.filter(visible_to(member, "pk"), pk=thing.pk).exists()
    return type(thing).objects.visible_to(member).filter(pk=thing.pk).exists()


def people_visible_to(member: Member | None) -> Q:
    """The people whose profile and presence `member` may see: all, or for a guest those who share an audience."""
    if member is None or not member.is_active:
        return NOTHING
    if not member.is_guest:
        return Q()
    mine = Membership.objects.filter(member=member).values("audience_id")
    return Q(pk=member.pk) | Q(pk__in=Membership.objects.filter(audience__in=mine).values("member_id"))


def may_hear(member_ids: Iterable[int]) -> dict[int, Hearing]:
    """What each of these members may hear now; who may not be here at all is not in the answer."""
    members = list(Member.objects.active().filter(pk__in=member_ids).only("roles", "hide_presence"))
    rows: dict[int, set[int]] = {member.pk: set() for member in members}
    for member_id, audience_id in Membership.objects.filter(member__in=rows).values_list("member_id", "audience_id"):
        rows[member_id].add(audience_id)
    return {m.pk: Hearing(not m.is_guest, frozenset(rows[m.pk]), not m.hide_presence) for m in members}


def everyone_audiences() -> frozenset[int]:
    """The audiences that every active member who is not a guest may see."""
    return frozenset(Audience.objects.filter(kind=Audience.Kind.EVERYONE).values_list("pk", flat=True))


def feed_audiences(member: Member):
    """The audiences that are in the member's own feed as a whole: the square, those with a row, those they follow and may see,
    minus muted.

    Each carries the rank of the member's row as `row_rank`.
    """
    own = Membership.objects.filter(member=member)
    ranked = Audience.objects.annotate(row_rank=row_rank(member, "pk"))
    if member.is_guest:
        return ranked.filter(memberships__member=member, memberships__muted=False)
    followed = Q(kind=Audience.Kind.EVERYONE, pk__in=_followed(member, "audience"))
    inside = Q(is_square=True) | Q(pk__in=own.values("audience_id")) | followed
    return ranked.filter(inside).exclude(pk__in=own.filter(muted=True).values("audience_id"))


def heard_audiences(member: Member):
    """All audiences of which something may be in the member's feed: that they may see and did not mute.

    Each carries `row_rank`, whether it is `in_feed` as a whole, and whether the member has `followed` it.
    """
    muted = Membership.objects.filter(member=member, muted=True).values("audience_id")
    whole = ExpressionWrapper(Q(pk__in=feed_audiences(member).values("pk")), BooleanField())
    seen = Audience.objects.filter(visible_to(member, "pk")).exclude(pk__in=muted)
    followed = Exists(member.follows.filter(audience=OuterRef("pk")))
    return seen.annotate(row_rank=row_rank(member, "pk"), in_feed=whole, followed=followed)


def _followed(member: Member, what: str):
    return member.follows.filter(**{f"{what}__isnull": False}).values(f"{what}_id")


def row_rank(member: Member, path: str = "audience") -> Subquery:
    """The rank of the member's row, to come along with a query whose audience is reached by `path`; for `ranks_in`."""
    return Subquery(Membership.objects.filter(member=member, audience=OuterRef(path)).values("rank"))


def unmet(member: Member) -> Q:
    """The condition for what is by people whom the member does not want to meet; for `exclude`."""
    return Q(author__in=member.muted_people.values("person_id"))


def kept_out(member: Member) -> Q:
    """The condition for what the member keeps out of every feed, people and places; for `exclude`."""
    return unmet(member) | Q(audience__in=Membership.objects.filter(member=member, muted=True).values("audience_id"))


class Wishes(NamedTuple):
    """Whom and what a member follows beside places, and whom they do not want to meet. `topics`: their words by id."""

    people: frozenset[int] = frozenset()
    topics: dict[int, str] = {}  # noqa: RUF012 - nobody writes into it
    muted: frozenset[int] = frozenset()


def wishes_of(member: Member) -> Wishes:
    """Read them, in one query."""
    followed = member.follows.filter(audience=None).values_list("person_id", "topic_id", "topic__slug")
    muted = member.muted_people.values_list("person_id", Value(0), Value(""))
    people, topics, unwanted = set(), {}, set()
    for person, topic, slug in followed.union(muted, all=True):
        if topic:
            topics[topic] = slug
        else:
            (people if topic is None else unwanted).add(person)
    return Wishes(frozenset(people), topics, frozenset(unwanted))


def feed_ways(member: Member, places, wishes: Wishes) -> list[Q]:
    """The ways by which items come into the feed: as part of these places, by their author, by their topic.

    Each way alone is quick to read newest first; an item may come by several. They narrow `visible_to`.
    """
    met = ~Q(author__in=wishes.muted) if wishes.muted else Q()
    muted = Q(audience__in=Membership.objects.filter(member=member, muted=True).values("audience_id"))
    ways = [met & Q(audience__in=places)]
    if wishes.people:
        ways.append(met & Q(author__in=wishes.people) & ~muted)
    if wishes.topics:
        # Not `topics__in`: with it SQLite looks for each of the topic's items in each audience.
        ways.append(met & Q(pk__in=member.follows.filter(topic__isnull=False).values("topic__items")) & ~muted)
    return ways


def feed_of(member: Member) -> Q:
    """The condition for the items of the member's feed. It narrows `visible_to`, it does not replace it."""
    return reduce(or_, feed_ways(member, feed_audiences(member).values("pk"), wishes_of(member)))


def sees(hearing: Hearing | None, audience: Audience) -> bool:
    """Whether somebody with this hearing may see what belongs to `audience`; for many people and things at once."""
    if hearing is None:
        return False
    return audience.pk in hearing.rows or (hearing.everyone and audience.kind == Audience.Kind.EVERYONE)


def is_told(hearing: Hearing | None, audience: Audience | None) -> bool:
    """Whether somebody with this hearing may read what they were told about `audience`, or, without one, about themselves alone."""
    return hearing is not None if audience is None else sees(hearing, audience)


def told(audience: Audience):
    """The members a notification about `audience` as a whole goes to: rows, never reach. In the square that is all members."""
    if audience.is_square:
        muted = Membership.objects.filter(audience=audience, muted=True)
        return Member.objects.everyone().exclude(pk__in=muted.values("member_id"))
    return Member.objects.active().filter(memberships__audience=audience, memberships__muted=False)


def readers(audience: Audience):
    """The active members who may see what belongs to `audience`, guests with `guest` > 0: `visible_to`, asked from the other side."""
    rows = Membership.objects.filter(audience=audience).values("member_id")
    active = Member.objects.active().annotate(guest=F("roles").bitand(int(Role.GUEST)))
    return active.filter(Q(guest=0) | Q(pk__in=rows) if audience.kind == Audience.Kind.EVERYONE else Q(pk__in=rows))


class Rule(NamedTuple):
    """Who may do a verb: the author, or whoever has the least rank (a Rank, or the audience's field that holds it), or a role.

    `square`: in the organisation's square, whoever holds one of these roles may do it too. `delegate`: and their delegates,
    for them (`leaders_of`).
    """

    least: Rank | str = Rank.NOBODY
    author: bool = False
    role: Role | None = None
    square: Role | None = None
    delegate: bool = False


# docs/permissions.md shows this table to people; tests/access reads that page and fails when the two differ.
VERBS = {
    "post": Rule(least="post_rank"),
    "comment": Rule(least="comment_rank"),
    "react": Rule(least=Rank.REACH),
    "follow": Rule(least=Rank.REACH),
    "mute_place": Rule(least=Rank.MEMBER),
    "vote": Rule(least=Rank.REACH),
    "announce": Rule(least=Rank.OWNER, square=Role.COMMUNICATIONS | Role.LEADER),
    "schedule": Rule(least="post_rank", delegate=True),
    "convene": Rule(least=Rank.OWNER, square=Role.COMMUNICATIONS | Role.LEADER, delegate=True),
    "attend": Rule(least=Rank.REACH),
    "chat": Rule(least="comment_rank"),
    "ask": Rule(least="comment_rank"),
    "steer": Rule(least=Rank.MODERATOR),
    "moderate": Rule(least=Rank.MODERATOR),
    "answer": Rule(least=Rank.OWNER),
    "upload": Rule(least="upload_rank"),
    "edit": Rule(author=True),
    "delete": Rule(least=Rank.MODERATOR, author=True),
    "move": Rule(least=Rank.MODERATOR, author=True),
    "wipe": Rule(least=Rank.MODERATOR, author=True),
    "lock": Rule(least=Rank.MODERATOR),
    "pin": Rule(least=Rank.MODERATOR),
    "leave": Rule(least=Rank.MEMBER),
    "invite": Rule(least="invite_rank"),
    "add": Rule(least=Rank.MODERATOR),
    "admit": Rule(least=Rank.MODERATOR),
    "silence": Rule(least=Rank.MODERATOR),
    "remove": Rule(least=Rank.MODERATOR),
    "rank": Rule(least=Rank.OWNER),
    "settle": Rule(least=Rank.OWNER),
}
ROLE_VERBS = {
    "administer": Rule(role=Role.ADMIN),
    "start_group": Rule(role=Role.MEMBER),
    "delegate": Rule(role=Role.COMMUNICATIONS | Role.LEADER),
}
REFUSAL = _("You can see this, but you may not do that here.")
AT_REST = _("Nothing new can be added here any more.")
NOT_FOR_THEM = _("Here you can plan only for somebody who made you a delegate and may plan here: name them as a host.")
# What the product adds to the table (social/apps.py): each is asked (member, verb, thing, audience) last, and may raise Refused.
HOLDS: list[Callable[[Member, str, object, Audience], None]] = []


def rank_in(member: Member, audience: Audience) -> Rank | None:
    """The member's standing in `audience`, read now; None when they cannot see it."""
    if not member.is_active:
        return None
    row = Membership.objects.filter(audience=audience, member=member).values_list("rank", flat=True).first()
    return _rank_of(member, audience, row)


def ranks_in(member: Member, audiences: Iterable[Audience]) -> dict[int, Rank]:
    """The member's standing in each of these audiences that they can see: one query, or none when they carry `row_rank`."""
    audiences = list(audiences)
    rows = {audience.pk: audience.row_rank for audience in audiences if hasattr(audience, "row_rank")}
    if unread := [audience for audience in audiences if audience.pk not in rows]:
        rows |= Membership.objects.filter(audience__in=unread, member=member).values_list("audience_id", "rank")
    ranks = {audience.pk: _rank_of(member, audience, rows.get(audience.pk)) for audience in audiences}
    return {pk: rank for pk, rank in ranks.items() if rank is not None}


def _rank_of(member: Member, audience: Audience, row: int | None) -> Rank | None:
    reach = Rank.REACH if audience.kind == Audience.Kind.EVERYONE and not member.is_guest else None
    if audience.is_square and reach is not None and member.holds(Role.ADMIN | Role.COMMUNICATIONS):
        return Rank.MODERATOR
    return Rank(row) if row is not None else reach


def may(member: Member, verb: str, thing=None) -> bool:
    """Whether `member` may do `verb` to `thing` (an audience, or something that has one)."""
    try:
        require(member, verb, thing)
    except (NotVisible, Refused):
        return False
    return True


def require(member: Member, verb: str, thing=None, hosts: Iterable[Member] = ()) -> Rank:
    """Return the member's rank there; raise NotVisible (404) or Refused (403) unless they may do `verb`, or prepare it for a host."""
    if verb in ROLE_VERBS:
        if member.is_active and member.holds(ROLE_VERBS[verb].role):
            return Rank.REACH
        raise Refused(REFUSAL)
    rule = VERBS[verb]
    audience = thing if isinstance(thing, Audience) else thing.audience
    rank = rank_in(member, audience)
    if rank is None:
        raise NotVisible
    alone = may_at(member, verb, audience, rank) or (rule.author and thing.author_id == member.pk)
    leaders = leaders_of(member) if rule.delegate and not alone else ()
    if alone or any(may(leader, verb, thing) for leader in leaders if leader in hosts):
        for hold in HOLDS:
            hold(member, verb, thing, audience)
        return rank
    if isinstance(rule.least, str) and getattr(audience, rule.least) == Rank.NOBODY:
        raise Refused(AT_REST)
    raise Refused(NOT_FOR_THEM if leaders else REFUSAL)


def leaders_of(member: Member) -> list[Member]:
    """The people for whom the member may prepare what they may do: who named them, and still may name anybody."""
    if member.is_guest:
        return []
    named = Member.objects.active().filter(delegations__delegate=member).order_by("name", "pk")
    return [leader for leader in named if may(leader, "delegate")]


def may_at(member: Member, verb: str, audience: Audience, rank: Rank) -> bool:
    """Whether the member, whose rank in the audience is known, may do the verb there; no query."""
    rule = VERBS[verb]
    least = getattr(audience, rule.least) if isinstance(rule.least, str) else rule.least
    return rank >= least or bool(rule.square and audience.is_square and member.holds(rule.square))
