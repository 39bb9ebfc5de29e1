"""What moderators do with an item of their place: nobody comments on it any more, or it stands first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import Audience, Member
from accounts.policy import Refused
from realtime.publish import publish
from social.items.actions import changed, lock_item
from social.items.models import Item
from social.kept import PINS, full


@transaction.atomic
def lock_thread(member: Member, pk: int, on: bool) -> Item:
    """Let nobody comment on the item any more, or again."""
    item = lock_item(pk)
    policy.require(member, "lock", item)
    if bool(item.locked_at) != on:
        item.locked_at, item.version = timezone.now() if on else None, item.version + 1
        item.save(update_fields=["locked_at", "version"])
        publish(changed(item))
    return item


@transaction.atomic
def pin_item(member: Member, pk: int, on: bool) -> Item:
    """Let the item stand first in its place, or among the others again."""
    item = lock_item(pk)
    policy.require(member, "pin", item)
    if bool(item.pinned_at) == on:
        return item
    if on:
        Audience.objects.select_for_update(no_key=True).get(pk=item.audience_id)  # two at once would each be the fifth
        if full(item):
            raise Refused(_("At most %(n)d posts can be pinned in one place. Unpin another first.") % {"n": PINS})
    item.pinned_at, item.version = timezone.now() if on else None, item.version + 1
    item.save(update_fields=["pinned_at", "version"])
    publish(changed(item))
    return item
