"""Who is in the crowd of a stream, as a number and twelve faces, and what they call out: leases and counts that may be lost.

A page that shows a crowd says so, and is counted in it. Every two seconds each process sends its pages one frame, the same for
all of them: it costs the same however many there are. Between processes the crowd is a sorted set in Redis (member, end of the
lease), and what was called out goes as one count.
"""

import asyncio
import time
from collections import Counter, defaultdict

import redis
import structlog
from django.conf import settings

from realtime import doorbell
from realtime.came import Came
from realtime.socket import Socket
from realtime.wire import message

log = structlog.get_logger()
FACES = 12
EVERY = 2  # seconds between two counts; what is called out goes every second
LEASE, RENEW = 60, 20  # seconds
MOST_KINDS = 12


class Crowd:
    """The crowd of one stream as this process knows it."""

    def __init__(self):
        self.sockets: set[Socket] = set()
        self.fresh: set[Socket] = set()  # they have not been told yet
        self.held: set[int] = set()
        self.renewed = 0.0
        self.number = 0
        self.faces: tuple[int, ...] = ()
        self.html = ""


class Crowds:
    """All of them, and what is called out in them."""

    def __init__(self, hub):
        self._hub = hub
        self._crowds: dict[str, Crowd] = {}
        self._called: dict[str, Counter] = defaultdict(Counter)  # in this process
        self._heard: dict[str, Counter] = defaultdict(Counter)  # in others
        self._turn = 0
        self._came = Came(hub)

    def join(self, socket: Socket, stream: str) -> None:
        """The socket's page shows the crowd of this stream, and of no other one."""
        if stream[:1] != "i" or stream == socket.crowd:
            return
        socket.crowd = stream
        crowd = self._crowds.setdefault(stream, Crowd())
        crowd.sockets.add(socket)
        crowd.fresh.add(socket)

    def called(self, said) -> None:
        """Somebody of this process called something out."""
        stream, kind = said
        self._called[stream][kind] += 1

    def heard(self, said) -> None:
        """So much was called out in another process."""
        stream, counts = said
        if stream in self._crowds:
            self._heard[stream].update(dict(list(counts.items())[:MOST_KINDS]))

    async def run(self) -> None:
        """Count and tell, until cancelled."""
        while True:
            await asyncio.sleep(1)
            try:
                await self.round()
            except Exception:
                log.warning("crowd_round_failed", exc_info=True)

    async def round(self) -> None:
        """Once a second: tell each crowd what was called out and, every other time, how many and who they are."""
        self._turn += 1
        called, self._called = self._called, defaultdict(Counter)
        heard, self._heard = self._heard, defaultdict(Counter)
        if settings.REDIS_URL:
            for stream, counts in called.items():
                doorbell.shout("calls", [stream, dict(counts)])
        for stream, crowd in list(self._crowds.items()):
            crowd.sockets = {socket for socket in crowd.sockets if not socket.closed and socket.crowd == stream}
            channel = self._hub.channels.get(stream)
            here = crowd.sockets & channel.sockets if channel else set()
            if self._turn % EVERY == 0:
                changed = await self._count(stream, crowd, here)
            else:
                changed = None
            await self._tell(stream, crowd, here, changed, called[stream] + heard[stream])
            if changed is not None and not crowd.sockets:
                del self._crowds[stream]
        if self._turn % EVERY == 0:
            await self._reckon()

    async def _reckon(self) -> None:
        """Count who came to what is on air; who hides is not counted."""
        on_air = self._hub.on_air.streams
        for stream in on_air & self._crowds.keys():
            await self._came.count(stream, self._crowds[stream].held)
        await self._came.forget(on_air)

    async def _tell(self, stream: str, crowd: Crowd, here: set[Socket], changed: tuple | None, calls: Counter) -> None:
        frame = {"s": stream} | ({"c": dict(calls.most_common(MOST_KINDS))} if calls else {})
        faces, number = changed or (False, False)
        frame |= {"n": crowd.number} if number or faces else {}
        # A guest may not see everybody who is here: they are told how many.
        groups = {False: {s for s in here if not s.hearing.everyone}, True: {s for s in here if s.hearing.everyone}}
        for everyone, sockets in groups.items():
            said = frame | ({"html": crowd.html} if faces and everyone else {})
            if len(said) > 1:
                await self._send(sockets, message(t="crowd", **said))
        if changed is not None:
            late = crowd.fresh & here
            crowd.fresh -= late
            crowd.fresh &= crowd.sockets
            if late and not faces:
                for socket in late:
                    shown = {"html": crowd.html} if socket.hearing.everyone else {}
                    socket.write(message(t="crowd", s=stream, n=crowd.number, **shown))

    async def _send(self, sockets: set[Socket], framed: bytes) -> None:
        await self._hub.send_many(list(sockets), dict.fromkeys({socket.language for socket in sockets}, framed))

    async def _count(self, stream: str, crowd: Crowd, here: set[Socket]) -> tuple[bool, bool]:
        """Read how many there are and whose faces are shown; return whether those changed, and that number."""
        mine = {socket.member for socket in here if socket.hearing.shown}
        number, present = len(mine), mine
        if settings.REDIS_URL:
            number, present = await self._through_redis(stream, crowd, mine)
        crowd.held = mine
        faces = [pk for pk in crowd.faces if pk in present][:FACES]
        faces += [pk for pk in sorted(present - set(faces))[: FACES - len(faces)]]
        before, crowd.number = crowd.number, number
        if tuple(faces) == crowd.faces:
            return False, number != before
        crowd.html = await self._hub.threads.ask(self._hub.product.faces, faces)
        crowd.faces = tuple(faces)
        return True, number != before

    async def _through_redis(self, stream: str, crowd: Crowd, mine: set[int]) -> tuple[int, set[int]]:
        """Say who of this process is here; return how many are in all, and a few of them."""
        key, now = doorbell.channel(f"crowd:{stream}"), time.time()
        due = now - crowd.renewed >= RENEW
        fresh, gone = mine if due else mine - crowd.held, crowd.held - mine
        try:
            async with asyncio.timeout(0.5):
                pipe = doorbell.client().pipeline(transaction=False)
                if gone:
                    pipe.zrem(key, *gone)
                if fresh:
                    pipe.zadd(key, dict.fromkeys(fresh, now + LEASE))
                    pipe.expire(key, 2 * LEASE)
                pipe.zremrangebyscore(key, 0, now)
                pipe.zcard(key)
                pipe.zrange(key, 0, 4 * FACES)
                if crowd.faces:
                    pipe.zmscore(key, list(crowd.faces))
                answers = await pipe.execute()
        except (redis.RedisError, OSError, TimeoutError):
            crowd.renewed = 0.0
            return len(mine), mine
        crowd.renewed = now if due else crowd.renewed
        number, some = answers[-3:-1] if crowd.faces else answers[-2:]
        scores = answers[-1] if crowd.faces else []
        stay = {pk for pk, score in zip(crowd.faces, scores, strict=False) if score is not None}
        return number, stay | {int(pk) for pk in some}
