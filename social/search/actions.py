"""Keeps the entries true, in the transaction of whatever changes a thing."""

from collections.abc import Callable, Collection, Iterable

from django.db import transaction

from realtime.publish import Change
from social.items.models import Item
from social.search.models import Entry
from social.search.registry import KINDS, Kind

WHY = "what is found is kept for everybody; who looks asks visible_to"
WORDS, PLACE = ["title", "text", "at"], ["audience", "item", "member"]
BATCH = 1000
OBJECT_BITS, KIND_BITS = 27, 4


def follow(changes: Iterable[Change]) -> None:
    """Look again at everything of which a change is told live: what is told is found."""
    changes = set(changes)
    for kind in KINDS.values():
        if objects := {change.object for change in changes if change.kind == kind.event}:
            index(kind.name, objects)


def index(name: str, objects: Collection[int]) -> None:
    """Let these objects of a kind be found as they are now, or no more; and with an item what hangs on it."""
    kind = KINDS[name]
    came, moved, gone = _write(kind, objects)
    if kind.event != "item":
        return
    for audience, items in moved.items():
        _entries().filter(item__in=items).update(audience=audience)
    if came or gone:
        for other in KINDS.values():
            if other.on is not None:
                hanging = set(_entries().filter(kind=other.name, item__in=gone).values_list("object", flat=True))
                _write(other, hanging | set(other.on(came)))


def drop(name: str, objects: Collection[int]) -> None:
    """Let these objects of a kind be found no more, whatever they are."""
    _entries().filter(kind=name, object__in=objects).delete()


def rebuild(say: Callable[[str], None] = lambda sentence: None) -> None:
    """Make every entry anew, in batches: each a transaction of its own, in which its objects stand still."""
    for kind in KINDS.values():
        count, last = 0, 0
        while pks := _rebuild_some(kind, last):
            count, last = count + len(pks), pks[-1]
        _entries().filter(kind=kind.name).exclude(object__in=kind.every().values("pk")).delete()
        say(f"{kind.name}: {count}")
    _entries().exclude(kind__in=KINDS).delete()


@transaction.atomic
def _rebuild_some(kind: Kind, after: int) -> list[int]:
    pks = list(kind.every().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
    here = kind.every().filter(pk__in=pks)
    if kind.on is not None:  # the item first, as every deed locks it
        _lock(Item.objects.for_system(WHY).filter(pk__in=list(here.values_list("item", flat=True))))
    _lock(here)
    _write(kind, pks)
    return pks


def _lock(rows) -> None:
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _write(kind: Kind, objects: Collection[int]) -> tuple[set[int], dict[int, set[int]], set[int]]:
    """Write what differs; return the objects that came, those that moved, by their audience, and those that are gone."""
    if not objects:
        return set(), {}, set()
    before = {entry.object: entry for entry in _entries().filter(kind=kind.name, object__in=objects)}
    now = {entry.object: _numbered(kind, entry) for entry in kind.make(objects)}
    stale = [entry.pk for pk, entry in before.items() if pk not in now or now[pk].pk != entry.pk]
    if stale:
        _entries().filter(pk__in=stale).delete()
    changed = [entry for pk, entry in now.items() if pk not in before or _said(entry) != _said(before[pk])]
    # An edit does not lock the item that its comment hangs on: only what moves a thing writes where it is.
    stayed = {pk for pk, entry in before.items() if pk in now and now[pk].audience_id == entry.audience_id}
    for stay, fields in ((True, WORDS), (False, WORDS + PLACE)):
        entries = [entry for entry in changed if (entry.object in stayed) is stay]
        Entry.objects.bulk_create(entries, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields)
    moved: dict[int, set[int]] = {}
    for pk in now.keys() & before.keys():
        if now[pk].audience_id != before[pk].audience_id:
            moved.setdefault(now[pk].audience_id, set()).add(pk)
    return now.keys() - before.keys(), moved, before.keys() - now.keys()


def _numbered(kind: Kind, entry: Entry) -> Entry:
    """Give the entry its number: seconds, then the object, then the kind. No two things of one second have the same."""
    entry.kind = kind.name
    seconds = max(0, int(entry.at.timestamp()))
    entry.pk = (((seconds << OBJECT_BITS) | (entry.object & ((1 << OBJECT_BITS) - 1))) << KIND_BITS) | kind.number
    return entry


def _said(entry: Entry) -> tuple:
    return (entry.pk, entry.audience_id, entry.item_id, entry.member_id, entry.title, entry.text)


def _entries():
    return Entry.objects.for_system(WHY)
