"""Groups and who is in them, a page at a time, as a viewer may see them."""

from datetime import datetime, timedelta
from enum import Enum

from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from accounts import policy
from accounts.models import Member, Membership
from accounts.prepared import Prepared
from accounts.roles import Rank
from social.groups.models import Ask, Group, Invite, Silence
from social.items.models import Item
from social.likeness import likeness
from social.marks.models import ReadMark
from social.on_top import with_announcement, with_pins
from social.oversight.models import LookUp
from social.reading import number

GROUPS, MEMBERS, OWNERS, LOOK_UPS = 40, 60, 3, 20
RECENT = 2000  # a group lives by how many of the newest items of the house are in it
NEW = timedelta(days=30)
COMPARED, SIMILAR, ALIKE = 5000, 3, 0.62


def seen_group(member: Member, slug: str) -> Group:
    """Return the group whose card or inside the member may see; a secret one of others answers as a free address.

    It comes with the member's rank and with the number of those who ask, `waiting`; with the time until which the member was
    asked to be quiet, `quiet_until`, and whether they are new and have not put its welcome away, `new_here`.
    """
    found = next(iter(SEEN(member, slug=slug)), None)
    if found is None:
        raise policy.NotVisible
    now = timezone.now()
    found.quiet_until = found.asked_until if found.asked_until and found.asked_until > now else None
    found.new_here = found.in_since is not None and found.in_since > now - NEW
    found.audience.row_rank, found.audience.announcement, found.audience.pins = found.row_rank, found.announcement, found.pins
    return found


def _seen(member: Member, slug: str):
    """The group with all of that; nothing in it depends on the moment."""
    asks = Ask.objects.for_system("shown to those who decide").filter(group=OuterRef("pk")).order_by()
    waiting = Subquery(asks.values("group").annotate(n=Count("pk")).values("n"))
    asked = Silence.objects.for_system("the viewer's own").filter(group=OuterRef("pk"), member=member)
    new = Membership.objects.filter(audience=OuterRef("audience"), member=member, greeted=False)
    seen = Group.objects.visible_to(member).annotate(row_rank=policy.row_rank(member), waiting=waiting)
    seen = with_pins(with_announcement(member, seen, "audience"), "audience")
    seen = seen.annotate(asked_until=Subquery(asked.values("until")), in_since=Subquery(new.values("since")))
    return seen.annotate(**own_side(member)).select_related("audience", "cover").filter(slug=slug)


SEEN = Prepared(_seen)


def own_side(member: Member) -> dict:
    """What a group is to the member's timeline: `followed` without being in it, `muted`, and `read_up_to` which item."""
    own = Membership.objects.filter(member=member, audience=OuterRef("audience"), muted=True)
    marks = ReadMark.objects.filter(member=member, audience=OuterRef("audience")).values("up_to")
    return {
        "followed": Exists(member.follows.filter(audience=OuterRef("audience"))),
        "muted": Exists(own),
        "read_up_to": Coalesce(Subquery(marks), 0),
    }


def rank_seen(member: Member, group: Group) -> Rank | None:
    """The member's standing in a group that `seen_group` returned."""
    return policy.ranks_in(member, [group.audience]).get(group.audience_id)


def groups_for(member: Member, show: str = "", words: str = "", after: str | None = None) -> dict:
    """A page of the directory, with what each group is to the member.

    `show`: "mine" by name, "new" by age, otherwise those with most people and newest posts first; with `words`: what holds
    them in its name or in what it is about, by name.
    """
    seen = Group.objects.visible_to(member)
    if show == "mine":
        seen = seen.filter(audience__in=Membership.objects.filter(member=member).values("audience_id"))
    if words:
        seen = seen.filter(Q(name__icontains=words) | Q(purpose__icontains=words))
    order = Order.NAME if words or show == "mine" else Order.AGE if show == "new" else Order.LIFE
    keyed = _keyed(member, seen, order)
    last = keyed.filter(pk=number(after)).first() if after else None
    if last is not None:
        further = Q(key__gt=last.key) | Q(key=last.key, pk__gt=last.pk)
        keyed = keyed.filter(further if order == Order.NAME else Q(key__lt=last.key) | Q(key=last.key, pk__lt=last.pk))
    keyed = keyed.annotate(last_at=Subquery(_inside(member).order_by("-pk").values("created_at")[:1]))
    found = list(keyed.select_related("audience").order_by(*(("key", "pk") if order == Order.NAME else ("-key", "-pk")))[: GROUPS + 1])
    shown = found[:GROUPS]
    to_the_member(member, shown)
    return {"groups": shown, "after": shown[-1].pk if found[GROUPS:] else None}


class Order(Enum):
    NAME, AGE, LIFE = range(3)


def _keyed(member: Member, seen, order: Order):
    """Let each group carry the `key` by which it has its place. An archived one stands behind all that live."""
    if order == Order.NAME:
        return seen.annotate(key=Lower("name"))
    if order == Order.AGE:
        return seen.annotate(key=F("pk"))
    newest = Item.objects.for_system("only how far the house is").aggregate(newest=Max("pk"))["newest"] or 0
    recent = _inside(member).filter(pk__gt=newest - RECENT).order_by().values("audience").annotate(n=Count("pk")).values("n")
    life = F("member_count") + Coalesce(Subquery(recent), 0)
    return seen.annotate(key=Case(When(archived_at=None, then=life), default=Value(-1), output_field=IntegerField()))


def _inside(member: Member):
    """The items of a group that the member may read: of a closed group that they are not in, none."""
    return Item.objects.visible_to(member).filter(audience=OuterRef("audience"))


def to_the_member(member: Member, groups: list[Group]) -> None:
    """Say of each group who owns it, and whether the member is in it, asked to be, or was asked to come in."""
    own = Membership.objects.filter(member=member, audience__in=[group.audience_id for group in groups])
    own, asked, owners = set(own.values_list("audience_id", flat=True)), asked_by(member, groups), owners_of(groups)
    invited = set(Invite.objects.visible_to(member).filter(member=member, group__in=groups).values_list("group_id", flat=True))
    for group in groups:
        group.inside, group.asked, group.owners = group.audience_id in own, group.pk in asked, owners[group.audience_id]
        group.invited = group.pk in invited


def similar_to(member: Member, name: str) -> list[Group]:
    """The groups that the member may see and whose names are much like this one, the likest first."""
    names = Group.objects.visible_to(member).order_by("-pk").values_list("pk", "name")[:COMPARED]
    like = sorted(((likeness(name, other), pk) for pk, other in names), reverse=True)
    best = [pk for degree, pk in like[:SIMILAR] if degree >= ALIKE]
    found = Group.objects.visible_to(member).select_related("audience").in_bulk(best)
    groups = [found[pk] for pk in best if pk in found]
    to_the_member(member, groups)
    return groups


def invite_for(member: Member, group: Group) -> Invite | None:
    """That the member was invited to this group, with who did it."""
    return Invite.objects.visible_to(member).filter(member=member, group=group).select_related("by").first()


def invites_in(member: Member, group: Group):
    """Who was invited and did not answer yet, as far as the member may know."""
    return Invite.objects.visible_to(member).filter(group=group).select_related("member", "by").order_by("pk")


def quiet_in(member: Member, group: Group) -> dict[int, datetime]:
    """Until when members of the group are asked to be quiet, for those who decide that."""
    asked = Silence.objects.visible_to(member).filter(group=group, until__gt=timezone.now())
    return dict(asked.values_list("member_id", "until"))


def asked_by(member: Member, groups: list[Group]) -> set[int]:
    """Which of these groups the member asks to join."""
    own = Ask.objects.for_system("the viewer's own asks").filter(member=member, group__in=groups)
    return set(own.values_list("group_id", flat=True))


def owners_of(groups: list[Group]) -> dict[int, list[Member]]:
    """Who owns these groups, by audience."""
    found: dict[int, list[Member]] = {group.audience_id: [] for group in groups}
    rows = Membership.objects.filter(audience__in=list(found), rank=Rank.OWNER, member__is_active=True)
    for row in rows.select_related("member").order_by("pk"):
        found[row.audience_id].append(row.member)
    return {audience: owners[:OWNERS] for audience, owners in found.items()}


def members_of(group: Group, after: str | None, most: int = MEMBERS, words: str = "") -> dict:
    """A page of the members, or of those with `words` in their name: owners and moderators first, then by the time they came."""
    rows = Membership.objects.filter(audience=group.audience_id, member__is_active=True)
    if words:
        rows = rows.filter(Q(member__name__icontains=words) | Q(member__handle__icontains=words))
    last = rows.filter(pk=number(after)).first() if after else None
    if last is not None:
        rows = rows.filter(Q(rank__lt=last.rank) | Q(rank=last.rank, pk__gt=last.pk))
    found = list(rows.select_related("member").order_by("-rank", "pk")[: most + 1])
    return {"members": found[:most], "after": found[most - 1].pk if found[most:] else None}


def member_in(group: Group, pk: int) -> Membership:
    """Return the row of one member of a group that the viewer sees from inside."""
    row = Membership.objects.filter(audience=group.audience_id, member=pk).select_related("member").first()
    if row is None:
        raise policy.NotVisible
    return row


def asks_of(member: Member, group: Group):
    """Who asks to be let in, as far as the member may know."""
    return Ask.objects.visible_to(member).filter(group=group).select_related("member").order_by("pk")


def looked_up(member: Member, group: Group):
    """When administrators looked the group up, newest first, for who may see its inside."""
    return LookUp.objects.visible_to(member).filter(group=group).select_related("admin").order_by("-pk")[:LOOK_UPS]
