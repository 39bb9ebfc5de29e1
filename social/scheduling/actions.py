"""Posts that wait for their time. Until then only their author knows of them.

Feeds are ordered by id, so a post that waited gets a fresh row when it comes out: it stands among what is new then.
"""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Audience, Member
from accounts.policy import NotVisible, Refused
from media.actions import withdraw_file
from media.models import File
from realtime.publish import publish
from social import receipts
from social.extras import Extras, require_extras
from social.items.models import Item, Picture, State
from social.notifications.models import Notification
from social.notifications.tasks import News, tell_some
from social.statuses.actions import bring_out, rewritten, write_status
from social.statuses.models import Poll, Praise

log = structlog.get_logger()
MOST = 100
AT_ONCE = 50
FULL = _("You have many posts waiting already. Publish or delete some of them first.")
CARRIED = (Picture, Poll, Praise)


@transaction.atomic
def schedule_status(
    member: Member, audience: Audience, text: str, due_at: datetime, key: str, pictures: Iterable[tuple[File, str]], extras: Extras
) -> None:
    """Keep a status until its time; the same `key` sent again keeps it once."""
    policy.require(member, "post", audience)
    require_extras(member, audience, extras)
    if receipts.earlier(member, key, "scheduled") is not None:
        return
    if waiting_of(member).count() >= MOST:
        raise Refused(FULL)
    item = write_status(member, audience, text, pictures, extras, state=State.SCHEDULED, due_at=due_at)
    receipts.keep(member, key, "scheduled", item.pk)


def waiting_of(member: Member) -> QuerySet:
    """The member's own posts that wait, the next one first; those that could not be published before all."""
    own = Item.objects.for_system("one's own, which nobody else knows of").filter(author=member, state=State.SCHEDULED)
    return own.select_related("audience__group", "author").order_by(F("due_at").asc(nulls_first=True), "pk")


def waiting_post(member: Member, pk: int) -> Item:
    """Return one of the member's own posts that wait; for anybody else it does not exist."""
    item = waiting_of(member).filter(pk=pk).first()
    if item is None:
        raise NotVisible
    return item


@transaction.atomic
def change_scheduled(member: Member, pk: int, text: str, due_at: datetime, audience: Audience, key: str = "") -> None:
    """Other words, another time, another place."""
    item = _lock(member, pk)
    policy.require(member, "post", audience)
    require_extras(member, audience, _extras(item))
    if receipts.repeated(member, key):
        return
    rewritten(item, text)
    item.audience, item.due_at = audience, due_at
    item.data.pop("refused", None)
    item.save(update_fields=["text", "mentions", "audience", "due_at", "data"])


@transaction.atomic
def delete_scheduled(member: Member, pk: int) -> None:
    """Throw it away, with its pictures."""
    item = _lock(member, pk)
    for picture in Picture.objects.for_system("goes with its post").filter(item=item).select_related("file"):
        withdraw_file(picture.file)
    Item.objects.for_system("one's own").filter(pk=item.pk).delete()


@transaction.atomic
def publish_now(member: Member, pk: int) -> Item:
    """Do not wait any longer."""
    item = _lock(member, pk)
    policy.require(member, "post", item.audience)
    require_extras(member, item.audience, _extras(item))
    return _come_out(item)


def publish_due() -> int:
    """Publish what is due, asking the policy anew; return how many came out. One that cannot keeps no other waiting."""
    due = Item.objects.for_system("due now").filter(state=State.SCHEDULED, due_at__lte=timezone.now())
    done = 0
    for pk in list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE]):
        try:
            done += _publish(pk)
        except DatabaseError:
            raise
        except Exception:
            log.exception("a scheduled post was not published", item=pk)
    return done


def _publish(pk: int) -> bool:
    try:
        with transaction.atomic():
            item = _lock(None, pk)
            if item.due_at is None or item.due_at > timezone.now():
                return False
            reason = _refusal(item)
            if reason:
                raise Refused(reason)
            _come_out(item)
    except NotVisible:  # somebody published or deleted it meanwhile
        return False
    except Refused as refused:
        _keep_back(item, str(refused) if str(refused) in REASONS else "post")
        return False
    return True


@transaction.atomic
def _keep_back(item: Item, reason: str) -> None:
    """It stays with its author, who is told, and is shown why."""
    waits = Item.objects.for_system("its author is told why").filter(pk=item.pk, state=State.SCHEDULED, due_at=item.due_at)
    if waits.update(due_at=None, data={**item.data, "refused": reason}):
        news = News(Notification.Verb.KEPT_BACK, f"kept-back-{item.pk}-{item.due_at:%y%m%d%H%M%S}", item.author_id, None)
        publish(tell_some(news, [item.author_id]))


REASONS = {
    "place": _("You cannot see this place any more."),
    "post": _("You may not post in this place any more."),
    "announce": _("You may not make announcements in this place any more."),
    "praise": _("The colleague whom you praise cannot see this place any more."),
    "shared": _("The post that you pass on is not there any more, or not for you."),
}


def _refusal(item: Item) -> str:
    """Why the post may not come out now: a key of REASONS, or nothing."""
    author, audience, extras = item.author, item.audience, _extras(item)
    if not policy.can_see(author, audience):
        return "place"
    if not policy.may(author, "post", audience):
        return "post"
    if extras.announce and not policy.may(author, "announce", audience):
        return "announce"
    if extras.praise and not policy.can_see(extras.praise, audience):
        return "praise"
    return "shared" if extras.shared and not policy.can_see(author, extras.shared) else ""


def _extras(item: Item) -> Extras:
    praise = Praise.objects.for_system("of the post at hand").filter(item=item).select_related("member").first()
    return Extras(praise=praise.member if praise else None, shared=item.shared, announce=item.announced_at is not None)


def _lock(member: Member | None, pk: int) -> Item:
    """Return the waiting post, its row locked; `member`: only one of theirs."""
    rows = Item.objects.for_system("one's own, or due").select_for_update(no_key=True, of=("self",))
    rows = rows.select_related("audience", "author").filter(pk=pk, state=State.SCHEDULED)
    item = (rows.filter(author=member) if member else rows).first()
    if item is None:
        raise NotVisible
    return item


def _come_out(item: Item) -> Item:
    """Make the row that everybody sees, hand over what the waiting one carries, and let that go."""
    now = timezone.now()
    fresh = Item.objects.create(
        kind=item.kind,
        author=item.author,
        audience=item.audience,
        text=item.text,
        mentions=rewritten(item, item.text),
        shared_id=item.shared_id,
        data={name: said for name, said in item.data.items() if name != "refused"},
        announced_at=now if item.announced_at else None,
    )
    for model in CARRIED:
        model.objects.for_system("handed over").filter(item=item).update(item=fresh)
    Item.objects.for_system("it came out as another row").filter(pk=item.pk).delete()
    bring_out(fresh)
    return fresh
