"""A page of what a member finds."""

from importlib import import_module
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString

from accounts.models import Member
from social.marks.models import Mark
from social.search.models import ELSEWHERE, Entry
from social.search.registry import KINDS, Found, Kind
from social.search.snippet import snippet

BACKEND = import_module({"sqlite": "social.search.sqlite", "postgresql": "social.search.postgres"}[connection.vendor])
SHOWN, FIRST = 20, 3


class Result(NamedTuple):
    """`title` and `words`: with what was looked for marked."""

    template: str
    kind: str
    found: Found
    title: SafeString
    words: SafeString


class Look(NamedTuple):
    """`more`: the key of the last result when others follow it."""

    results: list[Result]
    more: str


def by_time(member: Member, kinds: list[str], words: list[str], before: int | None) -> Look:
    """What was said, newest first; `before`: an entry's id."""
    found = _matching(member, kinds, words)
    found = found.filter(pk__lt=before) if before else found
    rows = list(BACKEND.newest_first(found).values_list("pk", "kind", "object")[: SHOWN + 1])
    return Look(_drawn(member, rows[:SHOWN], words), str(rows[SHOWN - 1][0]) if rows[SHOWN:] else "")


def by_name(member: Member, kind: str, words: list[str], after: int | None) -> Look:
    """Groups or people: those with the words in their name first, each part by name; `after`: an entry's id."""
    ranked = _matching(member, [kind], words).annotate(rank=BACKEND.rank([kind], words))
    last = ranked.filter(pk=after).values_list("rank", "title").first() if after else None
    if last:
        rank, title = last
        ranked = ranked.filter(Q(rank__gt=rank) | Q(rank=rank, title__gt=title) | Q(rank=rank, title=title, pk__gt=after))
    rows = list(ranked.order_by("rank", "title", "pk").values_list("pk", "kind", "object")[: SHOWN + 1])
    return Look(_drawn(member, rows[:SHOWN], words), str(rows[SHOWN - 1][0]) if rows[SHOWN:] else "")


def first_named(member: Member, kinds: list[str], words: list[str]) -> dict[str, Look]:
    """Of each kind the first few with the words in their name; `more`: whether there are others."""
    places = Window(RowNumber(), partition_by=["kind"], order_by=["title", "pk"])
    ranked = _matching(member, kinds, words).annotate(rank=BACKEND.rank(kinds, words)).filter(rank=0)
    rows = list(ranked.annotate(place=places).filter(place__lte=FIRST + 1).order_by("kind", "place").values_list("pk", "kind", "object"))
    found = {}
    for kind in kinds:
        some = [row for row in rows if row[1] == kind]
        found[kind] = Look(_drawn(member, some[:FIRST], words), "more" * (len(some) > FIRST))
    return found


def _matching(member: Member, kinds: list[str], words: list[str]):
    return BACKEND.matching(seen_by(member, kinds), kinds, words)


def seen_by(member: Member, kinds: list[str]):
    """What the member may see of these kinds, and did not hide from themselves."""
    seen = Entry.objects.visible_to(member, kinds)
    if set(kinds) - ELSEWHERE:
        hidden = Mark.objects.for_system("the viewer's own; what is hidden is left out").filter(member=member, hidden=True)
        seen = seen.exclude(item__in=hidden.values("item"))
    return seen


def _drawn(member: Member, rows: list[tuple[int, str, int]], words: list[str]) -> list[Result]:
    """The results as the things are now: each kind asks once more who may see them."""
    found = {kind: KINDS[kind].found(member, [pk for _id, of, pk in rows if of == kind]) for kind in {kind for _id, kind, _pk in rows}}
    return [_result(KINDS[kind], found[kind][pk], words) for _id, kind, pk in rows if pk in found[kind]]


def _result(kind: Kind, found: Found, words: list[str]) -> Result:
    return Result(kind.template, kind.name, found, snippet(found.title, words), snippet(found.words, words))
