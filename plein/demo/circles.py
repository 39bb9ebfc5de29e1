"""The groups of a large organisation, some popular and most not, and who is in which."""

from datetime import datetime, timedelta
from heapq import nlargest
from itertools import islice
from random import Random

from django.utils.text import slugify

from accounts.models import Audience, Member, Membership
from accounts.organisation import organisation
from accounts.roles import Rank
from plein.demo.crowd import group_names
from plein.demo.pen import Place
from social.groups.models import Group

KINDS = [Group.Kind.OPEN] * 6 + [Group.Kind.CLOSED] * 3 + [Group.Kind.SECRET]
SHARE = 39 / 200  # of the groups a member is in: with the square that is 40 streams in a house of 200 groups
BATCH = 1000


def found_circles(count: int, members: list[Member], now: datetime, dice: Random) -> list[Place]:
    """Write `count` groups with their memberships; return their places. Each member is in the same number of them."""
    names = list(islice(group_names(), count))
    kinds = [KINDS[number % len(KINDS)] for number in range(count)]
    owners = [members[number % len(members)] for number in dice.sample(range(max(count, len(members))), count)]
    listed = {Group.Kind.OPEN: Audience.Kind.EVERYONE}
    audiences = Audience.objects.bulk_create([Audience(kind=listed.get(kind, Audience.Kind.LISTED)) for kind in kinds], BATCH)
    rows = _choose(audiences, owners, members, now, dice)
    groups = [_group(audience, name, kind, owner, now) for audience, name, kind, owner in zip(audiences, names, kinds, owners, strict=True)]
    inside: dict[int, list[int]] = {audience.pk: [] for audience in audiences}
    for row in rows:
        inside[row.audience_id].append(row.member_id)
    places = {audience.pk: Place(audience, inside[audience.pk]) for audience in audiences}
    for group in groups:
        group.member_count = len(places[group.audience_id].rows)
    Group.objects.bulk_create(groups, BATCH)
    Membership.objects.bulk_create(rows, BATCH)
    return list(places.values())


def _choose(audiences: list[Audience], owners: list[Member], members: list[Member], now: datetime, dice: Random) -> list[Membership]:
    """Popular groups draw more people; who owns one is in it."""
    each = max(1, round(len(audiences) * SHARE))
    pull = [(1 + number % 17) / 6 for number in range(len(audiences))]
    since = now - timedelta(days=740)
    rows = []
    for member in members:
        wish = [2 if owner is member else dice.random() ** pull[number] for number, owner in enumerate(owners)]
        few = 2 if member.is_guest else each
        for number in nlargest(few, range(len(audiences)), key=wish.__getitem__):
            rank = Rank.OWNER if owners[number] is member else Rank.MEMBER
            rows.append(Membership(audience=audiences[number], member=member, rank=rank, since=since))
    return rows


def _group(audience: Audience, name: str, kind: Group.Kind, owner: Member, now: datetime) -> Group:
    secret = kind == Group.Kind.SECRET
    return Group(
        audience=audience,
        card_audience=audience if secret else organisation().square,
        kind=kind,
        name=name,
        slug=f"{slugify(name)}-{audience.pk}" if secret else slugify(name),
        purpose=f"{name}: wat er speelt, wie het doet en wanneer.",
        created_by=owner,
        created_at=now - timedelta(days=740),
    )
