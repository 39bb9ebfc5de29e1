"""What comes into a member's timeline, how much of each place they have not read, and what an open page lets in."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts import policy
from accounts.models import Audience, Member
from accounts.prepared import Prepared
from realtime.page import Page
from social.groups.models import Group
from social.items.models import Item, State, Topic
from social.marks.models import Mark, ReadMark
from social.on_top import announced, pinned_in, with_announcement, with_pins
from social.own import hidden_by
from social.reading import ITEMS, MOST_STREAMS, Stretch, number, read_found

SHOWS = ("all", "following", "unread")
MANY = 10  # unread items are counted so far; the page says "9+"
OFFERED, GROUPS = 3, 10
LATEST = 10**18  # an id that none will reach


class Few(Subquery):
    """The number of rows of a query that is cut off."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) few)"
    output_field = IntegerField()


def with_unread(member: Member, audiences):
    """Let each audience say up to which item the member has read it, `read_up_to`, and how much is `unread`, MANY at most."""
    marks = ReadMark.objects.filter(member=member, audience=OuterRef("pk")).values("up_to")
    newer = Item.objects.for_system("counted in places that the policy chose").filter(audience=OuterRef("pk"), state=State.PUBLISHED)
    newer = newer.filter(pk__gt=OuterRef("read_up_to")).exclude(author=member)
    newer = newer.exclude(policy.unmet(member)).order_by("-pk").values("pk")[:MANY]  # in this order the index is read, and left
    read = audiences.annotate(read_up_to=Coalesce(Subquery(marks), Value(0), output_field=BigIntegerField()))
    return read.annotate(unread=Few(newer))


class Places(NamedTuple):
    """All audiences of which something may come into the member's timeline, and what they wish beside those."""

    member: Member
    heard: list[Audience]
    wishes: policy.Wishes

    @property
    def own(self) -> list[Audience]:
        """Those that are in the timeline as a whole."""
        return [one for one in self.heard if one.in_feed]

    def shown(self, show: str) -> list[Audience]:
        return [one for one in self.own if one.followed] if show == "following" else self.own

    def streams(self, show: str) -> list[str]:
        """The streams of which a list lets rows in: of other places when somebody or something is followed everywhere."""
        everywhere = show != "unread" and (self.wishes.people or self.wishes.topics)
        return [one.stream for one in (self.heard if everywhere else self.shown(show))]

    def newest(self, show: str, before: int) -> list[tuple[int, int | None]]:
        """The newest items older than `before`, one more than a page shows, each with what it passes on."""
        member, shown = self.member, [one.pk for one in self.shown(show)]
        seen = Item.objects.visible_to(member).filter(pk__lt=before).exclude(hidden_by(member))
        if show == "unread":
            again = Mark.objects.for_system("the viewer's own").filter(member=member, unread=True).values("item_id")
            here = seen.filter(_newer(self.own)).exclude(author=member).exclude(policy.unmet(member))
            return _together([here, seen.filter(pk__in=again)])
        if self.wishes.people or self.wishes.topics:
            others = policy.feed_ways(member, (), self.wishes)[1:]
            return _together([_in_places(member, shown, before), *(seen.filter(way) for way in others)])
        return IN_PLACES(member, places=shown, before=before)

    def wants(self, show: str) -> dict:
        """The content of `<script type="application/json" id="wants">`: which rows the list lets in, and what was read when."""
        wishes = self.wishes if show != "unread" else policy.Wishes(muted=self.wishes.muted)
        return {
            "audiences": [one.pk for one in self.shown(show)],
            "people": sorted(wishes.people),
            "topics": sorted(wishes.topics.values()),
            "muted": sorted(wishes.muted),
            "mine": show != "unread",
            "read": {str(one.pk): one.read_up_to for one in self.own},
            "unread": {str(one.pk): one.unread for one in self.own},
        }

    @property
    def on_top(self) -> list[int]:
        """What the places announce, and what is pinned in the square."""
        return list(dict.fromkeys(announced(self.own) + [pk for one in self.own if one.is_square for pk in pinned_in(one)]))

    @property
    def pins(self) -> str:
        """The stream of the place whose pins stand on top."""
        return next((one.stream for one in self.own if one.is_square), "")

    @property
    def groups(self) -> list[Audience]:
        """The member's own groups with what is unread in front."""
        return in_front([one for one in self.own if hasattr(one, "group") and one.row_rank is not None])

    @property
    def offered(self) -> list[Group]:
        """The newest open groups in which the member is not yet."""
        others = [one.group for one in self.heard if one.row_rank is None and not one.in_feed and hasattr(one, "group")]
        joinable = [group for group in others if group.kind == Group.Kind.OPEN and not group.archived_at]
        return sorted(joinable, key=lambda group: -group.pk)[:OFFERED]


def places_of(member: Member) -> Places:
    """Read them: one query for the wishes, one for the places; those of which nothing is wished only as far as they are offered."""
    wishes = policy.wishes_of(member)
    return Places(member, (HEARD if wishes.people or wishes.topics else OWN)(member), wishes)


def _heard(member: Member):
    audiences = with_pins(with_announcement(member, policy.heard_audiences(member)))
    audiences = with_unread(member, audiences).select_related("group")
    audiences = audiences.annotate(unread=Case(When(in_feed=True, then=F("unread")), default=0))
    return audiences.order_by("-in_feed", "-is_square", "group__name")


def _own(member: Member):
    others = policy.heard_audiences(member).filter(in_feed=False, row_rank=None, group__kind=Group.Kind.OPEN, group__archived_at=None)
    offered = others.order_by("-group__pk").values("pk")[:OFFERED]
    return _heard(member).filter(Q(pk__in=policy.feed_audiences(member).values("pk")) | Q(pk__in=offered))


HEARD = Prepared(lambda member: _heard(member)[:MOST_STREAMS])
OWN = Prepared(lambda member: _own(member)[:MOST_STREAMS])


def own_groups(member: Member) -> list[Audience]:
    """The member's groups with what is unread in front, for beside any page."""
    own = policy.feed_audiences(member).filter(row_rank__isnull=False, group__isnull=False)
    return in_front(with_unread(member, own).select_related("group").order_by("group__name")[:MOST_STREAMS])


def muted_groups(member: Member) -> list[Group]:
    """The member's own groups that they keep out of their timeline."""
    muted = Audience.objects.filter(memberships__member=member, memberships__muted=True, group__isnull=False)
    return [one.group for one in muted.select_related("group").order_by("group__name")[:MOST_STREAMS]]


def topic_wants(topic: Topic) -> dict:
    """What the page of a topic lets in, of whatever place it hears."""
    return {"topics": [topic.slug], "mine": True}


def group_wants(group: Group, mine: bool) -> dict:
    """What the page of a group lets in; `mine` when it is in the member's timeline, and so has a read mark."""
    return {"audiences": [group.audience_id], "mine": True, "read": {str(group.audience_id): group.read_up_to} if mine else {}}


def unread_in(member: Member, audiences: Iterable[int]) -> dict[str, int]:
    """How much the member has not read in these places of their timeline."""
    own = with_unread(member, policy.feed_audiences(member).filter(pk__in=audiences))
    return {str(pk): few for pk, few in own.values_list("pk", "unread")}


def in_front(audiences: Iterable[Audience]) -> list[Audience]:
    return sorted(audiences, key=lambda one: not one.unread)


def _newer(audiences: Iterable[Audience]) -> Q:
    """What was not read in these: those with the same mark, mostly none, are one condition."""
    by_mark: dict[int, list[int]] = {}
    for one in audiences:
        if one.unread:
            by_mark.setdefault(one.read_up_to, []).append(one.pk)
    return reduce(or_, (Q(audience__in=found, pk__gt=mark) for mark, found in by_mark.items()), policy.NOTHING)


def _in_places(member: Member, places: list[int], before: int):
    """The items of these places, so far back that the newest are among them.

    What is older than the last of so many in any one of them cannot be: each place is asked for that on its own index, and stops
    there; else SQLite would read all of their items and sort them."""

    def met(items):
        return items.filter(pk__lt=before).exclude(hidden_by(member)).exclude(policy.unmet(member))

    every = Item.objects.for_system("only the number of one of them").filter(audience=OuterRef("pk"), state=State.PUBLISHED)
    last = Subquery(met(every).order_by("-pk").values("pk")[ITEMS : ITEMS + 1])
    furthest = Audience.objects.filter(pk__in=places).annotate(last=last).order_by(F("last").desc(nulls_last=True)).values("last")[:1]
    return met(Item.objects.visible_to(member).filter(audience__in=places, pk__gte=Coalesce(Subquery(furthest), Value(0))))


def _newest(items):
    return items.order_by("-pk").values_list("pk", "shared_id")[: ITEMS + 1]


def _together(ways: list) -> list[tuple[int, int | None]]:
    """The newest of what is found in any of these ways, each cut off on its own index before they are joined."""
    every = Item.objects.for_system("ids that the scoped queries found")
    parts = [every.filter(pk__in=_newest(way).values("pk")).values_list("pk", "shared_id") for way in ways]
    return list(parts[0].union(*parts[1:]).order_by("-pk")[: ITEMS + 1])


IN_PLACES = Prepared(lambda member, places, before: _newest(_in_places(member, places, before)))


def read_timeline(request, page: Page, places: Places, show: str, above: Iterable[int] = ()) -> Stretch:
    """Read the newest items of what the member chose of their timeline; `?before=` an id: the older ones. `above`: what is on top."""
    found = places.newest(show, number(request.GET.get("before")) or LATEST)
    return read_found(request, page, found, places.heard, above)


def read_place(request, page: Page, audience: Audience, above: Iterable[int] = ()) -> Stretch:
    """Read the newest items of one place, which came with the viewer's rank there."""
    before = number(request.GET.get("before")) or LATEST
    return read_found(request, page, IN_PLACES(request.user, places=[audience.pk], before=before), [audience], above)


def read_from(member: Member, items: Iterable[Item], marks: dict[int, int]) -> int:
    """The number of new rows on top, for the line below them; 0 when there is nothing to divide."""
    for n, item in enumerate(items):
        if item.author_id != member.pk and item.pk <= marks.get(item.audience_id, item.pk):
            return n if any(one.author_id != member.pk for one in list(items)[:n]) else 0
    return 0
