"""Limits and the like go on when Redis does not."""

import time
import uuid

import pytest
from django.conf import settings

from accounts import limits
from plein.cache import PAUSE, Cache
from tests.live.stack import free_port


def away(prefix: str) -> Cache:
    return Cache(f"redis://127.0.0.1:{free_port()}/0", {"KEY_PREFIX": prefix})


def test_without_redis_this_process_remembers_and_nobody_waits():
    cache = away(uuid.uuid4().hex)
    began = time.monotonic()
    cache.set("greeting", "hello")
    assert cache.get("greeting") == "hello"
    assert cache.add("greeting", "again") is False
    assert cache.get_many(["greeting", "nothing"]) == {"greeting": "hello"}
    assert cache.get_or_set("other", lambda: 5) == 5
    assert cache.incr("other", 2) == 7
    assert "other" in cache
    cache.delete("other")
    assert cache.get("other", "gone") == "gone"
    cache.clear()
    assert cache.get("greeting") is None
    assert time.monotonic() - began < 1


def test_redis_is_asked_again_after_a_pause(monkeypatch):
    cache = away(uuid.uuid4().hex)
    asked = []
    monkeypatch.setattr(cache.redis.backend, "get", lambda key, *rest: asked.append(key))
    cache.redis.is_away(OSError("gone"))
    cache.get("a")
    assert asked == []
    cache.redis.away_until -= PAUSE + 1
    cache.get("b")
    assert asked == ["b"]


def spend_all(times: int):
    for _ in range(2 * times + 1):  # a minute may end meanwhile
        limits.spend(7, "post")


def test_limits_hold_without_redis(monkeypatch):
    monkeypatch.setattr(limits, "cache", away(uuid.uuid4().hex))
    times, _seconds = limits.LIMITS["post"]
    with pytest.raises(limits.TooMany) as refused:
        spend_all(times)
    assert 0 < refused.value.wait <= 60


@pytest.mark.skipif(not settings.REDIS_URL, reason="needs Redis")
def test_clearing_leaves_the_things_of_others_in_redis():
    mine, other = (Cache(settings.REDIS_URL, {"KEY_PREFIX": uuid.uuid4().hex}) for _ in range(2))
    mine.set("a", 1, 60)
    other.set("a", 2, 60)
    assert Cache(settings.REDIS_URL, {"KEY_PREFIX": mine.key_prefix}).get("a") == 1
    mine.clear()
    assert mine.get("a") is None
    assert other.get("a") == 2
    other.clear()
