"""What is on air: each socket is told of the first of it that it may hear, whenever that becomes another one.

The list is read with each look back of the tail, so no ring can be missed, Redis is not asked, and a process that starts
knows it too. While the list and what a socket may hear stay as they are, no socket is looked at.
"""

from collections import defaultdict
from collections.abc import Iterable

from realtime.product import Aired
from realtime.socket import Socket
from realtime.wire import message

NOTHING = message(t="onair", v="")


class OnAir:
    """What is on air as this process knows it."""

    def __init__(self, hub):
        self._hub = hub
        self._aired: tuple[Aired, ...] = ()
        self._frames: dict[str, dict[str, bytes]] = {}
        self.unsure: set[Socket] = set()  # what they may hear has changed since they were told

    @property
    def streams(self) -> set[str]:
        return {one.stream for one in self._aired}

    def greet(self, socket: Socket) -> None:
        """Tell a socket that has just come, whatever its page shows: it may have been read before a change."""
        socket.aired = self._first(socket)
        socket.write(self.frame(socket))

    def frame(self, socket: Socket) -> bytes:
        """What it is told now, in its language."""
        return self._frames.get(self._first(socket), {}).get(socket.language, NOTHING)

    def news(self, aired: tuple[Aired, ...] | None) -> list[tuple[list[Socket], dict[str, bytes]]]:
        """Take what a pass read, if it read that; return who is to be told what."""
        unsure, self.unsure = self.unsure, set()
        if aired is not None and aired != self._aired:
            self._aired = aired
            self._frames = {one.v: {name: message(t="onair", v=one.v, **said) for name, said in one.said.items()} for one in aired}
            unsure = self._hub.sockets
        told = defaultdict(list)
        for socket in unsure:
            v = self._first(socket)
            # Who has not been greeted yet is told then.
            if socket.aired not in (None, v):
                socket.aired = v
                told[v].append(socket)
        return [(sockets, self._frames.get(v) or _nothing(sockets)) for v, sockets in told.items()]

    def _first(self, socket: Socket) -> str:
        return next((one.v for one in self._aired if self._hub.hears(socket, one.audience)), "")


def _nothing(sockets: Iterable[Socket]) -> dict[str, bytes]:
    return dict.fromkeys({socket.language for socket in sockets}, NOTHING)
