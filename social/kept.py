"""Words that are not shown any more: those before an edit, and those of what was deleted until it cannot be undone."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.policy import Refused
from realtime.publish import Change
from social.comments.models import Comment
from social.items.models import REGRET, Item, Picture, Revision, State
from social.notifications.models import Notification
from social.statuses.models import Poll
from social.words import people_named

BATCH = 200
PINS = 5  # a place
DELETED = (State.REMOVED, State.DELETED)
TOO_LATE = _("It is too late to bring this back. Only who deleted it can, within ten minutes.")


def within_regret(thing: Item | Comment) -> bool:
    return thing.deleted_at is not None and thing.deleted_at > timezone.now() - REGRET


def keep_words(thing: Item | Comment) -> None:
    """Keep the words as they are now, before an edit or a deletion; the thing is locked."""
    about = {"item": thing} if isinstance(thing, Item) else {"item_id": thing.item_id, "comment": thing}
    Revision.objects.create(**about, version=thing.version, text=thing.text, at=thing.edited_at or thing.created_at)


def reword(thing: Item | Comment, member: Member, text: str) -> list[int]:
    """Put the text in the place of the words, which are kept when they were others; return who is named now and was not before."""
    if text != thing.text:
        keep_words(thing)
    before, people = thing.mentions.split(), people_named(text, member)
    thing.text, thing.mentions = text, " ".join(person.handle for person in people)
    thing.version, thing.edited_at = thing.version + 1, timezone.now()
    thing.save(update_fields=["text", "mentions", "version", "edited_at"])
    return [person.pk for person in people if person.handle not in before]


def take_words(thing: Item | Comment) -> str:
    """Take back the words that were kept last."""
    about = {"item": thing, "comment": None} if isinstance(thing, Item) else {"comment": thing}
    last = Revision.objects.for_system("of the thing that is locked").filter(**about).order_by("-pk").first()
    if last is None:
        raise Refused(TOO_LATE)
    last.delete()
    return last.text


def removal(thing: Item | Comment) -> str:
    """Name this deletion, and not another of the same thing, for who is told."""
    return f"x{'c' if isinstance(thing, Comment) else 'i'}{thing.pk}-{thing.version}"


def untell(thing: Item | Comment) -> list[Change]:
    told = Notification.objects.for_system("of a deletion that is undone").filter(event=removal(thing))
    changes = [Change(f"m{member}", "notification", pk, 2) for pk, member in told.values_list("pk", "member_id")]
    told.delete()
    return changes


def pinned(item: Item):
    """What is pinned in the place of the item."""
    found = Item.objects.for_system("counted in the place of the item").filter(audience=item.audience_id, pinned_at__isnull=False)
    return found.filter(state=State.PUBLISHED)


def full(item: Item) -> bool:
    """Whether nothing more can be pinned in the place of the item."""
    return pinned(item).count() >= PINS


def wipe_deleted() -> int:
    """Take away for good what was deleted and can be brought back no more; return of how many things."""
    before = timezone.now() - REGRET
    items = Item.objects.for_system("wiped after its time").filter(state__in=DELETED, deleted_at__lt=before)
    comments = Comment.objects.for_system("wiped after its time").filter(state=State.DELETED, deleted_at__lt=before)
    wiped = [_wipe_item(pk, before) for pk in items.order_by("pk").values_list("pk", flat=True)[:BATCH]]
    wiped += [_wipe_comment(pk, before) for pk in comments.order_by("pk").values_list("pk", flat=True)[:BATCH]]
    return sum(wiped)


@transaction.atomic
def _wipe_item(pk: int, before) -> bool:
    """The comments of an item that left its place to them stay; those of one that went whole went with it."""
    locked = Item.objects.for_system("wiped after its time").select_for_update(no_key=True)
    item = locked.filter(pk=pk, state__in=DELETED, deleted_at__lt=before).first()
    if item is None:
        return False
    kept = Revision.objects.for_system("wiped with its item").filter(item=item)
    (kept if item.state == State.DELETED else kept.filter(comment=None)).delete()
    Picture.objects.for_system("wiped with its item; the file was withdrawn").filter(item=item).delete()
    Poll.objects.for_system("wiped with its item").filter(item=item).delete()
    item.topics.clear()
    item.text, item.mentions, item.data, item.shared, item.deleted_at = "", "", {}, None, None
    item.save(update_fields=["text", "mentions", "data", "shared", "deleted_at"])
    return True


@transaction.atomic
def _wipe_comment(pk: int, before) -> bool:
    locked = Comment.objects.for_system("wiped after its time").select_for_update(no_key=True)
    comment = locked.filter(pk=pk, state=State.DELETED, deleted_at__lt=before).first()
    if comment is None:
        return False
    Revision.objects.for_system("wiped with its comment").filter(comment=comment).delete()
    comment.text, comment.mentions, comment.deleted_at = "", "", None
    comment.save(update_fields=["text", "mentions", "deleted_at"])
    return True
