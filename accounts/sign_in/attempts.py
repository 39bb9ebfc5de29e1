"""How often somebody may be wrong at the door: five times in half an hour for an address, 300 times for a network."""

import hashlib
import math
import time

from django.core.cache import cache

from accounts.limits import TooMany

SECONDS = 30 * 60
PER_ADDRESS = 5
# A whole office often shares one network address, so this only stops a flood.
PER_NETWORK = 300


class Attempt:
    """One try with an address from a network, counted before the password is looked at, so that parallel tries count too."""

    def __init__(self, address: str, network: str):
        self.counted = [(_name("address", address.lower()), PER_ADDRESS), (_name("network", network), PER_NETWORK)]
        self.keys: list[str] = []

    def count(self) -> None:
        """Raise TooMany, with the seconds to wait, when this is one try too many."""
        for name, most in self.counted:
            started, key = _window(name)
            self.keys.append(key)
            if _add(key, 1) > most:
                raise TooMany(max(1, math.ceil(started + SECONDS - time.time())))

    def forgive(self) -> None:
        """It was right: take this try back. Earlier failures stay, or a thief's own sign-ins would wipe them."""
        for key in self.keys:
            _add(key, -1)


def forget(address: str) -> None:
    """Let this address try again at once, after its owner has made a new password."""
    name = _name("address", address.lower())
    cache.delete_many([f"{name}:since", _window(name)[1]])


def _name(kind: str, value: str) -> str:
    return f"sign-in:{kind}:{hashlib.sha256(value.encode()).hexdigest()[:32]}"


def _window(name: str) -> tuple[float, str]:
    """The running half hour of this name: when it began, and the key of its counter."""
    now = time.time()
    since = cache.get(f"{name}:since")
    if since is None or since + SECONDS <= now:
        cache.set(f"{name}:since", now, timeout=SECONDS)
        since = now
    return since, f"{name}:{since}"


def _add(key: str, amount: int) -> int:
    cache.add(key, 0, timeout=SECONDS + 5)
    try:
        return cache.incr(key, amount)
    except ValueError:  # it expired between the two calls
        cache.set(key, max(amount, 0), timeout=SECONDS + 5)
        return max(amount, 0)
