"""Finding members, a page at a time."""

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import Member
from accounts.roles import Role

PAGE = 50


def find_members(q: str = "", state: str = "", after: int | None = None) -> tuple[list[Member], int | None]:
    """Return a page of members by name, and the key of the next page or None."""
    found = _in_state(state)
    if q:
        found = found.filter(Q(name__icontains=q) | Q(handle__icontains=q.lstrip("@")) | Q(email__icontains=q))
    found = found.annotate(key=Lower("name")).order_by("key", "pk")
    last = Member.objects.filter(pk=after).annotate(key=Lower("name")).first() if after else None
    if last:
        found = found.filter(Q(key__gt=last.key) | Q(key=last.key, pk__gt=last.pk))
    page = list(found[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def _in_state(state: str):
    if state == "off":
        return Member.objects.filter(is_active=False)
    active = Member.objects.active()
    if state == "guests":
        return active.holding(Role.GUEST)
    if state == "admins":
        return active.holding(Role.ADMIN)
    return active if state == "active" else Member.objects.all()
