"""Rows for pages and for the live channel, from one template each."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.utils.safestring import SafeString

from social import carried, drawing, notices, onair
from social.comments.models import Comment
from social.items.models import WITH_PAGE, Item, State
from social.own import NOBODY, Own
from social.reactions.models import kinds_of

NOTHING: Mapping[int, str] = MappingProxyType({})
LIVE = "the live channel checks who may hear the stream"
ITEM_NEEDS = ("author", "audience__group", "praise__member")
COMMENT_NEEDS = ("author", "item__audience", "parent__author")


def item_rows(items: Iterable[Item], language: str, own: Own = NOBODY, inside: Mapping[int, str] = NOTHING) -> list[SafeString]:
    """Draw items that came with ITEM_NEEDS; `own` marks what is the viewer's, `inside` holds what they carry as the viewer sees it."""
    items = list(items)
    bodies = drawing.item_bodies(items, language)
    return [
        bodies[item.pk].filled(
            own.marks(item.author_id, item.audience_id, f"item-{item.pk}"),
            drawing.item_counts(item, language, item_numbers(item), own.reactions.get(f"item-{item.pk}", "")),
            (inside.get(item.pk) or carried.for_nobody(item, language)) if item.state == State.PUBLISHED else "",
        )
        for item in items
    ]


def item_row(item: Item, language: str, own: Own = NOBODY, inside: Mapping[int, str] = NOTHING) -> SafeString:
    return item_rows([item], language, own, inside)[0]


def comment_rows(comments: Iterable[Comment], language: str, own: Own = NOBODY, top: int = 0) -> list[SafeString]:
    """Draw comments that came with COMMENT_NEEDS; indented from the depth `top` on."""
    comments = list(comments)
    bodies = drawing.comment_bodies(comments, language)
    return [
        bodies[comment.pk].filled(
            own.marks(comment.author_id, comment.item.audience_id, f"comment-{comment.pk}") + drawing.level(comment.depth - top),
            drawing.comment_counts(comment, language, comment_numbers(comment), own.reactions.get(f"comment-{comment.pk}", "")),
        )
        for comment in comments
    ]


def item_numbers(item: Item) -> dict[str, int]:
    """What is counted under the item; under a note of the house, and one that was removed, nothing is shown."""
    if item.state == State.REMOVED or item.kind in drawing.BARE:
        return {}
    voters = {"voters": item.data["poll"]["voters"]} if "poll" in item.data else {}
    return {"comments": item.comment_count, **reaction_numbers(item)} | voters


def comment_numbers(comment: Comment) -> dict[str, int]:
    return reaction_numbers(comment)


def reaction_numbers(thing: Item | Comment) -> dict[str, int]:
    """All reactions, and how many of each kind that was ever given here."""
    return {"reactions": thing.reaction_count} | {f"reaction_{kind}": n for kind, n in kinds_of(thing).items()}


def item_object(item: Item, language: str) -> dict:
    """The item as an object of a run (docs/realtime.md)."""
    shown = {"id": f"item-{item.pk}", "v": item.version, "html": item_row(item, language), "n": item_numbers(item)}
    shown |= {"removed": True} if item.state == State.REMOVED else {}
    shown |= {"pinned": f"a{item.audience_id}"} if item.pinned_at and item.state == State.PUBLISHED else {}
    return shown | ({"announced": True} if item.announced_at and item.state == State.PUBLISHED else {})


def comment_object(comment: Comment, language: str) -> dict:
    """The comment as an object of a run; gone when nothing of it stands."""
    name = f"comment-{comment.pk}"
    if not comment.stands:
        return {"id": name, "gone": True, "path": comment.path}
    drawn = {"html": comment_rows([comment], language)[0], "n": comment_numbers(comment)}
    return {"id": name, "v": comment.version, "on": f"item-{comment.item_id}", "path": comment.path, **drawn}


def render(refs: Iterable[tuple[str, str, int]], languages: Iterable[str]) -> dict[str, dict[tuple, list[dict]]]:
    """Draw, a language, what each (stream, kind, object) refers to as it is now: its objects, or that they are gone from there."""
    by_kind: dict[str, list[tuple]] = {}
    for ref in refs:
        by_kind.setdefault(ref[1], []).append(ref)
    drawn: dict[str, dict[tuple, list[dict]]] = {language: {} for language in languages}
    for kind, found in by_kind.items():
        load, draw = RENDERED.get(kind, (lambda refs: None, lambda refs, loaded, language: dict.fromkeys(refs, [])))
        loaded = load(found)
        for language in drawn:
            drawn[language] |= draw(found, loaded, language)
    return drawn


def _load_items(refs: list[tuple]) -> dict[int, Item]:
    return Item.objects.for_system(LIVE).filter(state__in=WITH_PAGE).select_related(*ITEM_NEEDS).in_bulk({ref[2] for ref in refs})


def _items(refs: list[tuple], items: dict[int, Item], language: str) -> dict[tuple, list[dict]]:
    """A removed item is shown on its own page, which listens to its own stream, and in no list."""
    here = {ref: items[ref[2]] for ref in refs if ref[2] in items and ref[0] in _streams_of(items[ref[2]])}
    drawing.item_bodies(here.values(), language)  # those that are new, together
    return {ref: [item_object(here[ref], language) if ref in here else _gone("item", ref)] for ref in refs}


def _streams_of(item: Item) -> tuple[str, ...]:
    return (item.stream, f"a{item.audience_id}") if item.state == State.PUBLISHED else (item.stream,)


def _counts(refs: list[tuple], items: dict[int, Item], language: str) -> dict[tuple, list[dict]]:
    return {ref: [_numbers("item", ref[2], item_numbers(items[ref[2]]))] if ref[2] in items else [_gone("item", ref)] for ref in refs}


def _load_comments(refs: list[tuple]) -> dict[tuple, Comment]:
    """The comments that belong to the item of the stream they were published on."""
    comments = Comment.objects.for_system(LIVE).filter(item__state__in=WITH_PAGE).select_related(*COMMENT_NEEDS)
    by_id = comments.in_bulk({ref[2] for ref in refs})
    return {ref: by_id[ref[2]] for ref in refs if ref[2] in by_id and ref[0] == f"i{by_id[ref[2]].item_id}"}


def _comments(refs: list[tuple], found: dict[tuple, Comment], language: str) -> dict[tuple, list[dict]]:
    return {
        ref: [comment_object(found[ref], language), _numbers("item", found[ref].item_id, item_numbers(found[ref].item))]
        if ref in found
        else [_gone("comment", ref)]
        for ref in refs
    }


def _comment_counts(refs: list[tuple], found: dict[tuple, Comment], language: str) -> dict[tuple, list[dict]]:
    return {ref: [_numbers("comment", ref[2], comment_numbers(found[ref]))] if ref in found else [] for ref in refs}


def _places(refs: list[tuple], loaded: None, language: str) -> dict[tuple, list[dict]]:
    """What belongs to the member's timeline changed: their open pages read it again."""
    return {ref: [{"id": "places", "n": {}}] for ref in refs}


def _gone(kind: str, ref: tuple) -> dict:
    return {"id": f"{kind}-{ref[2]}", "gone": True}


def _numbers(kind: str, pk: int, numbers: dict) -> dict:
    return {"id": f"{kind}-{pk}", "n": numbers}


RENDERED = {
    "item": (_load_items, _items),
    "counts": (_load_items, _counts),
    "comment": (_load_comments, _comments),
    "comment_counts": (_load_comments, _comment_counts),
    "notification": (notices.load, notices.draw),
    "bell": (notices.load_bells, notices.draw_bells),
    "places": (lambda refs: None, _places),
    **onair.RENDERED,
}
