"""What on a page is the viewer's own: reactions and standing. Never part of a row that others are sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts import policy
from accounts.models import Audience, Member
from accounts.roles import Rank
from social.comments.models import Comment
from social.follows.models import MutedPerson
from social.items.models import Item
from social.marks.models import Mark
from social.reactions.models import Reaction


@dataclass
class Own:
    """The viewer's id, how they reacted to what ("item-3": "love"), their rank by audience.

    `saved`, `hidden`, `unread`: items with that mark; `read`: the last comment read, by item; `muted`: people not to be met.
    """

    member: int = 0
    reactions: dict[str, str] = field(default_factory=dict)
    ranks: dict[int, int] = field(default_factory=dict)
    saved: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    read: dict[str, int] = field(default_factory=dict)
    muted: set[int] = field(default_factory=set)

    def take_marks(self, items: Iterable[Item], comments: Iterable[Comment]) -> None:
        """Take over what came along with the rows; see `with_marks`."""
        for name in ("saved", "hidden", "unread"):
            getattr(self, name).update(f"item-{item.pk}" for item in items if getattr(item, f"mark_{name}", False))
        self.read |= {f"item-{item.pk}": item.mark_read for item in items if getattr(item, "mark_read", None) is not None}
        self.muted |= {one.author_id for one in comments if getattr(one, "author_muted", False)}

    def kept(self, name: str, author: int) -> SafeString:
        """Attributes of a row that say what the viewer marked."""
        muted = author in self.muted and name.startswith("comment-")
        return mark_safe(" data-saved" * (name in self.saved) + " data-kept-away" * (name in self.hidden) + " data-muted" * muted)  # noqa: S308 - our own words

    def marks(self, author: int, audience: int, name: str = "") -> SafeString:
        """Attributes of a row: where it is, whether it is the viewer's own, whether they may take it away, how they marked it."""
        mine = bool(self.member) and author == self.member
        moderates = self.ranks.get(audience, 0) >= Rank.MODERATOR
        standing = " data-mine" * mine + " data-may" * (mine or moderates) + " data-moderates" * moderates
        return format_html(' data-audience="{}"{}{}', audience, standing, self.kept(name, author))

    @property
    def state(self) -> dict:
        """The content of `<script type="application/json" id="own">`."""
        marked = {name: sorted(getattr(self, name)) for name in ("saved", "hidden", "unread", "muted") if getattr(self, name)}
        marked |= {"read": self.read} if self.read else {}
        ranks = {str(pk): int(r) for pk, r in self.ranks.items()}
        return {"member": self.member, "reactions": self.reactions, "ranks": ranks, **marked}


NOBODY = Own()


def with_reaction(member: Member, query: QuerySet) -> QuerySet:
    """Let each item or comment of `query` say how the member reacted to it, if they did, as `reacted`."""
    own = Reaction.objects.for_system("the viewer's own, on rows that they see").filter(member=member)
    about = own.filter(item=OuterRef("pk"), comment=None) if query.model is Item else own.filter(comment=OuterRef("pk"))
    return with_marks(member, query.annotate(reacted=Subquery(about.values("kind")[:1])))


def with_marks(member: Member, query: QuerySet) -> QuerySet:
    """Let each item say what the member marked it with, in one join; each comment whether its author is muted by them."""
    if query.model is not Item:
        return query.annotate(author_muted=Exists(MutedPerson.objects.filter(member=member, person=OuterRef("author"))))
    own = FilteredRelation("marks", condition=Q(marks__member=member))
    names = {"saved": "bookmarked_at", "hidden": "hidden", "unread": "unread", "read": "read_seq", "announced": "announcement_read"}
    return query.annotate(own_mark=own, **{f"mark_{name}": F(f"own_mark__{column}") for name, column in names.items()})


def hidden_by(member: Member) -> Q:
    """The items that the member does not want to meet in their lists; for `exclude`."""
    return Q(pk__in=Mark.objects.for_system("the viewer's own").filter(member=member, hidden=True).values("item_id"))


def own_state(member: Member, items: Iterable[Item], comments: Iterable[Comment] = (), audiences: Iterable[Audience] | None = None) -> Own:
    """Tell what is the member's own among these, read `with_reaction`. `audiences` when they come with `row_rank`."""
    items, comments = list(items), list(comments)
    if audiences is None:
        audiences = {item.audience_id: item.audience for item in items}.values()
    reacted = {f"item-{item.pk}": item.reacted for item in items if item.reacted}
    reacted |= {f"comment-{one.pk}": one.reacted for one in comments if one.reacted}
    own = Own(member.pk, reacted, policy.ranks_in(member, audiences))
    own.take_marks(items, comments)
    return own
