"""The listeners of one process: which sockets listen to which streams, and the sending of runs to them.

Everything here runs in the event loop and never waits; what must ask the database is one `Job` for the tail
(`realtime/tail.py`). Passes of the tail are strictly one after another. That is what makes the rule of access
simple: content is read first, then what changed in access, and only when that is applied is anything sent.
"""

import asyncio
import time
from collections.abc import Iterable

from realtime.crowd import Crowds
from realtime.job import Job, Reading
from realtime.onair import OnAir
from realtime.presence import Presence
from realtime.product import Product, Visitor
from realtime.socket import Channel, Socket
from realtime.threads import DatabaseThreads
from realtime.wire import message

SLICE = 400  # sockets written to before others get a turn
MOST_SOCKETS = 10  # of one member
BUSY = 0.150  # seconds between two runs of a busy stream
CLOSE = {"restart": 1012, "epoch": 1012, "resync": 1013, "signed-out": 4401, "flood": 1008, "full": 1008}


class Hub:
    """One process's side of the live channel."""

    def __init__(self, product: Product):
        self.product = product
        self.channels: dict[str, Channel] = {}
        self.members: dict[int, set[Socket]] = {}
        self.sockets: set[Socket] = set()
        self.everyone: frozenset[int] = frozenset()
        self.epoch = ""
        self.access_at = 0
        self.fresh_at = 0.0  # monotonic time of the last pass that reached the database
        self.wake = asyncio.Event()
        self.presence = Presence(self)
        self.crowds = Crowds(self)
        self.on_air = OnAir(self)
        self.threads = DatabaseThreads("live", 2)
        self.counts = {"frames": 0, "runs": 0, "resyncs": 0, "passes": 0}
        self._rung: set[str] = set()
        self._access_rung = False
        self._wants: list[tuple[Socket, dict[str, int], asyncio.Future]] = []
        self._arrivals: list[tuple[Socket, asyncio.Future]] = []

    # ---- what others tell the hub

    def rung(self, names: Iterable[str]) -> None:
        """A doorbell: these streams moved. Streams nobody here listens to are nothing to us."""
        for name in names:
            if name in self.channels:
                self._rung.add(name)
            elif name == "access":
                self._access_rung = True
        if self._rung or self._access_rung:
            self.wake.set()

    def arrive(self, socket: Socket) -> asyncio.Future:
        """Ask to let the socket in; the answer is whether it is."""
        answer = asyncio.get_running_loop().create_future()
        self._arrivals.append((socket, answer))
        self.wake.set()
        return answer

    def subscribe(self, socket: Socket, epoch: str, wanted: dict[str, int]) -> asyncio.Future | None:
        """Let the socket hear these streams from its positions on; refused and stale ones are told.

        What is up to date is answered at once. Otherwise the answer comes with the next pass, and the returned
        future tells when.
        """
        if epoch != self.epoch:
            socket.write(message(t="stale", s=list(wanted)))
            return None
        ready, behind = {}, {}
        for name, position in wanted.items():
            channel = self.channels.get(name)
            if channel and channel.last == position and self.may_hear(socket, channel):
                channel.add(socket)
                ready[name] = position
            else:
                behind[name] = position
        if ready:
            socket.write(message(t="ok", s=ready))
        if not behind:
            return None
        answer = asyncio.get_running_loop().create_future()
        self._wants.append((socket, behind, answer))
        self.wake.set()
        return answer

    def unsubscribe(self, socket: Socket, names: Iterable[str]) -> None:
        for name in names:
            if channel := self.channels.get(name):
                self._leave(socket, channel)

    def depart(self, socket: Socket) -> None:
        """Forget a socket whose connection ended."""
        socket.closed = True
        self.sockets.discard(socket)
        self.presence.forget(socket)
        for channel in list(socket.channels):
            self._leave(socket, channel)
        mine = self.members.get(socket.member)
        if mine:
            mine.discard(socket)
            if not mine:
                del self.members[socket.member]

    def dismiss(self, socket: Socket, why: str) -> None:
        """Close a socket, saying why; nothing more is sent on it."""
        if socket.closed:
            return
        socket.write(message(t="bye", why=why))
        self.depart(socket)
        socket.end(CLOSE[why])

    # ---- what the tail takes and brings

    def next_job(self) -> tuple[Job, float]:
        """Take the work of the next pass; also return after how many seconds a busy stream is due again."""
        now, due, later = time.monotonic(), {}, 0.0
        for name in list(self._rung):
            channel = self.channels.get(name)
            if channel is None:
                self._rung.discard(name)
            elif channel.served_at + BUSY <= now:
                due[name] = channel.last
                self._rung.discard(name)
            else:
                later = min(later or BUSY, channel.served_at + BUSY - now)
        wants, self._wants = self._wants, []
        for name in {name for _, names, _ in wants for name in names}:
            if channel := self.channels.get(name):
                due[name] = channel.last
        arrivals, self._arrivals = self._arrivals[:200], self._arrivals[200:]
        if self._arrivals:
            self.wake.set()
        self._access_rung = False
        job = Job(
            epoch=self.epoch,
            access_at=self.access_at,
            tails=due,
            wants=[(socket, names) for socket, names, _ in wants if not socket.closed],
            answers=[answer for _, _, answer in wants],
            arrivals=arrivals,
            visitors=self.visitors,
            languages={socket.language for name in due for socket in self.channels[name].sockets} | {s.language for s, _, _ in wants},
        )
        return job, later

    async def apply(self, job: Job, reading: Reading) -> None:
        """Apply what a pass read: access first, then who arrives, then what is sent."""
        self.fresh_at = time.monotonic()
        self.counts["passes"] += 1
        if self.epoch and reading.epoch != self.epoch:
            for socket in list(self.sockets):
                self.dismiss(socket, "epoch")
        self.epoch = reading.epoch
        self._apply_access(reading)
        self._let_in(job, reading)
        for sockets, frames in self._tails(job, reading) + self._catch_ups(job, reading) + self.on_air.news(reading.aired):
            await self.send_many(sockets, frames)
        self._answer(job)

    def give_up(self, job: Job) -> None:
        """The pass failed (the database is away): everything it took is asked again."""
        self._rung.update(job.tails)
        self._wants += [(socket, names, asyncio.get_running_loop().create_future()) for socket, names in job.wants]
        self._arrivals = job.arrivals + self._arrivals
        self._answer(job)

    def _answer(self, job: Job) -> None:
        for answer in job.answers:
            if not answer.done():
                answer.set_result(None)

    def visitors(self, members: Iterable[int] | None = None) -> list[Visitor]:
        """The sessions behind the sockets of these members, or of all; safe to call from the tail's thread."""
        ids = list(self.members) if members is None else members
        return [Visitor(pk, socket.session) for pk in ids for socket in list(self.members.get(pk, ()))]

    def may_hear(self, socket: Socket, channel: Channel) -> bool:
        """The live rule: the audience is among what the member may hear, or the stream is the member's own."""
        return channel.name == f"m{socket.member}" if channel.audience is None else self.hears(socket, channel.audience)

    def hears(self, socket: Socket, audience: int) -> bool:
        hearing = socket.hearing
        return audience in hearing.rows or (hearing.everyone and audience in self.everyone)

    async def send_many(self, sockets: list[Socket], frames: dict[str, bytes]) -> None:
        """Write each socket the frame of its language, in slices, waiting for nobody."""
        for start in range(0, len(sockets), SLICE):
            if start:
                await asyncio.sleep(0)
            for socket in sockets[start : start + SLICE]:
                if socket.closed:
                    continue
                if not socket.write(frames[socket.language]):
                    self.counts["resyncs"] += 1
                    self.depart(socket)
                    socket.cut()
        self.counts["frames"] += len(sockets)

    # ---- one step each of apply

    def _apply_access(self, reading: Reading) -> None:
        self.access_at = reading.access_at
        if reading.everyone is not None:
            self.on_air.unsure |= self.sockets if reading.everyone != self.everyone else set()
            self.everyone = reading.everyone
        for name, audience in reading.moved.items():
            if channel := self.channels.get(name):
                channel.audience = audience
        changed = [c for c in self.channels.values() if c.audience in reading.audiences_changed or c.name in reading.moved]
        for visitor, hearing in reading.hearings.items():
            for socket in [s for s in self.members.get(visitor.member, ()) if s.session == visitor.session]:
                if hearing is None:
                    self.dismiss(socket, "signed-out")
                else:
                    former, socket.hearing = socket.hearing, hearing
                    self._drop_deaf(socket, list(socket.channels))
                    if hearing == former:
                        continue
                    self.on_air.unsure.add(socket)
                    if socket.who:
                        self.presence.watch(socket, list(socket.who))
        for channel in changed:
            for socket in list(channel.sockets):
                self._drop_deaf(socket, [channel])

    def _drop_deaf(self, socket: Socket, channels: Iterable[Channel]) -> None:
        """Take from the socket those of the streams that it may no longer hear, and say which."""
        lost = [channel for channel in channels if not self.may_hear(socket, channel)]
        for channel in lost:
            self._leave(socket, channel)
        if lost:
            socket.write(message(t="no", s=[channel.name for channel in lost]))

    def _let_in(self, job: Job, reading: Reading) -> None:
        for socket, answer in job.arrivals:
            if answer.done():  # the connection ended while it waited
                continue
            hearing = reading.hearings.get(socket.visitor)
            mine = self.members.get(socket.member, ())
            if hearing is None or len(mine) >= MOST_SOCKETS:
                answer.set_result("signed-out" if hearing is None else "full")
                continue
            socket.hearing = hearing
            self.members.setdefault(socket.member, set()).add(socket)
            self.sockets.add(socket)
            answer.set_result("")

    def _tails(self, job: Job, reading: Reading) -> list[tuple[list[Socket], dict[str, bytes]]]:
        sendings = []
        for name in job.tails:
            channel, run = self.channels.get(name), reading.tails.get(name)
            if channel is None or run is None or run.to <= channel.last:
                continue
            channel.last = run.to
            channel.served_at = time.monotonic()
            self.counts["runs"] += 1
            sendings.append((list(channel.sockets), run.frames))
            if reading.heads[name] > run.to:
                self.rung([name])
        return sendings

    def _catch_ups(self, job: Job, reading: Reading) -> list[tuple[list[Socket], dict[str, bytes]]]:
        """Attach each socket to the streams it asked for, right behind the run that brings it there."""
        sendings = []
        for socket, wanted in job.wants:
            if socket.closed:
                continue
            ready, refused, stale, runs = {}, [], [], []
            for name, position in wanted.items():
                channel = self._channel(name, reading)
                if channel is None or not self.may_hear(socket, channel):
                    refused.append(name)
                    self._forget_if_empty(channel)
                    continue
                run = reading.catch_ups.get((name, position))
                if run is None and position != channel.last:
                    stale.append(name)
                    self._forget_if_empty(channel)
                    continue
                channel.add(socket)
                runs += run or []
                ready[name] = channel.last
            sendings += [([socket], run.frames) for run in runs]
            for kind, names in (("no", refused), ("stale", stale), ("ok", ready)):
                if names:
                    sendings.append(([socket], {socket.language: message(t=kind, s=names)}))
        return sendings

    def _channel(self, name: str, reading: Reading) -> Channel | None:
        if name not in self.channels:
            if name not in reading.heads:
                return None
            self.channels[name] = Channel(name, reading.audiences.get(name), reading.heads[name])
        return self.channels[name]

    def _leave(self, socket: Socket, channel: Channel) -> None:
        channel.discard(socket)
        self._forget_if_empty(channel)

    def _forget_if_empty(self, channel: Channel | None) -> None:
        if channel is not None and not channel.sockets:
            self.channels.pop(channel.name, None)
