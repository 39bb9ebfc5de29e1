"""Draws rows for no viewer in particular, once a version and language; what differs is filled in each time."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from accounts.models import Audience, Member
from social.comments.models import Comment
from social.items.models import Item, Picture, State
from social.reactions.models import Kind
from social.shelf import Shelf
from social.words import to_html

ROOM = 32_000_000  # characters of HTML kept
# The places; what members write is escaped and never holds these.
OWN, CARRIED, COUNTS = SafeString("<!--own-->"), SafeString("<!--carried-->"), SafeString("<!--counts-->")
EVERYONE = gettext_lazy("Everyone")
ROWS = {Item.Kind.STATUS: "items/row.html", Item.Kind.NOTE: "items/note.html", Item.Kind.SESSION: "items/session.html"}
BARE = (Item.Kind.NOTE, Item.Kind.SESSION)  # nothing is counted below them
LEVELS = 3  # of indentation; who answers deeper says whom
SHELF = Shelf(ROOM)


class Place(NamedTuple):
    """How an audience is called on a chip."""

    kind: str
    name: str
    href: str

    @property
    def words(self) -> str:
        return self.name or str(EVERYONE)


def place_of(audience: Audience) -> Place:
    """Name the audience; its group must have come with it."""
    if audience.is_square:
        return Place("square", "", reverse("home"))
    group = getattr(audience, "group", None)
    return Place(group.kind, group.name, reverse("group", args=[group.slug])) if group else Place("listed", "", "")


class Body(NamedTuple):
    """A drawn row around the places that are filled for each viewer and moment. What it carries stands before its counts."""

    start: str
    middle: str
    foot: str
    end: str

    def filled(self, own: str, counts: str, carried: str = "") -> SafeString:
        return mark_safe("".join((self.start, own, self.middle, carried, self.foot, counts, self.end)))  # noqa: S308 - all drawn by templates


@cache
def release() -> str:
    """Name what the templates are now: another release draws all rows anew."""
    root = Path(settings.BASE_DIR) / "frontend" / "templates"
    drawn_with = (
        path
        for folder in ("items", "comments", "reactions", "carried", "components", "sessions")
        for path in sorted((root / folder).glob("*.html"))
    )
    return sha256(b"".join(path.read_bytes() for path in drawn_with)).hexdigest()[:12]


def item_bodies(items: Iterable[Item], language: str) -> dict[int, Body]:
    """Draw the items that are not on the shelf; the pictures of all of those come in one query."""
    keys = {item: _item_key(item, language) for item in items}
    bodies = {item.pk: SHELF.find(key) for item, key in keys.items()}
    missing = [item for item in keys if bodies[item.pk] is None]
    pictures = _pictures(missing) if missing else {}
    for item in missing:
        words = {"item": item, "place": place_of(item.audience), "href": reverse("item", args=[item.pk])}
        words |= {"html": to_html(item.text, item.mentions), "pictures": pictures.get(item.pk), "praised": praised(item)}
        template = ROWS[item.kind] if item.state == State.PUBLISHED else "items/removed.html"
        bodies[item.pk] = _draw(template, words, language, keys[item])
    return bodies


def comment_bodies(comments: Iterable[Comment], language: str) -> dict[int, Body]:
    keys = {comment: _comment_key(comment, language) for comment in comments}
    return {comment.pk: SHELF.find(key) or _draw_comment(comment, language, key) for comment, key in keys.items()}


def level(depth: int) -> SafeString:
    """The attribute of a comment that indents it."""
    return format_html(' data-level="{}"', min(depth, LEVELS))


def counts(kind: str, pk: int, language: str, numbers: dict[str, int], reacted: str) -> str:
    """Draw the counts of a row, with the viewer's own reaction, if any."""
    key = ("counts", kind, pk, language, release(), reacted, *numbers.items())
    drawn = SHELF.find(key)
    if drawn is None:
        kinds = [(one, numbers[f"reaction_{one}"]) for one in Kind if f"reaction_{one}" in numbers]
        addresses = {
            "href": reverse(kind, args=[pk]),
            "act": reverse(f"{kind}_reaction", args=[pk]),
            "who": reverse(f"{kind}_reactions", args=[pk]),
        }
        words = {"pk": pk, "kinds": kinds, "reacted": reacted, **addresses, **numbers}
        with translation.override(language):
            drawn = render_to_string(f"{kind}s/counts.html", words)
        SHELF.keep(key, drawn, len(drawn))
    return drawn


def item_counts(item: Item, language: str, numbers: dict, reacted: str) -> str:
    """The counts of an item's row; a note of the house and what was removed have none."""
    bare = item.kind in BARE or item.state != State.PUBLISHED
    return "" if bare else counts("item", item.pk, language, numbers, reacted)


def comment_counts(comment: Comment, language: str, numbers: dict, reacted: str) -> str:
    return counts("comment", comment.pk, language, numbers, reacted) if comment.state == State.PUBLISHED else ""


def _pictures(items: list[Item]) -> dict[int, list[Picture]]:
    found: dict[int, list[Picture]] = {}
    shown = Picture.objects.for_system("rows are drawn for whoever may see the item").filter(item__in=items, file__state="ready")
    for picture in shown.select_related("file"):
        found.setdefault(picture.item_id, []).append(picture)
    return found


def praised(item: Item) -> Member | None:
    """The colleague the item praises; it came with `praise__member`."""
    return item.praise.member if hasattr(item, "praise") else None


def _item_key(item: Item, language: str) -> tuple:
    member = praised(item)
    praise = (member.name, member.handle, member.face) if member else ()
    tended = (item.pinned_at, item.locked_at, item.deleted_by_id, item.title, repr(item.data) if item.kind == Item.Kind.SESSION else "")
    return ("item", *_written(item), language, release(), place_of(item.audience), praise, tended)


def _written(thing: Item | Comment) -> tuple:
    """What a row says and who says it. Versions come again after a restore, so the words and times count too."""
    author = thing.author
    return (
        thing.pk,
        thing.version,
        thing.state,
        hash(thing.text),
        thing.created_at,
        thing.edited_at,
        author.name,
        author.handle,
        author.face,
    )


def _comment_key(comment: Comment, language: str) -> tuple:
    answered = _answered(comment)
    return ("comment", *_written(comment), language, release(), answered.author.name if answered else "")


def _answered(comment: Comment) -> Comment | None:
    deep = comment.depth > LEVELS and comment.parent is not None and comment.parent.state == State.PUBLISHED
    return comment.parent if deep else None


def _draw_comment(comment: Comment, language: str, key: tuple) -> Body:
    words = {"comment": comment}
    if comment.state != State.PUBLISHED:
        return _draw("comments/removed.html", words, language, key)
    words |= {"html": to_html(comment.text, comment.mentions), "answered": _answered(comment)}
    return _draw("comments/row.html", words, language, key)


def _draw(template: str, words: dict, language: str, key: tuple) -> Body:
    # In the organisation's time zone: the browser makes each time its reader's own.
    with translation.override(language), timezone.override(None):
        drawn = render_to_string(template, {**words, "own": OWN, "carried": CARRIED, "counts": COUNTS})
    start, _, rest = drawn.partition(OWN)
    before, _, end = rest.partition(COUNTS)
    middle, _, foot = before.partition(CARRIED)
    body = Body(start, middle, foot, end)
    SHELF.keep(key, body, len(drawn))
    return body
