"""The key under which it is counted who asks without a name: in the cache alone, and destroyed when the session is over."""

import secrets

from django.core.cache import cache


def askers_key(session_pk: int, lasts: float) -> str:
    """Return the key of the session, made at its first question; kept for so many seconds at most."""
    cache.add(_name(session_pk), secrets.token_hex(32), timeout=lasts)
    return cache.get(_name(session_pk)) or ""


def forget_askers(session_pk: int) -> None:
    """Destroy it: what was counted under it says nothing any more."""
    cache.delete(_name(session_pk))


def _name(session_pk: int) -> str:
    return f"nameless:{session_pk}:key"
