"""What to offer to somebody who is typing a name: people whom they may see, topics of what they may see."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery

from accounts import policy
from accounts.models import Audience, Member, Membership
from social.items.models import Item, Topic

OFFERED = 8


def people_like(member: Member, typed: str, place: int | None) -> list[Member]:
    """Return people whose handle, or a word of whose name, begins with what was typed.

    First who is called exactly that, then who is in the place.
    """
    begins = Q(handle__startswith=typed.lower()) | Q(name__istartswith=typed) | Q(name__icontains=f" {typed}")
    here = Audience.objects.filter(policy.visible_to(member, "pk"), pk=place or 0)
    inside = Exists(Membership.objects.filter(member=OuterRef("pk"), audience__in=here.values("pk")))
    found = Member.objects.active().filter(policy.people_visible_to(member), begins).exclude(pk=member.pk)
    exact = ExpressionWrapper(Q(handle=typed.lower()), BooleanField())
    return list(found.annotate(inside=inside, exact=exact).order_by("-exact", "-inside", "name", "pk")[:OFFERED])


def topics_like(member: Member, typed: str) -> list[Topic]:
    """Return topics that begin with what was typed, the last used first; one that the member sees nothing of is not there."""
    used = Item.objects.visible_to(member).filter(topics=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    found = Topic.objects.filter(slug__startswith=typed.lower()).annotate(used=Subquery(used))
    return list(found.filter(used__isnull=False).order_by("-used")[:OFFERED])
