"""Rings: "stream s moved", to the hub of this process and, by Redis, to the others.

A ring is fire and forget. One that is lost costs two seconds (the tail looks back), never a message; so nothing
here may wait or raise.
"""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from functools import cache

import redis
import redis.asyncio
import structlog
from django.conf import settings

log = structlog.get_logger()
PATIENCE = 0.2  # seconds
MOST_WAITING = 500
ME = secrets.token_hex(4)
counts = {"rung": 0, "lost": 0}
_local: dict = {}  # the hub of this process and its loop, once it serves
_waiting: deque[tuple[str, object]] = deque()
_sender: set[asyncio.Task] = set()


def channel(kind: str) -> str:
    return f"{settings.REDIS_PREFIX}:{kind}"


def serve(hub, loop: asyncio.AbstractEventLoop) -> None:
    """From now on rings of this process wake this hub."""
    _local.update(hub=hub, loop=loop)


def ring(names: Iterable[str]) -> None:
    """Tell everybody that these streams moved; callable from any thread."""
    names = list(names)
    counts["rung"] += 1
    loop = _local.get("loop")
    if loop and not loop.is_closed():
        loop.call_soon_threadsafe(_ring_here, names)
    elif settings.REDIS_URL:
        _ring_from_a_command(names)


def call_out(stream: str, kind: str) -> None:
    """Let the crowd of a stream hear that somebody called this out; callable from any thread, and lost when nobody serves here."""
    loop = _local.get("loop")
    if loop and not loop.is_closed():
        loop.call_soon_threadsafe(_local["hub"].crowds.called, [stream, kind])


def _ring_here(names: list[str]) -> None:
    _local["hub"].rung(names)
    if settings.REDIS_URL:
        shout("ring", names)


def shout(kind: str, content) -> None:
    """Send something that may be lost to the hubs of the other processes. Call it in the event loop."""
    if len(_waiting) >= MOST_WAITING:  # Redis hangs: do not queue behind it
        counts["lost"] += 1
        return
    _waiting.append((kind, content))
    if not _sender:
        task = asyncio.get_running_loop().create_task(_send_waiting())
        _sender.add(task)
        task.add_done_callback(_sender.discard)


async def _send_waiting() -> None:
    """One sender at a time: what is said while it waits for Redis goes together, and rings become one."""
    while _waiting:
        said, rung = [], set()
        while _waiting:
            kind, content = _waiting.popleft()
            if kind == "ring":
                rung.update(content)
            else:
                said.append((kind, content))
        if rung:
            said.append(("ring", sorted(rung)))
        try:
            async with asyncio.timeout(PATIENCE):
                pipe = client().pipeline(transaction=False)
                for kind, content in said:
                    pipe.publish(channel(kind), json.dumps([ME, content]))
                await pipe.execute()
        except (redis.RedisError, OSError, TimeoutError):
            counts["lost"] += len(said)


@cache
def _client_of(_loop: asyncio.AbstractEventLoop) -> redis.asyncio.Redis:
    return redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=1, max_connections=60)


def client() -> redis.asyncio.Redis:
    """The Redis client of the running loop."""
    return _client_of(asyncio.get_running_loop())


async def pipe(wish: Callable, patience: float = 0.5) -> list:
    """Send Redis together what `wish(pipeline)` asks; return its answers. Raises what Redis raises, or TimeoutError."""
    async with asyncio.timeout(patience):
        pipeline = client().pipeline(transaction=False)
        wish(pipeline)
        return await pipeline.execute()


@cache
def _sync_client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)


def _ring_from_a_command(names: list[str]) -> None:
    try:
        _sync_client().publish(channel("ring"), json.dumps([ME, names]))
    except (redis.RedisError, OSError):
        counts["lost"] += 1


async def listen(heard) -> None:
    """Hear the other processes until cancelled: `heard(kind, content)`; reconnects by itself."""
    while True:
        try:
            async with client().pubsub(ignore_subscribe_messages=True) as pubsub:
                await pubsub.subscribe(*(channel(kind) for kind in ("ring", "typing", "calls")))
                while True:
                    # Redis answers a ping: a connection that is half-open is noticed within ten seconds.
                    await pubsub.ping()
                    await _hear_for(pubsub, heard, 5.0)
        except (redis.RedisError, OSError, TimeoutError):
            await asyncio.sleep(0.5)


async def _hear_for(pubsub, heard, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while (left := end - loop.time()) > 0:
        said = await pubsub.get_message(timeout=left)
        if said and said["type"] == "message":
            sender, content = json.loads(said["data"])
            if sender != ME:
                heard(said["channel"].decode().rsplit(":", 1)[1], content)
