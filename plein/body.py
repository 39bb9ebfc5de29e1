"""Request bodies, gathered before a page is made: bounded in bytes and in time.

Pages are made by a few threads. A thread that read the body itself would belong to whoever sends it slowly.
"""

import asyncio
from tempfile import SpooledTemporaryFile

MOST = 256 * 1024  # bytes of a body that does not say how long it is
UPLOAD = 12 * 1024 * 1024  # bytes of a form with files; the application refuses a longer one without reading it
UPLOADS = 32  # bodies longer than MOST that arrive at the same time; they wait on disk
SECONDS = 300  # for the whole body
PIECE = 64 * 1024  # bytes of it in memory
TOO_LONG = b"This is more than can be sent at once (256 KB)."
TOO_SLOW = b"This took too long to arrive. Try once more."


class TooLong(Exception):
    pass


class Gone(Exception):
    """The sender hung up."""


class BoundedBody:
    """Gives the application the whole body, with its length, or answers 413 or 408 itself."""

    def __init__(self, app):
        self.app = app
        self.rooms = asyncio.Semaphore(UPLOADS)

    async def __call__(self, scope, receive, send):
        most = most_to_gather(scope["headers"]) if scope["type"] == "http" else 0
        if not most:
            return await self.app(scope, receive, send)
        with SpooledTemporaryFile(PIECE) as body:
            try:
                async with asyncio.timeout(SECONDS):
                    await self.arrive(receive, body, most)
            except TooLong:
                return await refuse(send, 413, TOO_LONG)
            except TimeoutError:
                return await refuse(send, 408, TOO_SLOW)
            except Gone:
                return None
            say_length(scope, body.tell())
            body.seek(0)
            return await self.app(scope, first_then(body, receive), send)

    async def arrive(self, receive, body, most: int) -> None:
        if most <= MOST:
            return await gather(receive, body, most)
        async with self.rooms:
            return await gather(receive, body, most)


def most_to_gather(headers) -> int:
    """Return how many bytes may come: 0 when none do, or so many that nobody reads them."""
    said = dict(headers)
    length = said.get(b"content-length")
    if length is None:
        return MOST if b"transfer-encoding" in said else 0
    return int(length) if length.isdigit() and int(length) <= UPLOAD else 0


async def gather(receive, body, most: int) -> None:
    """Write the whole body to `body`; raise TooLong as soon as it is longer than `most` bytes."""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        body.write(message.get("body", b""))
        if body.tell() > most:
            raise TooLong
        if not message.get("more_body"):
            return


def say_length(scope, size: int) -> None:
    """Django reads as much as Content-Length says."""
    scope["headers"] = [header for header in scope["headers"] if header[0] not in (b"transfer-encoding", b"content-length")]
    scope["headers"].append((b"content-length", str(size).encode()))


def first_then(body, receive):
    """Return a `receive` that gives the gathered body, then whatever else happens on the connection."""
    left = True

    async def give():
        nonlocal left
        if not left:
            return await receive()
        piece = body.read(PIECE)
        left = len(piece) == PIECE
        return {"type": "http.request", "body": piece, "more_body": left}

    return give


async def refuse(send, status: int, say: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(say)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": say})
