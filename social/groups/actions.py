"""Starting a group, and changing what it is."""

import secrets

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Audience, Member, Membership
from accounts.organisation import organisation
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from media.actions import move_file
from realtime.models import Stream
from realtime.publish import Change, publish
from social import receipts
from social.groups.models import Ask, Group
from social.items.models import Item, State, Topic
from social.search.actions import index
from social.sessions.actions import leave_backstages
from social.words import slug_of

NOT_A_NAME = {"new"}  # /groups/new/ is a page
WIDTH = [Group.Kind.SECRET, Group.Kind.CLOSED, Group.Kind.OPEN]
RANKS = ("post_rank", "comment_rank", "invite_rank", "upload_rank")
ASK_FIRST = _("More people would see this group then. That is asked on a page of its own.")
REDRAWN = 50  # the newest items: open pages show the group's new name and kind on them


def lock_group(pk: int) -> Group:
    """Return the group, its row locked before anybody asks the policy; raise NotVisible when there is none."""
    locked = Group.objects.for_system("the policy is asked right after").select_for_update(no_key=True, of=("self",))
    group = locked.select_related("audience").filter(pk=pk).first()
    if group is None:
        raise NotVisible
    return group


@transaction.atomic
def create_group(member: Member, name: str, purpose: str, kind: str, key: str = "") -> Group:
    """Start a group; who starts it owns it."""
    policy.require(member, "start_group")
    before = receipts.earlier(member, key, "group")
    if before is not None:
        return Group.objects.for_system("the member's own, by its receipt").get(pk=before)
    audience = Audience.objects.create(kind=_reach(kind))
    card = audience if kind == Group.Kind.SECRET else organisation().square
    group = Group(audience=audience, card_audience=card, kind=kind, name=name, purpose=purpose, created_by=member, member_count=1)
    _name_address(group)
    Membership.objects.create(audience=audience, member=member, rank=Rank.OWNER)
    receipts.keep(member, key, "group", group.pk)
    index("group", [group.pk])
    publish([Change(Stream.ACCESS, "member", member.pk), Change(Stream.ACCESS, "audience", audience.pk)])
    return group


@transaction.atomic
def settle_group(member: Member, pk: int, name: str, purpose: str, kind: str, key: str = "", **more) -> Group:
    """Change the group's name, purpose, or to a kind that fewer people see: who may no longer see it does not, from the commit on.

    `more`, each only when given: `welcome`, `topics` (words), and the ranks of its audience (`RANKS`).
    """
    group = lock_group(pk)
    policy.require(member, "settle", group)
    if receipts.repeated(member, key):
        return group
    if wider(group.kind, kind):
        raise Refused(ASK_FIRST)
    group.name, group.purpose, group.welcome = name, purpose, more.get("welcome", group.welcome)
    group.save(update_fields=["name", "purpose", "welcome"])
    if "topics" in more:
        named = {slug_of(word): word for word in more["topics"]}
        group.topics.set([Topic.objects.get_or_create(slug=slug, defaults={"name": word})[0] for slug, word in sorted(named.items())])
    _set_ranks(group, {name: rank for name, rank in more.items() if name in RANKS})
    narrowed = change_kind(group, kind) if kind != group.kind else []
    index("group", [group.pk])
    publish([*redrawn(group), *narrowed])
    return group


def wider(kind: str, other: str) -> bool:
    """Whether more people see a group of the `other` kind, its card or its inside."""
    return WIDTH.index(other) > WIDTH.index(kind)


def redrawn(group: Group) -> list[Change]:
    """Let open pages show the newest rows again: they say the group's name and kind."""
    return [Change(group.audience.stream, "item", item, version) for item, version in _redraw(group)]


def _set_ranks(group: Group, ranks: dict[str, int]) -> None:
    """Say who may add what. An archived group's take effect when it is brought back."""
    if ranks and group.archived_at:
        group.ranks_before |= {name: int(rank) for name, rank in ranks.items()}
        group.save(update_fields=["ranks_before"])
    elif ranks:
        Audience.objects.filter(pk=group.audience_id).update(**ranks)


def _reach(kind: str) -> str:
    return Audience.Kind.EVERYONE if kind == Group.Kind.OPEN else Audience.Kind.LISTED


def change_kind(group: Group, kind: str) -> list[Change]:
    """Let another circle see the group's inside, its card and its cover; return what to publish.

    A secret group leaves its address: others may take it.
    """
    reach = group.audience.kind != _reach(kind)
    group.kind = kind
    group.audience.kind = _reach(kind)
    group.audience.save(update_fields=["kind"])
    group.card_audience = group.audience if group.kind == Group.Kind.SECRET else organisation().square
    if group.kind != Group.Kind.CLOSED:
        Ask.objects.for_system("only closed groups are asked").filter(group=group).delete()
    if group.kind == Group.Kind.SECRET:
        _name_address(group)
    else:
        group.save()
    if group.cover:
        move_file(group.cover, group.card_audience)
    index("group", [group.pk])
    return [Change(Stream.ACCESS, "audience", group.audience_id), *leave_backstages(group.audience)] if reach else []


def _name_address(group: Group) -> None:
    """Save the group under a free address. A secret one's cannot be guessed, and nobody meets it as taken."""
    plain = slugify(group.name)[:48].strip("-") or "group"
    hidden = group.kind == Group.Kind.SECRET
    for attempt in range(8):
        group.slug = f"{plain}-{secrets.token_hex(5)}" if hidden or attempt or plain in NOT_A_NAME else plain
        try:
            with transaction.atomic():
                group.save()
                return
        except IntegrityError:
            continue
    raise IntegrityError("no free address for this group")


def _redraw(group: Group) -> list[tuple[int, int]]:
    """Raise the versions of the newest items, whose rows say the group's name; an older version is never shown again."""
    items = Item.objects.for_system("rows say the group's name").filter(audience=group.audience_id, state=State.PUBLISHED)
    newest = items.filter(pk__in=list(items.order_by("-pk").values_list("pk", flat=True)[:REDRAWN]))
    newest.update(version=F("version") + 1)
    return list(newest.order_by("pk").values_list("pk", "version"))
