"""Seconds in words, for the sentence that says how long to wait."""

import math

from django.utils.translation import ngettext


def wait_in_words(seconds: int) -> str:
    """Return `40 seconds` or `12 minutes`, rounded up: who waits that long is never refused again."""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
