"""The same form sent twice is one deed."""

import re

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import Member, Receipt

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
LATELY = 600  # seconds that the key of a deed without a row is remembered
CLAIM = "INSERT INTO accounts_receipt (member_id, key, result, at) VALUES (%s, %s, '', %s) ON CONFLICT DO NOTHING"


def once(member: Member, key: str) -> str | None:
    """Claim `key` in the current transaction; return None when it is new, or the earlier deed's result.

    A second sending waits in the database until the first has committed. A missing or malformed key claims
    nothing: the deed happens. Call `done` with the result before the transaction ends.
    """
    if not KEY.match(key or ""):
        return None
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [member.pk, key, timezone.now()])
        if cursor.rowcount == 1:
            return None
    return Receipt.objects.get(member=member, key=key).result


def done(member: Member, key: str, result: str) -> None:
    """Keep where the deed led, for a second sending of the same form."""
    if KEY.match(key or ""):
        Receipt.objects.filter(member=member, key=key).update(result=result)


def sent_lately(member: Member, key: str) -> bool:
    """Claim `key` for a deed that leaves no row; return whether it was claimed before. Remembered in the cache, for ten minutes."""
    return bool(KEY.match(key or "")) and not cache.add(f"sent:{member.pk}:{key}", 1, timeout=LATELY)
