"""An announcement stands on top of its place for each member until they have read it."""

from django.db import transaction

from accounts.models import Member
from accounts.policy import NotVisible
from social import receipts
from social.items.models import Item
from social.marks.models import Mark


@transaction.atomic
def read_announcement(member: Member, pk: int, key: str = "") -> None:
    """Remember that the member has read it. Only they and a number know."""
    item = Item.objects.visible_to(member).filter(pk=pk).exclude(announced_at=None).first()
    if item is None:
        raise NotVisible
    if receipts.repeated(member, key):
        return
    mark = Mark(member=member, item=item, announcement_read=True)
    # One statement: another mark of the member on the item may be made in the same instant.
    Mark.objects.bulk_create([mark], update_conflicts=True, unique_fields=["member", "item"], update_fields=["announcement_read"])


def readers_of(item: Item) -> int:
    """How many have read it: a number for its author, never names."""
    return (
        Mark.objects.for_system("counted, nobody is named").filter(item=item, announcement_read=True).exclude(member=item.author_id).count()
    )
