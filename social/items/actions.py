"""What happens to an item after it was shared."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import policy
from accounts.models import Audience, Member
from accounts.policy import NotVisible, Refused
from media.actions import bring_back_file, move_file, share_file, withdraw_file
from media.models import File
from realtime.models import Stream
from realtime.publish import Change, move_stream, publish
from social import receipts
from social.items.models import MOST_PICTURES, TOO_MANY, Item, Picture, State
from social.kept import TOO_LATE, full, keep_words, removal, reword, take_words, untell, within_regret
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import News
from social.topics import name_topics


def lock_item(pk: int, states: Iterable[State] = (State.PUBLISHED,)) -> Item:
    """Return the published item (or one in these `states`), its row locked before anybody asks the policy; else raise NotVisible.

    Every deed that touches an item and what hangs on it locks the item first: nobody waits in a circle.
    """
    # Without joins: who waited for the lock of an item that moved would look for it beside its former audience.
    locked = Item.objects.for_system("the policy is asked right after").select_for_update(no_key=True)
    item = locked.filter(pk=pk, state__in=states).first()
    if item is None:
        raise NotVisible
    return item


class Hanging(NamedTuple):
    """What becomes of an item's pictures: which come `off` (ids), other words for those that stay, and who comes beside them."""

    off: Iterable[int] = ()
    alts: Mapping[int, str] = MappingProxyType({})
    added: Iterable[tuple[File, str]] = ()


AS_IT_WAS = Hanging()


@transaction.atomic
def edit_item(member: Member, pk: int, text: str, key: str = "", hanging: Hanging = AS_IT_WAS) -> Item:
    """Change the words of one's own item, and its pictures. Who is mentioned now and was not before is told."""
    item = lock_item(pk)
    policy.require(member, "edit", item)
    if receipts.repeated(member, key):
        return item
    if not _rehang(item, hanging) and text == item.text:
        return item
    named = reword(item, member, text)
    name_topics(item)
    told = tell(News(Notification.Verb.MENTION, item.stream, member.pk, item.audience_id, item.pk), named)
    publish([*changed(item), *told])
    return item


@transaction.atomic
def delete_item(member: Member, pk: int, key: str = "", reason: str = "") -> None:
    """Take an item away; its words and pictures wait out of sight, so that it can be brought back (`social.wiping`).

    One with comments leaves its place to them. Its author is told the `reason` of somebody else.
    """
    if receipts.repeated(member, key):
        return
    item = lock_item(pk)
    policy.require(member, "delete", item)
    keep_words(item)
    item.state = State.REMOVED if item.comment_count else State.DELETED
    item.text, item.version = "", item.version + 1
    item.deleted_at, item.deleted_by = timezone.now(), member
    item.save(update_fields=["state", "text", "version", "deleted_at", "deleted_by"])
    for file in _files(item):
        withdraw_file(file)
    news = News(Notification.Verb.REMOVED, removal(item), member.pk, item.audience_id, item.pk, words=reason)
    publish([*changed(item), *tell(news, [item.author_id])])


@transaction.atomic
def restore_item(member: Member, pk: int, key: str = "") -> Item:
    """Undo one's own deletion while its words are still kept."""
    if receipts.repeated(member, key):
        return lock_item(pk)
    item = deleted_item(member, pk)
    if item.state == State.PUBLISHED:
        return item
    untold = untell(item)
    item.text = take_words(item)
    item.state, item.version, item.deleted_at, item.deleted_by = State.PUBLISHED, item.version + 1, None, None
    if item.pinned_at and full(item):
        item.pinned_at = None
    item.save(update_fields=["state", "text", "version", "deleted_at", "deleted_by", "pinned_at"])
    for file in _files(item):
        bring_back_file(file)
    publish([*changed(item), *untold])
    return item


@transaction.atomic
def deleted_item(member: Member, pk: int) -> Item:
    """Return the item that the member deleted and may bring back, or that is there again already."""
    item = lock_item(pk, (State.PUBLISHED, State.REMOVED, State.DELETED))
    if item.state == State.DELETED and item.deleted_by_id != member.pk:
        raise NotVisible
    policy.require(member, "delete", item)
    if item.state != State.PUBLISHED and not (item.deleted_by_id == member.pk and within_regret(item)):
        raise Refused(TOO_LATE)
    return item


@transaction.atomic
def move_item(member: Member, pk: int, audience: Audience, key: str = "") -> Item:
    """Let another audience see the item, its comments, pictures and notifications; the former one no longer does."""
    item = lock_item(pk)
    policy.require(member, "move", item)
    policy.require(member, "post", audience)
    if receipts.repeated(member, key) or item.audience_id == audience.pk:
        return item
    former = item.audience
    item.audience, item.version, item.pinned_at = audience, item.version + 1, None
    if not policy.may(member, "announce", audience):
        item.announced_at = None
    item.save(update_fields=["audience", "version", "pinned_at", "announced_at"])
    for file in _files(item):
        move_file(file, audience)
    Notification.objects.for_system("goes with its item").filter(item=item).update(audience=audience)
    move_stream(item.stream, audience.pk)
    gone = Change(former.stream, "item", item.pk, item.version)
    publish([gone, *changed(item), Change(Stream.ACCESS, "item", item.pk)])
    return item


def count_comments(item: Item, change: int) -> None:
    """Add to the number of comments that stand; the item is locked."""
    Item.objects.for_system("counted under its lock").filter(pk=item.pk).update(comment_count=F("comment_count") + change)


def changed(item: Item) -> list[Change]:
    return [Change(f"a{item.audience_id}", "item", item.pk, item.version), Change(item.stream, "item", item.pk, item.version)]


def _rehang(item: Item, hanging: Hanging) -> bool:
    """Change the pictures of the locked item; return whether any of them did."""
    there = Picture.objects.for_system("of the item that is locked").filter(item=item).select_related("file")
    off = list(there.filter(pk__in=hanging.off))
    for picture in off:
        withdraw_file(picture.file)
        picture.delete()
    left, added = {picture.pk: picture for picture in there}, list(hanging.added)
    if added and len(left) + len(added) > MOST_PICTURES:
        raise Refused(TOO_MANY % {"n": MOST_PICTURES})
    reworded = [left[pk] for pk, alt in hanging.alts.items() if pk in left and left[pk].alt != alt]
    for picture in reworded:
        picture.alt = hanging.alts[picture.pk]
        picture.save(update_fields=["alt"])
    last = max((picture.position for picture in left.values()), default=-1)
    for position, (file, alt) in enumerate(added, last + 1):
        Picture.objects.create(item=item, file=file, position=position, alt=alt)
        share_file(file, item.audience)
    return bool(off or reworded or added)


def _files(item: Item) -> list:
    pictures = Picture.objects.for_system("goes with its item").filter(item=item).select_related("file")
    return [picture.file for picture in pictures]
