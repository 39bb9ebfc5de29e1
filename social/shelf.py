"""A bounded shelf for drawn rows: the least used leave first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any


class Shelf:
    """Keeps what was drawn under its key, at most `room` characters of it in all."""

    def __init__(self, room: int):
        self._room, self._taken = room, 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable):
        """Return what is kept under `key`, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def keep(self, key: Hashable, thing, size: int) -> None:
        """Keep `thing` of `size` characters; make room by letting go of the least used."""
        with self._lock:
            self._taken += size - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = (thing, size)
            while self._taken > self._room and self._kept:
                self._taken -= self._kept.popitem(last=False)[1][1]

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._taken = 0
