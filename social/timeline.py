"""What comes into a member's timeline, how much of each place they have not read, and what an open page lets in."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts import policy
from accounts.models import Audience, Member
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


class Few(Subquery):
    """The number of rows of a query that is cut off."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) few)"
    output_field = IntegerField()


def with_unread(member: Member, audiences):
    """Let each audience say up to which item the member has read it, `read_up_to`, and how much is `unread`, MANY at most."""
    marks = ReadMark.objects.filter(member=member, audience=OuterRef("pk")).values("up_to")
    newer = Item.objects.for_system("counted in places that the policy chose").filter(audience=OuterRef("pk"), state=State.PUBLISHED)
    newer = newer.filter(pk__gt=OuterRef("read_up_to")).exclude(author=member)
    newer = newer.exclude(policy.unmet(member)).values("pk")[:MANY]
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

    def ways(self, show: str) -> list:
        """The queries whose newest items together are the timeline."""
        seen = Item.objects.visible_to(self.member)
        wishes = self.wishes if show != "unread" else policy.Wishes(muted=self.wishes.muted)
        ways = policy.feed_ways(self.member, [one.pk for one in self.shown(show)], wishes)
        if show != "unread":
            return [seen.filter(way) for way in ways]
        again = Mark.objects.for_system("the viewer's own").filter(member=self.member, unread=True).values("item_id")
        return [seen.filter(ways[0], _newer(self.own)).exclude(author=self.member), seen.filter(pk__in=again)]

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
    """Read them: one query for the wishes, one for the places."""
    wishes = policy.wishes_of(member)
    audiences = with_pins(with_announcement(member, policy.heard_audiences(member)))
    audiences = with_unread(member, audiences).select_related("group")
    audiences = audiences.annotate(unread=Case(When(in_feed=True, then=F("unread")), default=0))
    heard = list(audiences.order_by("-in_feed", "-is_square", "group__name")[:MOST_STREAMS])
    return Places(member, heard, wishes)


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


def newest(ways: list, most: int) -> list[tuple[int, int | None]]:
    """The newest items of these queries together, each with what it passes on: cut off on their own index before they are joined."""
    cut = [way.order_by("-pk")[:most] for way in ways]
    if len(cut) == 1:
        return list(cut[0].values_list("pk", "shared_id"))
    every = Item.objects.for_system("ids that the scoped queries found")
    parts = [every.filter(pk__in=one.values("pk")).values_list("pk", "shared_id") for one in cut]
    return list(parts[0].union(*parts[1:]).order_by("-pk")[:most])


def read_timeline(request, page: Page, ways: list, audiences: Iterable[Audience] | None = None, above: Iterable[int] = ()) -> Stretch:
    """Read the newest items that come by any of these ways; `?before=` an id: the older ones. `above`: what stands on top of them."""
    before = number(request.GET.get("before"))
    older = [(way.filter(pk__lt=before) if before else way).exclude(hidden_by(request.user)) for way in ways]
    return read_found(request, page, newest(older, ITEMS + 1), audiences, above)


def read_from(member: Member, items: Iterable[Item], marks: dict[int, int]) -> int:
    """The number of new rows on top, for the line below them; 0 when there is nothing to divide."""
    for n, item in enumerate(items):
        if item.author_id != member.pk and item.pk <= marks.get(item.audience_id, item.pk):
            return n if any(one.author_id != member.pk for one in list(items)[:n]) else 0
    return 0
