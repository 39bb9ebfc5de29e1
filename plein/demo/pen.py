"""Writes what people said as rows that agree with each other: trees, counts, streams, and who was told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.management.color import no_style
from django.db import connection, transaction

from accounts.models import Audience
from plein.demo.tale import Said
from realtime.models import Stream
from social.comments.models import SEGMENT, Comment
from social.items.models import Item
from social.notifications.models import Notification
from social.reactions.models import Reaction
from social.words import handles_in

# How people react: liking is nearest at hand.
KINDS = ("like", "like", "love", "like", "thanks", "like", "celebrate", "laugh")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
BATCH = 1000


@dataclass
class Place:
    """An audience with who is in it. `rows`: member ids."""

    audience: Audience
    rows: list[int] = field(default_factory=list)

    def __post_init__(self):
        self.inside = frozenset(self.rows)


@dataclass
class Pen:
    """`handles`: everybody's id by handle; `guests`: ids; `now`: what is older than two days was read, but not by `sleepers`.

    It numbers the rows itself: the database is empty, and nothing else writes.
    """

    handles: dict[str, int]
    guests: set[int]
    now: datetime
    item: int = 0
    comment: int = 0
    sleepers: set[int] = field(default_factory=set)

    def write(self, posts: Iterable[tuple[Place, Said]]) -> list[Item]:
        """Write posts, oldest first, with all that hangs on them, in one transaction."""
        self.items, self.comments, self.reactions, self.notices = [], [], [], []
        for place, post in posts:
            self._post(place, post)
        with transaction.atomic():
            self._keep()
        return self.items

    def _post(self, place: Place, post: Said) -> None:
        self.item += 1
        named = self._named(post.text)
        item = Item(pk=self.item, kind=Item.Kind.STATUS, author_id=post.author, audience=place.audience, text=post.text)
        item.created_at, item.mentions = post.at, " ".join(named)
        answers = sorted(post.walk(), key=lambda said: said.at)
        item.comment_seq = item.comment_count = len(answers)
        self.items.append(item)
        self._like(post, item, None)
        self._tell(place, item, None, post.at, named)
        self._answers(place, item, post, answers)

    def _answers(self, place: Place, item: Item, post: Said, answers: list[Said]) -> None:
        """Number the answers in the order in which they were given; a parent is older than its children."""
        to = {id(answer): said for said in [post, *answers] for answer in said.answers}
        rows: dict[int, Comment] = {}
        for number, said in enumerate(answers, 1):
            rows[id(said)] = comment = self._comment(item, number, said, rows.get(id(to[id(said)])))
            self._like(said, item, comment)
            self._tell(place, item, comment, said.at, comment.mentions.split(), {post.author, to[id(said)].author})

    def _comment(self, item: Item, number: int, said: Said, parent: Comment | None) -> Comment:
        self.comment += 1
        comment = Comment(pk=self.comment, item=item, parent=parent, author_id=said.author, text=said.text, created_at=said.at)
        comment.path = f"{parent.path}.{segment(number)}" if parent else segment(number)
        comment.depth = parent.depth + 1 if parent else 0
        comment.mentions = " ".join(self._named(said.text))
        comment.reply_count = len(said.answers)
        self.comments.append(comment)
        return comment

    def _like(self, said: Said, item: Item, comment: Comment | None) -> None:
        after, thing = min(said.at + timedelta(minutes=7), self.now), comment or item
        kinds = [KINDS[(thing.pk * 7 + member * 3) % len(KINDS)] for member in said.liked]
        thing.reaction_count, thing.reaction_kinds = len(kinds), dict(Counter(kinds))
        self.reactions += [
            Reaction(item=item, comment=comment, member_id=member, kind=kind, at=after)
            for member, kind in zip(said.liked, kinds, strict=True)
        ]

    def _tell(
        self, place: Place, item: Item, comment: Comment | None, at: datetime, named: list[str], answered: Iterable[int] = ()
    ) -> None:
        """Who is named, and who is answered: once, if they see it, and not by themselves. As social/comments tells it."""
        author = (comment or item).author_id
        told = dict.fromkeys(answered, Notification.Verb.REPLY)
        told |= dict.fromkeys((self.handles[handle] for handle in named), Notification.Verb.MENTION)
        event = f"c{comment.pk}" if comment else item.stream
        for member, verb in told.items():
            if member != author and self._sees(place, member):
                notice = Notification(member_id=member, verb=verb, actor_id=author, audience=place.audience, item=item, comment=comment)
                notice.thread = item.stream
                notice.event, notice.at, notice.read_at = event, at, self._read(member, at)
                self.notices.append(notice)

    def _read(self, member: int, at: datetime) -> datetime | None:
        return at + timedelta(hours=5) if at < self.now - timedelta(days=2) and member not in self.sleepers else None

    def _sees(self, place: Place, member: int) -> bool:
        return member in place.inside or (place.audience.kind == Audience.Kind.EVERYONE and member not in self.guests)

    def _named(self, text: str) -> list[str]:
        return [handle for handle in handles_in(text) if handle in self.handles] if "@" in text else []

    def _keep(self) -> None:
        self.notices.sort(key=lambda notice: notice.at)
        Item.objects.bulk_create(self.items, BATCH)
        Stream.objects.bulk_create([Stream(name=item.stream, audience=item.audience_id) for item in self.items], BATCH)
        for rows, model in [(self.comments, Comment), (self.reactions, Reaction), (self.notices, Notification)]:
            model.objects.bulk_create(rows, BATCH)

    def put_down(self) -> None:
        """Let the database number on from here."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Item, Comment]):
                cursor.execute(statement)


def segment(number: int) -> str:
    """Return a comment's number in its item as its piece of the path."""
    digits = ""
    for _place in range(SEGMENT):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits
