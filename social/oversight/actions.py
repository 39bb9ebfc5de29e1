"""What an administrator may know and do about closed and secret groups: little, and never unseen."""

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member, Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime.models import Stream
from realtime.publish import Change, publish
from social.groups.actions import lock_group
from social.groups.models import Group
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import News
from social.oversight.models import LookUp

log = structlog.get_logger()
MOST = 50
OWNED = _("This group has an owner; only owners decide who owns it.")
NOBODY = _("There is no active member with this handle.")


@transaction.atomic
def look_up_groups(admin: Member, words: str, orphaned: bool = False) -> list[Group]:
    """Return the closed and secret groups whose name holds `words`, at most 50; each look-up is written down."""
    policy.require(admin, "administer")
    found = Group.objects.for_system("an administrator looks up names, and it is written down").exclude(kind=Group.Kind.OPEN)
    if orphaned:
        found = found.exclude(audience__memberships__in=Membership.objects.filter(rank=Rank.OWNER, member__is_active=True))
    groups = list(found.filter(name__icontains=words).order_by("name", "pk")[:MOST])
    LookUp.objects.bulk_create([LookUp(group=group, admin=admin) for group in groups])
    log.info("groups_looked_up", admin=admin.pk, groups=[group.pk for group in groups])
    return groups


@transaction.atomic
def appoint_owner(admin: Member, pk: int, handle: str) -> Group:
    """Give a group without an active owner a new one. All its members are told, so that nobody comes in unseen."""
    policy.require(admin, "administer")
    group = lock_group(pk)
    if group.kind == Group.Kind.OPEN and not policy.can_see(admin, group):
        raise NotVisible
    if Membership.objects.filter(audience=group.audience, rank=Rank.OWNER, member__is_active=True).exists():
        raise Refused(OWNED)
    owner = Member.objects.active().filter(handle=handle.lower()).first()
    if owner is None or owner.is_guest:
        raise Refused(NOBODY)
    Membership.objects.update_or_create(audience=group.audience, member=owner, defaults={"rank": Rank.OWNER})
    inside = Membership.objects.filter(audience=group.audience).count()
    Group.objects.for_system("counted under its lock").filter(pk=group.pk).update(member_count=inside)
    seen = LookUp.objects.create(group=group, admin=admin)
    news = News(Notification.Verb.APPOINTED, f"appointed{seen.pk}", admin.pk, group.audience_id, group=group.pk)
    told = tell(news, policy.told(group.audience).values_list("pk", flat=True))
    log.info("owner_appointed", admin=admin.pk, group=group.pk, owner=owner.pk)
    publish([Change(Stream.ACCESS, "member", owner.pk), *told])
    return group
