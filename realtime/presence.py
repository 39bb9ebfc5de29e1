"""Who is here and who is typing: leases that may be lost.

A member is here while one of their pages is in front of them. Leases live in Redis (a sorted set: member, end)
or, embedded, in this process; with Redis away each process knows its own. Once a second each process compares
and sends every socket one frame with the changes among the people on its page.
"""

import asyncio
import time
from collections import defaultdict

import redis
import structlog
from django.conf import settings

from realtime import doorbell
from realtime.socket import Socket
from realtime.wire import message

log = structlog.get_logger()
MOST_WATCHED = 100
LEASE, RENEW = 60, 20  # seconds
TYPING = 5.0  # seconds
GRACE = 5.0  # seconds: a reload is not a departure


class Presence:
    """The presence that this process's sockets see."""

    def __init__(self, hub):
        self._hub = hub
        self._here: frozenset[int] = frozenset()
        self._leaving: dict[int, float] = {}
        self._mine: set[int] = set()
        self._lost: set[int] = set()  # another process, where they had a page too, took their lease away
        self._renewed = 0.0
        self._watchers: dict[int, set[Socket]] = defaultdict(set)
        self._typing: dict[str, dict[int, float]] = {}
        self._typing_sent: dict[str, frozenset[int]] = {}

    # ---- what sockets say

    def watch(self, socket: Socket, ids: list[int]) -> None:
        """Tell the socket about these people from now on; a guest only about those they may see."""
        if socket.hearing.everyone:
            self._watch(socket, frozenset(ids))
            return
        asking = asyncio.ensure_future(self._hub.threads.ask(self._hub.product.people_seen, socket.member, ids))
        asking.add_done_callback(lambda done: None if done.exception() or socket.closed else self._watch(socket, frozenset(done.result())))

    def _watch(self, socket: Socket, ids: frozenset[int]) -> None:
        self.forget(socket)
        socket.who = ids
        for pk in ids:
            self._watchers[pk].add(socket)
        socket.write(message(t="here", n=self._number(socket), on=sorted(ids & self._here), off=sorted(ids - self._here)))

    def _number(self, socket: Socket) -> int:
        """How many are here; a guest is not told how large the organisation is."""
        return len(self._here if socket.hearing.everyone else self._here & socket.who)

    def forget(self, socket: Socket) -> None:
        for pk in socket.who:
            self._watchers[pk].discard(socket)
            if not self._watchers[pk]:
                del self._watchers[pk]
        socket.who = frozenset()

    def types(self, socket: Socket, stream: str) -> None:
        """The member writes in this stream's item: shown to its listeners for five seconds."""
        # Nobody writes in a stream of an audience, and it may have thousands of listeners.
        if stream[:1] == "i" and any(channel.name == stream for channel in socket.channels) and socket.hearing.shown:
            self.typed([stream, socket.member])
            if settings.REDIS_URL:
                doorbell.shout("typing", [stream, socket.member])

    def typed(self, said) -> None:
        """Somebody types, here or in another process."""
        stream, member = said
        if stream in self._hub.channels:
            self._typing.setdefault(stream, {})[member] = time.monotonic() + TYPING

    # ---- once a second

    async def run(self) -> None:
        """Renew, read, compare and tell, until cancelled."""
        while True:
            await asyncio.sleep(1)
            try:
                await self._round()
            except Exception:
                log.warning("presence_round_failed", exc_info=True)

    async def _round(self) -> None:
        now = time.monotonic()
        mine = {pk for pk, sockets in self._hub.members.items() if any(s.visible and s.hearing.shown for s in sockets)}
        for pk in self._mine - mine:
            self._leaving.setdefault(pk, now + GRACE)
        self._leaving = {pk: end for pk, end in self._leaving.items() if pk not in mine}
        gone = {pk for pk, end in self._leaving.items() if end <= now}
        for pk in gone:
            del self._leaving[pk]
        held = mine | self._leaving.keys()
        fresh, self._mine = held - self._mine, held
        here = held
        if settings.REDIS_URL:
            here = await self._through_redis(held if now - self._renewed >= RENEW else fresh | self._lost, gone, held)
            if now - self._renewed >= RENEW:
                self._renewed = now
        self._tell_presence(frozenset(here))
        self._tell_typing(now)

    async def _through_redis(self, renew: set[int], gone: set[int], held: set[int]) -> set[int]:
        key, now = doorbell.channel("here"), time.time()
        try:
            async with asyncio.timeout(0.5):
                pipe = doorbell.client().pipeline(transaction=False)
                if gone:
                    pipe.zrem(key, *gone)
                if renew:
                    pipe.zadd(key, dict.fromkeys(renew, now + LEASE))
                pipe.zremrangebyscore(key, 0, now)
                pipe.zrange(key, 0, -1)
                found = {int(pk) for pk in (await pipe.execute())[-1]}
                self._lost = held - found
                return held | found
        except (redis.RedisError, OSError, TimeoutError):
            self._renewed = 0.0  # Redis may come back empty
            return held

    def _tell_presence(self, here: frozenset[int]) -> None:
        came, went, self._here = here - self._here, self._here - here, here
        changes: dict[Socket, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, people in ((0, came), (1, went)):
            for pk in people:
                for socket in self._watchers.get(pk, ()):
                    changes[socket][side].append(pk)
        for socket, (on, off) in changes.items():
            socket.write(message(t="here", n=self._number(socket), on=on, off=off))

    def _tell_typing(self, now: float) -> None:
        for stream in list(self._typing):
            people = {pk: end for pk, end in self._typing[stream].items() if end > now}
            channel, ids = self._hub.channels.get(stream), frozenset(people)
            if channel and ids != self._typing_sent.get(stream, frozenset()):
                framed = message(t="typing", s=stream, m=sorted(ids)[:12])
                for socket in channel.sockets:
                    socket.write(framed)
            if ids and channel:
                self._typing[stream], self._typing_sent[stream] = people, ids
            else:
                self._typing.pop(stream, None)
                self._typing_sent.pop(stream, None)
