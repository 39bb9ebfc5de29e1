"""One pass of the tail at the database: content first, then access (runs in the tail's own thread).

What was committed after a removal cannot reach who was removed: whoever reads content here reads the access
changes after it, and the hub applies those before it sends.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import Max, Q
from django.utils import timezone

from realtime.job import Job, Reading, Run
from realtime.models import Epoch, Event, Stream
from realtime.product import Aired, Product, Ref
from realtime.wire import frame, message

log = structlog.get_logger()
AWAY = (OperationalError, InterfaceError)  # the database is: the whole pass is tried again
MOST_BEHIND = 200  # events; who is further behind fetches the page again
PIECE = 50  # events in one frame of a long catch-up
RECHECK_PARTS = 15  # the members, in turn: all at once would hold up every post of that second
LOOK_BACK = timedelta(seconds=30)  # longer than any transaction may last


def read(job: Job, product: Product) -> Reading:
    """Read what the job asks for, in the order that keeps promises."""
    reading = Reading(epoch=Epoch.current(), access_at=job.access_at)
    if job.epoch and reading.epoch != job.epoch:
        job.tails.clear()  # other database, other positions
    _read_heads(job, reading)
    _read_content(job, reading, product)
    if job.look_back:
        _read_recent(reading)
        reading.aired = _aired(product)
    for chunk in _chunks(job.listened, 500):  # this process may have slept longer than the look back reaches
        reading.recent |= dict(Stream.objects.filter(name__in=chunk).values_list("name", "head"))
    _read_access(job, reading, product)
    return reading


def _chunks(values: Iterable, size: int) -> Iterator[list]:
    values = list(values)
    return (values[start : start + size] for start in range(0, len(values), size))


def _read_heads(job: Job, reading: Reading) -> None:
    names = set(job.tails).union(*(wanted for _, wanted in job.wants))
    for name in names:  # the stream of an audience or member exists before anything was published on it
        if name[0] in "am":
            reading.heads[name] = 0
            reading.audiences[name] = int(name[1:]) if name[0] == "a" else None
    for chunk in _chunks(names, 500):
        for name, head, audience in Stream.objects.filter(name__in=chunk).values_list("name", "head", "audience"):
            reading.heads[name] = head
            if name[0] == "i":
                reading.audiences[name] = audience


def _read_content(job: Job, reading: Reading, product: Product) -> None:
    ranges = {(name, last): min(reading.heads.get(name, last), last + MOST_BEHIND) for name, last in job.tails.items()}
    for _, wanted in job.wants:
        for name, position in wanted.items():
            head = reading.heads.get(name, -1)
            if position < head <= position + MOST_BEHIND:
                ranges[name, position] = head
    spans: dict[str, tuple[int, int]] = {}
    for (name, start), end in ranges.items():
        if end > start:
            low, high = spans.get(name, (start, end))
            spans[name] = (min(low, start), max(high, end))
    events = _events(spans)
    refs = {Ref(name, event.kind, event.object) for name, found in events.items() for event in found.values()}
    rendered, broken = _drawn(product, refs, job.languages)
    for (name, start), end in ranges.items():
        if end <= start:
            continue
        found = events.get(name, {})
        whole = name not in broken and all(position in found for position in range(start + 1, end + 1))
        if job.tails.get(name) == start:
            reading.tails[name] = _run(name, start, end, found, rendered) if whole else _stale(name, end, job.languages)
        if whole:
            pieces = range(start, end, PIECE)
            reading.catch_ups[name, start] = [_run(name, at, min(at + PIECE, end), found, rendered) for at in pieces]


def _drawn(product: Product, refs: set[Ref], languages: Iterable[str]) -> tuple[dict, set[str]]:
    """Draw the refs by language; return also the streams with one that cannot be drawn: it keeps no other from its readers."""
    if not refs:
        return {language: {} for language in languages}, set()
    try:
        return product.render(refs, languages), set()
    except AWAY:
        raise
    except Exception:
        log.exception("rows_not_drawn")
    rendered, broken = {language: {} for language in languages}, set()
    for ref in refs:
        try:
            drawn = product.render({ref}, languages)
        except AWAY:
            raise
        except Exception:
            log.warning("row_not_drawn", ref=ref)
            broken.add(ref.stream)
        else:
            for language, by_ref in drawn.items():
                rendered[language] |= by_ref
    return rendered, broken


def _events(spans: dict[str, tuple[int, int]]) -> dict[str, dict[int, Event]]:
    """Read the events of each stream in (low, high], by position."""
    found: dict[str, dict[int, Event]] = {}
    for chunk in _chunks(spans.items(), 100):
        condition = Q()
        for name, (low, high) in chunk:
            condition |= Q(stream=name, position__gt=low, position__lte=high)
        for event in Event.objects.filter(condition).only("stream", "position", "kind", "object"):
            found.setdefault(event.stream, {})[event.position] = event
    return found


def _run(name: str, start: int, end: int, found: dict[int, Event], rendered: dict) -> Run:
    """Build the frames of the events in (start, end]: each object once, newest state, in order of its first event."""
    refs = dict.fromkeys(Ref(name, found[at].kind, found[at].object) for at in range(start + 1, end + 1))
    frames = {}
    for language, by_ref in rendered.items():
        objects: dict[str, dict] = {}
        for ref in refs:
            for thing in by_ref.get(ref, ()):
                objects[thing["id"]] = objects.get(thing["id"], {}) | thing
        run = {"t": "run", "s": name, "from": start + 1, "to": end, "o": list(objects.values())}
        frames[language] = frame(json.dumps(run, separators=(",", ":"), ensure_ascii=False))
    return Run(end, frames)


def _stale(name: str, end: int, languages: Iterable[str]) -> Run:
    """The log was trimmed under a listener, or a row cannot be drawn: it fetches that part of its page again."""
    return Run(end, dict.fromkeys(languages, message(t="stale", s=[name])))


def _read_recent(reading: Reading) -> None:
    """Find the streams that moved lately: a ring may have been lost."""
    recent = Event.objects.filter(at__gt=timezone.now() - LOOK_BACK).values("stream").annotate(newest=Max("position"))
    reading.recent = dict(recent.values_list("stream", "newest"))


def _aired(product: Product) -> tuple[Aired, ...] | None:
    """Read what is on air; None when that cannot be drawn: nothing else waits for it."""
    try:
        return product.on_air()
    except AWAY:
        raise
    except Exception:
        log.exception("on_air_not_drawn")
        return None


def _read_access(job: Job, reading: Reading, product: Product) -> None:
    changes = list(Event.objects.filter(stream=Stream.ACCESS, position__gt=job.access_at).order_by("position"))
    first = not job.epoch or job.epoch != reading.epoch
    # A gap means that the log was trimmed while this process could not read: ask about everybody.
    gap = bool(changes) and changes[0].position != job.access_at + 1
    if changes:
        reading.access_at = changes[-1].position
    if first:
        reading.access_at = Stream.objects.filter(name=Stream.ACCESS).values_list("head", flat=True).first() or 0
    reading.audiences_changed = {change.object for change in changes if change.kind == "audience"}
    if first or reading.audiences_changed or job.look_back:
        reading.everyone = product.everyone()
    moved = [f"i{change.object}" for change in changes if change.kind == "item"]
    reading.moved = dict(Stream.objects.filter(name__in=moved).values_list("name", "audience")) if moved else {}
    members = None if gap else {change.object for change in changes if change.kind == "member"}
    visitors = set(job.visitors(members)) | {socket.visitor for socket, _ in job.arrivals}
    if job.recheck is not None:
        visitors |= {visitor for visitor in job.visitors(None) if visitor.member % RECHECK_PARTS == job.recheck}
    for chunk in _chunks(visitors, 500):
        admitted = product.admit(chunk)
        reading.hearings |= {visitor: admitted.get(visitor) for visitor in chunk}
