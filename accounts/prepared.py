"""Queries of hot pages whose SQL is made once: Django takes longer to write the large ones than a database to answer them."""

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from accounts.models import Member

FIRST = -(2**52)  # numbers and words from here on stand for what is put in their place
ROOMS = (8, 24, 64, 160, 400)  # how many ids a list has room for; what is left empty repeats the last one

Given = int | str | Sequence[int]


class Prepared:
    """`build(member, **given)`, built once for a member who stands for all of their kind, then run for whoever asks.

    `given`: numbers, words, and lists of ids that become conditions of the query. It may depend on nothing else: of the
    member only on who they are and whether they are a guest; not on the moment, nor on how large a number is.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self._build = build
        self._made = threading.local()  # a compiler belongs to its thread's connection

    def __call__(self, member: Member, **given: Given) -> list:
        """Return the rows. An inactive member sees nothing here."""
        if not member.is_active:
            return []
        shape = (member.is_guest, *((name, kind_of(value)) for name, value in given.items()))
        made = self._made.__dict__.get(shape)
        if made is None or made.is_old():
            made = self._made.__dict__[shape] = Made(self._build, member, shape)
        return made.rows(member, given)


def kind_of(value: Given) -> type | int:
    """The type of a number or a word; of a list, the length it is filled up to."""
    if isinstance(value, int | str):
        return type(value)
    return next((room for room in ROOMS if room >= len(value)), len(value))


class Made:
    """The query of one shape in one thread."""

    def __init__(self, build: Callable[..., QuerySet], member: Member, shape: tuple):
        numbers = count(FIRST)
        twin, self._kinds = Member(pk=next(numbers), roles=member.roles), dict(shape[1:])
        stand_ins = {name: _stand_in(numbers, kind) for name, kind in shape[1:]}
        self._queryset = build(twin, **stand_ins)
        self._compiler = self._queryset.query.get_compiler(self._queryset.db)
        places = {stand_in: place for place, stand_in in enumerate(_flat(twin, stand_ins))}
        self._sql, self._params = _written(self._compiler)
        self._open = [(n, places[param]) for n, param in enumerate(self._params) if type(param) in {int, str} and param in places]
        self._compiler.as_sql = lambda: (self._sql, tuple(self._params))
        self._queryset.query.get_compiler = lambda *args, **kwargs: self._compiler

    def is_old(self) -> bool:
        return self._compiler.connection is not connections[self._queryset.db]

    def rows(self, member: Member, given: dict[str, Given]) -> list:
        values = list(_flat(member, {name: filled(given[name], kind) for name, kind in self._kinds.items()}))
        for n, place in self._open:
            self._params[n] = values[place]
        return list(self._queryset._iterable_class(self._queryset))


def _stand_in(numbers: Iterator[int], kind: type | int) -> Given:
    return [next(numbers) for _ in range(kind)] if isinstance(kind, int) else kind(next(numbers))


def _written(compiler) -> tuple[str, list]:
    """The SQL, empty when nothing can ever be found."""
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return "", []
    return sql, list(params)


def filled(value: Given, kind: type | int) -> Given:
    """Fill a list up to its room; what stands in it twice is found once."""
    if not isinstance(kind, int):
        return value
    ids = list(value) or [0]
    return ids + ids[-1:] * (kind - len(ids))


def _flat(member: Member, given: dict[str, Given]) -> Iterator[int | str]:
    yield member.pk
    for value in given.values():
        yield from (value if isinstance(value, list) else [value])
