"""A conversation, or one branch of it, a page at a time: three levels are indented, what is deeper is folded to a line."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Max
from django.db.models.functions import Right, Substr
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import Member
from accounts.prepared import Prepared
from social import rows
from social.comments.models import SEGMENT, STANDING, Comment
from social.drawing import LEVELS
from social.items.models import Item, State
from social.own import own_state, with_reaction
from social.reading import COMMENTS, Stretch, language

NAMED, FACES = 2, 4  # of those who wrote in a folded branch
END = "/"  # the byte after the dot: behind everything in a branch


class Branch(NamedTuple):
    """What a page of a conversation is about: all of it, or the comment at `path` with what hangs on it."""

    path: str = ""
    depth: int = 0

    @property
    def deepest(self) -> int:
        """The depth of the last level that is drawn."""
        return self.depth + LEVELS

    def within(self, comments):
        """Narrow to what is drawn here."""
        comments = comments.filter(STANDING, depth__lte=self.deepest)
        return comments.filter(path__gte=self.path, path__lt=self.path + END) if self.path else comments


WHOLE = Branch()


class Fold(NamedTuple):
    """A branch that is folded: how many answers, who wrote them, the number of the newest that the viewer did not write."""

    number: int
    people: list[Member]
    last: int

    @property
    def named(self) -> list[Member]:
        return self.people[:NAMED]

    @property
    def faces(self) -> list[Member]:
        return self.people[:FACES]

    @property
    def others(self) -> int:
        return len(self.people) - len(self.named)


def branch_at(comment: Comment) -> Branch:
    return Branch(comment.path, comment.depth)


def place_of(path: str) -> Branch:
    """The branch in which the comment at `path` is drawn and not folded away."""
    depth = depth_of(path)
    if depth <= LEVELS:
        return WHOLE
    root = LEVELS * ((depth - 1) // LEVELS)
    return Branch(cut(path, root), root)


def depth_of(path: str) -> int:
    return (len(path) + 1) // (SEGMENT + 1) - 1


def cut(path: str, depth: int) -> str:
    """The path of the comment's ancestor at this depth."""
    return path[: (SEGMENT + 1) * (depth + 1) - 1]


def read_comments(request, item: Item, after: str, branch: Branch = WHOLE) -> Stretch:
    """Read what stands under `item`, in the order of the tree, from `after` on, with a line for each folded branch.

    The page listens to the item already, and `item` was read `with_reaction`."""
    if branch == WHOLE:
        comments = OF_ITEM(request.user, item=item.pk, after=after)
    else:
        comments = list(_comments(request.user, item.pk, after, branch))
    for comment in comments:
        comment.item = item  # with its audience: two joins less to plan
    shown = comments[:COMMENTS]
    own = own_state(request.user, [item], shown)
    drawn = rows.comment_rows(shown, language(), own, branch.depth)
    folds = _folds(request.user, item, [one for one in shown if one.depth == branch.deepest and one.reply_count])
    lines = [part for one, row in zip(shown, drawn, strict=True) for part in (row, *_line(one, folds))]
    return Stretch(lines, own, shown[-1].path if comments[COMMENTS:] else "")


def _comments(member: Member, item: int, after: str, branch: Branch):
    query = branch.within(Comment.objects.visible_to(member)).filter(item=item, path__gt=after)
    return with_reaction(member, query).select_related("author", "parent__author").order_by("path")[: COMMENTS + 1]


OF_ITEM = Prepared(lambda member, item, after: _comments(member, item, after, WHOLE))


def _folds(member: Member, item: Item, roots: list[Comment]) -> dict[str, Fold]:
    """Sum up what hangs on these comments, one query for all of them."""
    if not roots:
        return {}
    deep = Comment.objects.for_system("below comments that the viewer sees, in the same item").filter(item=item, state=State.PUBLISHED)
    deep = deep.filter(depth__gt=roots[0].depth, path__gt=roots[0].path, path__lt=roots[-1].path + END)
    by_author = deep.annotate(root=Substr("path", 1, len(roots[0].path))).order_by("root").values("root", "author_id", *WHO)
    found: dict[str, list[dict]] = {}
    for one in by_author.annotate(n=Count("pk"), last=Max(Right("path", SEGMENT))):
        found.setdefault(one["root"], []).append(one)
    return {root: _fold(member, some) for root, some in found.items()}


WHO = ("author__name", "author__handle", "author__face")


def _fold(member: Member, found: Iterable[dict]) -> Fold:
    found = sorted(found, key=lambda one: one["last"])
    people = [
        Member(pk=one["author_id"], name=one["author__name"], handle=one["author__handle"], face=one["author__face"]) for one in found
    ]
    last = max((int(one["last"], 36) for one in found if one["author_id"] != member.pk), default=0)
    return Fold(sum(one["n"] for one in found), people, last)


def _line(comment: Comment, folds: dict[str, Fold]) -> list[SafeString]:
    fold = folds.get(comment.path)
    return [render_to_string("comments/fold.html", {"comment": comment, "fold": fold})] if fold else []
