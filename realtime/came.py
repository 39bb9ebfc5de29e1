"""How many different members came to what is on air: sets that die with it. Only their numbers are handed over, never who."""

import redis
from django.conf import settings

from realtime import doorbell

LIFE = 600  # seconds a set outlives a process that could not destroy it


class Came:
    """Whom this process saw, by stream; between processes the set is in Redis, under a name that is deleted at the end."""

    def __init__(self, hub):
        self._hub = hub
        self._seen: dict[str, set[int]] = {}
        self._shared: dict[str, set[int]] = {}  # of them, those that Redis holds
        self._said: dict[str, int] = {}

    async def count(self, stream: str, here: set[int]) -> None:
        """These members have its page open. Hand the number over when it has risen."""
        seen = self._seen.setdefault(stream, set())
        seen |= here
        number = await self._together(stream, seen) if settings.REDIS_URL else len(seen)
        if number > self._said.get(stream, 0):
            await self._hub.threads.ask(self._hub.product.came, stream, number)
            self._said[stream] = number

    async def forget(self, on_air: set[str]) -> None:
        """Destroy the sets of what is off the air."""
        for stream in self._seen.keys() - on_air:
            if settings.REDIS_URL:
                await self._ask(lambda pipe, stream=stream: pipe.delete(_key(stream)))
            for kept in (self._seen, self._shared, self._said):
                kept.pop(stream, None)

    async def _together(self, stream: str, seen: set[int]) -> int:
        """Add those of this process to the set of all; return how many it holds, or how many we saw when Redis is away."""
        shared = self._shared.setdefault(stream, set())
        fresh = seen - shared

        def add(pipe):
            if fresh:
                pipe.sadd(_key(stream), *fresh)
            pipe.expire(_key(stream), LIFE)
            pipe.scard(_key(stream))

        answers = await self._ask(add)
        if answers is None:
            return len(seen)
        shared |= fresh
        if answers[-1] < len(seen):  # Redis came back empty: all of ours go there once more
            shared.clear()
        return max(answers[-1], len(seen))

    async def _ask(self, wish) -> list | None:
        try:
            return await doorbell.pipe(wish)
        except (redis.RedisError, OSError, TimeoutError):
            return None


def _key(stream: str) -> str:
    return doorbell.channel(f"came:{stream}")
