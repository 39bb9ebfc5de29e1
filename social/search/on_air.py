"""Sessions, their questions and, when they are over, all that was said: how each is put into words, and what a member is shown of it."""

from collections.abc import Collection, Iterable

from django.db.models import F
from django.urls import reverse

from accounts.models import Member
from social.asking.models import Fate, Question
from social.chatting.models import Line
from social.drawing import place_of
from social.items.models import Item, State
from social.search.kinds import HEAVY, WHY
from social.search.models import LINE, QUESTION, SESSION, Entry
from social.search.registry import Found, Kind, register
from social.search.words import fold
from social.sessions.models import Stage

FOUND = (Fate.OPEN, Fate.ANSWERING, Fate.ANSWERED, Fate.PARKED)  # what waits is with the hosts, what was declined stays there
LATER = "never"  # lines are indexed when their session is over


def _sessions():
    return Item.objects.for_system(WHY).filter(kind=Item.Kind.SESSION)


def _make_sessions(pks: Collection[int]) -> list[Entry]:
    found = _sessions().filter(pk__in=pks, state=State.PUBLISHED)
    return [
        Entry(object=one.pk, audience_id=one.audience_id, item_id=one.pk, title=fold(one.title), text=fold(one.text), at=one.created_at)
        for one in found
    ]


def _found_sessions(member: Member, pks: Collection[int]) -> dict[int, Found]:
    items = Item.objects.visible_to(member).filter(pk__in=pks).select_related("author", "audience__group").defer(*HEAVY)
    return {
        one.pk: Found(reverse("session", args=[one.pk]), one.title, one.text, one, one.created_at, one.author, place_of(one.audience))
        for one in items
    }


def _questions():
    return Question.objects.for_system(WHY)


def _make_questions(pks: Collection[int]) -> list[Entry]:
    found = _questions().filter(pk__in=pks, fate__in=FOUND, item__state=State.PUBLISHED)
    return [
        Entry(object=one.pk, audience_id=one.audience_id, item_id=one.item_id, text=fold(f"{one.text} {one.answer}"), at=one.asked_at)
        for one in found
    ]


def _found_questions(member: Member, pks: Collection[int]) -> dict[int, Found]:
    seen = Question.objects.visible_to(member).filter(pk__in=pks, fate__in=FOUND).select_related("author", "item__audience__group")
    return {
        one.pk: Found(
            f"{reverse('session', args=[one.item_id])}#question-{one.pk}",
            one.item.title,
            f"{one.text} {one.answer}".strip(),
            one,
            one.asked_at,
            one.author,
            place_of(one.item.audience),
        )
        for one in seen
    }


def _lines():
    return Line.objects.for_system(WHY).filter(item__session__stage=Stage.ENDED, audience=F("item__audience"))


def _make_lines(pks: Collection[int]) -> list[Entry]:
    found = _lines().filter(pk__in=pks, deleted_by=None, item__state=State.PUBLISHED)
    return [Entry(object=one.pk, audience_id=one.audience_id, item_id=one.item_id, text=fold(one.text), at=one.created_at) for one in found]


def _found_lines(member: Member, pks: Collection[int]) -> dict[int, Found]:
    seen = Line.objects.visible_to(member).filter(pk__in=pks, deleted_by=None).select_related("author", "item__audience__group")
    return {
        one.pk: Found(
            f"{reverse('session_lines', args=[one.item_id])}?before={one.pk + 1}#line-{one.pk}",
            one.item.title,
            one.text,
            one,
            one.created_at,
            one.author,
            place_of(one.item.audience),
        )
        for one in seen
    }


def _on(query, items: Iterable[int]) -> set[int]:
    return set(query.filter(item__in=items).values_list("pk", flat=True))


HIT = "search/on_air.html"
register(Kind(SESSION, 5, "item", _sessions, _make_sessions, _found_sessions, HIT))
register(Kind(QUESTION, 6, "question", _questions, _make_questions, _found_questions, HIT, lambda items: _on(_questions(), items)))
register(Kind(LINE, 7, LATER, _lines, _make_lines, _found_lines, HIT, lambda items: _on(_lines(), items)))
