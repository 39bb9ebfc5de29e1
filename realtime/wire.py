"""Writing one frame to thousands of sockets, and never waiting for one of them.

A frame is built once and handed to each socket's transport, past the server's own send: that is what makes the
hub as fast as a C server. The private attributes that lead to the transport are pinned per server and tested;
where they are missing, the plain ASGI `send` does the same, slower.
"""

import asyncio
import contextlib
import json
import socket
import struct
from collections import deque

MOST_FRAMES = 256
MOST_BYTES = 256 * 1024
AT_ONCE = struct.pack("ii", 1, 0)


def frame(text: str | bytes) -> bytes:
    """Return a text as one unmasked, final websocket frame (RFC 6455, 5.2)."""
    payload = text.encode() if isinstance(text, str) else text
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def payload(framed: bytes) -> str:
    """Return the text of a frame made by `frame`."""
    start = {126: 4, 127: 10}.get(framed[1], 2)
    return framed[start:].decode()


def message(**fields) -> bytes:
    """Return a frame that carries these fields as JSON."""
    return frame(json.dumps(fields, separators=(",", ":")))


class Wire:
    """One socket's outgoing side: `write(frame)` never waits; False says the reader is too slow.

    How much waits is asked at every eighth frame: asking each time costs a twentieth of the whole.
    """

    __slots__ = ("_frames", "_write", "transport")

    def __init__(self, transport):
        self.transport = transport
        self._write = transport.write
        self._frames = 0
        self._narrow(transport.get_extra_info("socket"))

    @staticmethod
    def _narrow(connection) -> None:
        """Left alone the system keeps megabytes for who does not read, before the first byte waits here and counts."""
        with contextlib.suppress(OSError, RuntimeError):  # it may be closed already
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_BYTES)

    def write(self, framed: bytes) -> bool:
        try:
            self._write(framed)
        except RuntimeError:  # uvloop's word for a connection that is gone; its reading side ends the socket
            return True
        self._frames += 1
        return bool(self._frames & 7) or self._keeps_up()

    def _keeps_up(self) -> bool:
        waiting = self._waiting()
        if not waiting:
            self._frames = 0
        return self._frames <= MOST_FRAMES and waiting <= MOST_BYTES

    def _waiting(self) -> int:
        return self.transport.get_write_buffer_size()

    def abort(self) -> None:
        """Cut the connection without flushing: the reader is not reading, and the system forgets what it kept for them too."""
        with contextlib.suppress(OSError, RuntimeError):  # it may be closed already
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()


class TwistedWire(Wire):
    """The same on Daphne. Twisted's `write` registers a writer for each frame, five times the cost of sending it."""

    __slots__ = ()

    def __init__(self, transport):
        self.transport = transport
        self._write = self._send
        self._frames = 0
        self._narrow(transport.socket)

    def _send(self, framed: bytes) -> None:
        transport = self.transport
        if self._waiting() or transport.disconnecting or not transport.connected:
            transport.write(framed)
            return
        try:
            sent = transport.socket.send(framed)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # the connection is gone; its reading side ends the socket
        if sent < len(framed):
            transport.write(framed[sent:])

    def _waiting(self) -> int:
        return len(self.transport.dataBuffer) - self.transport.offset + self.transport._tempDataLen

    def abort(self) -> None:
        self.transport.abortConnection()


class PlainWire:
    """The same over a server we do not know: a bounded queue and one task that awaits the ASGI `send`."""

    __slots__ = ("_queue", "_send", "_size", "_task")

    def __init__(self, send):
        self._send = send
        self._queue: deque[bytes] = deque()
        self._size = 0
        self._task: asyncio.Task | None = None

    def write(self, framed: bytes) -> bool:
        self._queue.append(framed)
        self._size += len(framed)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._drain())
        return len(self._queue) <= MOST_FRAMES and self._size <= MOST_BYTES

    async def _drain(self) -> None:
        try:
            while self._queue:
                framed = self._queue.popleft()
                self._size -= len(framed)
                await self._send({"type": "websocket.send", "text": payload(framed)})
        except Exception:  # noqa: BLE001 - each server has its own error for a closed socket; its reader side ends the socket
            self._queue.clear()
        finally:
            self._task = None

    def abort(self) -> None:
        self._queue.clear()
        if self._task:
            self._task.cancel()


class PollWire:
    """Collects the frames of one answer of the fallback."""

    __slots__ = ("frames",)

    def __init__(self):
        self.frames: list[bytes] | None = None

    def write(self, framed: bytes) -> bool:
        if self.frames is not None:
            self.frames.append(framed)
        return True

    def abort(self) -> None:
        self.frames = None


def wire_for(send) -> Wire | PlainWire:
    """Return the fastest wire this server allows for an accepted socket."""
    owner = getattr(send, "__self__", None)
    module = type(owner).__module__
    if module == "uvicorn.protocols.websockets.websockets_sansio_impl":
        return Wire(owner.transport)
    if protocol := _daphnes(send):
        return TwistedWire(protocol.transport)
    return PlainWire(send)


def _daphnes(send):
    """Return Daphne's protocol of an accepted socket; None on another server."""
    protocol = next(iter(getattr(send, "args", ())), None)
    return protocol if type(protocol).__module__ == "daphne.ws_protocol" else None


async def close(send, code: int) -> None:
    """Close the socket with this code. Daphne itself sends none below 3000 but 1000, and leaves the socket open."""
    if protocol := _daphnes(send):
        protocol.sendCloseFrame(code=code)
    else:
        await send({"type": "websocket.close", "code": code})


def slim(send, scope: dict) -> None:
    """Forget what only the handshake needed: it would be kept for as long as the socket lives."""
    scope["headers"] = []
    scope.pop("state", None)
    owner = getattr(send, "__self__", None)
    for name in ("request", "response"):
        if hasattr(owner, name):
            setattr(owner, name, None)
