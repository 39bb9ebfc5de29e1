"""Taking the words of a former version away for good."""

from django.db import transaction
from django.utils import timezone

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible
from social.comments.models import Comment
from social.items.actions import lock_item
from social.items.models import WITH_PAGE, Item, Revision


@transaction.atomic
def wipe_version(member: Member, thing: Item | Comment, pk: int) -> None:
    """Wipe the words that the item or the comment had before an edit; that there was a version stays."""
    item = lock_item(thing.pk) if isinstance(thing, Item) else lock_item(thing.item_id, WITH_PAGE)
    policy.require(member, "wipe", item if isinstance(thing, Item) else thing)
    about = {"item": thing, "comment": None} if isinstance(thing, Item) else {"comment": thing}
    version = Revision.objects.visible_to(member).filter(**about, pk=pk).first()
    if version is None:
        raise NotVisible
    if version.wiped_at is None:
        version.text, version.wiped_at = "", timezone.now()
        version.save(update_fields=["text", "wiped_at"])
