"""How often a member may do a thing; counted in the cache (Redis, or this process's memory)."""

import math
import time

from django.core.cache import cache

# verb: (times, seconds)
LIMITS = {
    "post": (10, 60),
    "comment": (20, 60),
    "chat": (30, 60),
    "ask": (10, 60),
    "session": (10, 3600),  # planning one
    "steer": (120, 60),  # what hosts and moderators do in it
    "draft": (90, 60),  # an answer that is being written: one a second
    "react": (60, 60),
    "cheer": (90, 60),  # in the crowd of a session
    "tend": (60, 60),  # deleting, taking it back, wiping, locking, pinning
    "upload": (60, 3600),
    "group": (10, 3600),
    "invite": (200, 3600),
    "manage": (60, 60),
    "typing": (60, 60),
    "preview": (60, 60),
    "read": (60, 60),
    "follow": (60, 60),
    "mark": (60, 60),
    "look": (120, 60),
}


class TooMany(Exception):
    """Over the limit; `wait` is the whole seconds until it is allowed again."""

    def __init__(self, wait: int):
        super().__init__(f"over the limit, wait {wait} s")
        self.wait = wait


def spend(member_id: int, verb: str, amount: int = 1) -> None:
    """Count one `verb` of the member in the running window; raise TooMany when the window is full."""
    times, seconds = LIMITS[verb]
    now = time.time()
    window = int(now // seconds)
    key = f"limit:{verb}:{member_id}:{window}"
    cache.add(key, 0, timeout=seconds + 5)
    try:
        used = cache.incr(key, amount)
    except ValueError:  # it expired, or Redis came back empty, between the two calls
        cache.set(key, amount, timeout=seconds + 5)
        used = amount
    if used > times:
        raise TooMany(math.ceil((window + 1) * seconds - now))
