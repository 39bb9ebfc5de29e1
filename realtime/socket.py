"""One browser's socket, and one stream as this process hears it."""

from collections.abc import Callable

from realtime.product import Hearing, Visitor

NOTHING = Hearing(False, frozenset())


class Channel:
    """A stream somebody here listens to; `last` is the position every listener has been sent up to."""

    __slots__ = ("audience", "last", "name", "served_at", "sockets")

    def __init__(self, name: str, audience: int | None, last: int):
        self.name = name
        self.audience = audience
        self.last = last
        self.served_at = 0.0
        self.sockets: set[Socket] = set()

    def add(self, socket: "Socket") -> None:
        if socket not in self.sockets:
            self.sockets.add(socket)
            socket.channels.append(self)

    def discard(self, socket: "Socket") -> None:
        if socket in self.sockets:
            self.sockets.remove(socket)
            socket.channels.remove(self)


class Socket:
    """A socket and what it may hear. `end(code)` closes it properly, `cut()` at once."""

    __slots__ = ("aired", "channels", "closed", "crowd", "end", "hearing", "language", "member", "session", "visible", "who", "wire")

    def __init__(self, member: int, session: str, language: str, wire, end: Callable[[int], None]):
        self.member = member
        self.session = session
        self.language = language
        self.wire = wire
        self.end = end
        self.hearing = NOTHING
        self.channels: list[Channel] = []
        self.who: frozenset[int] = frozenset()
        self.visible = True
        self.crowd = ""  # the stream whose crowd its page shows
        self.aired: str | None = None  # what is on air, as it was told last
        self.closed = False

    def write(self, framed: bytes) -> bool:
        return self.closed or self.wire.write(framed)

    def cut(self) -> None:
        self.wire.abort()
        self.end(1006)

    @property
    def visitor(self) -> Visitor:
        return Visitor(self.member, self.session)
