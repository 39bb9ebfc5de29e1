"""Following people, topics and places, and keeping a place out of one's own timeline."""

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member, Membership
from accounts.policy import NotVisible, Refused
from realtime.publish import Change, publish
from social.follows.models import Follow
from social.groups.models import Group
from social.items.models import Item, Topic

MOST = 500
RECENT, NOW = 1000, 12  # topics of now are those of so many newest items
TOO_MANY = _("You follow as many people, topics and groups as one can. Stop following one of them first.")
YOURSELF = _("You cannot follow yourself.")


def timeline_changed(member: Member) -> Change:
    """What tells the member's open pages that other places, people or topics belong to their timeline now."""
    return Change(f"m{member.pk}", "places", member.pk)


@transaction.atomic
def follow_person(member: Member, handle: str, on: bool) -> Member:
    """Follow a colleague, or no longer."""
    person = Member.objects.filter(policy.people_visible_to(member), handle=handle).first()
    if person is None:
        raise NotVisible
    if person == member:
        raise Refused(YOURSELF)
    _set(member, on, person=person)
    return person


@transaction.atomic
def follow_topic(member: Member, slug: str, on: bool) -> Topic:
    """Follow a topic, or no longer. One that only others may read of does not exist."""
    topic = seen_topics(member).filter(slug=slug).first()
    if topic is None:
        raise NotVisible
    _set(member, on, topic=topic)
    return topic


@transaction.atomic
def follow_place(member: Member, group: Group, on: bool) -> None:
    """Have an open group in one's timeline without being in it. Who is in it has it there already."""
    if on:
        policy.require(member, "follow", group)
    inside = Membership.objects.filter(member=member, audience=group.audience_id).exists()
    if not (on and inside):
        _set(member, on, audience=group.audience)


@transaction.atomic
def mute_place(member: Member, group: Group, on: bool) -> None:
    """Keep the member's own group out of their timeline and be told nothing of it as a whole; they stay in it."""
    policy.require(member, "mute_place", group)
    if Membership.objects.filter(member=member, audience=group.audience_id).exclude(muted=on).update(muted=on):
        publish([timeline_changed(member)])


def seen_topics(member: Member):
    """The topics of which the member may read something, `used`, or which they have `followed`."""
    of_it = Item.topics.through.objects.filter(topic=OuterRef("pk"))
    # The first that is found, and not "exists": PostgreSQL would make a list of all items of everybody for each topic.
    used = Subquery(of_it.filter(Exists(Item.objects.visible_to(member).filter(pk=OuterRef("item")))).values("item_id")[:1])
    own = member.follows.filter(topic=OuterRef("pk"))
    return Topic.objects.annotate(used=used, followed=Exists(own)).filter(Q(used__isnull=False) | Q(followed=True))


def items_of(member: Member, topic: Topic):
    """What the member may read with this topic, and does not keep out."""
    tagged = Item.topics.through.objects.filter(topic=topic).values("item_id")
    return Item.objects.visible_to(member).filter(pk__in=tagged).exclude(policy.kept_out(member))


def topics_now(member: Member) -> list[Topic]:
    """The topics that are in most of the newest items that the member may read."""
    newest = Item.objects.visible_to(member).order_by("-pk").values("pk")[:RECENT]
    used = Item.topics.through.objects.filter(item__in=newest).values("topic").annotate(n=Count("pk")).order_by("-n", "topic")[:NOW]
    found = Topic.objects.in_bulk([row["topic"] for row in used])
    return [found[row["topic"]] for row in used]


def _set(member: Member, on: bool, **what) -> None:
    own = Follow.objects.filter(member=member)
    if not on:
        changed = own.filter(**what).delete()[0]
    elif own.filter(**what).exists():
        return
    elif own.count() >= MOST:
        raise Refused(TOO_MANY)
    else:
        changed = Follow.objects.get_or_create(member=member, **what)[1]
    if changed:
        publish([timeline_changed(member)])
