"""The cache: Redis while it answers, this process's memory while it does not. It never raises."""

import time
from functools import cache as made_once

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger("plein.cache")
AWAY = (RedisError, OSError)
PATIENCE = 0.2  # seconds for one call
PAUSE = 5.0  # seconds before Redis is asked again after it did not answer
PRIMITIVES = ["add", "get", "set", "touch", "delete", "get_many", "set_many", "delete_many", "has_key", "incr"]


class Redis:
    """The Redis of this process: one pool of connections for all its threads, and until when it is taken for away."""

    def __init__(self, url: str, prefix: str):
        self.away_until = 0.0
        once_more = Retry(NoBackoff(), 1)  # a restarted Redis leaves dead connections in the pool
        options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "max_connections": 64, "retry": once_more}
        self.backend = RedisCache(url, {"OPTIONS": options, "KEY_PREFIX": prefix})

    def answers(self) -> bool:
        return time.monotonic() >= self.away_until

    def is_away(self, error: Exception) -> None:
        self.away_until = time.monotonic() + PAUSE
        log.warning("redis is away, this process remembers by itself", error=str(error)[:200])


redis_at = made_once(Redis)


class Cache(LocMemCache):
    """Django's cache by `LOCATION`: a Redis URL, or empty for memory alone."""

    def __init__(self, url: str, params: dict):
        super().__init__("plein", params | {"OPTIONS": {"MAX_ENTRIES": 20_000}})
        self.redis = redis_at(url, self.key_prefix) if url else None

    def ask(self, call: str, key, *args, **kwargs):
        """Make the call in Redis, or in memory when Redis is away or there is none."""
        if self.redis and self.redis.answers():
            try:
                return getattr(self.redis.backend, call)(key, *args, **kwargs)
            except AWAY as error:
                self.redis.is_away(error)
        return getattr(LocMemCache, call)(self, key, *args, **kwargs)

    def clear(self):
        """Forget what is kept under our prefix: others may keep things in the same Redis."""
        LocMemCache.clear(self)
        if self.redis and self.redis.answers():
            try:
                client = self.redis.backend._cache.get_client(write=True)
                for key in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
                    client.delete(key)
            except AWAY as error:
                self.redis.is_away(error)


def _asking(call: str):
    def method(self, key, *args, **kwargs):
        return self.ask(call, key, *args, **kwargs)

    return method


for _call in PRIMITIVES:
    setattr(Cache, _call, _asking(_call))
