"""A status: a few words, perhaps with pictures, a poll, praise, or another post inside."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts import policy
from accounts.models import Audience, Member
from media.actions import share_file
from media.models import File
from realtime.publish import Change, open_stream, publish
from social import receipts, words
from social.extras import NOTHING, Extras, PollPlan, require_extras
from social.items.models import Item, Picture
from social.notifications.actions import tell
from social.notifications.models import Notification
from social.notifications.tasks import News, tell_place
from social.statuses.models import Choice, Poll, Praise
from social.topics import name_topics

Pictures = Iterable[tuple[File, str]]


@transaction.atomic
def publish_status(member: Member, audience: Audience, text: str, key: str = "", pictures: Pictures = (), extras: Extras = NOTHING) -> Item:
    """Share a status with `audience`; the same `key` sent again returns the first one.

    `pictures`: unshared files of the member, each with the words for who cannot see it.
    """
    policy.require(member, "post", audience)
    require_extras(member, audience, extras)
    before = receipts.earlier(member, key, "item")
    if before is not None:
        return Item.objects.for_system("the member's own, by its receipt").get(pk=before)
    item = write_status(member, audience, text, pictures, extras)
    receipts.keep(member, key, "item", item.pk)
    bring_out(item)
    return item


def write_status(member: Member, audience: Audience, text: str, pictures: Pictures, extras: Extras, **fields) -> Item:
    """Write the rows of a status down. Nobody is told; its pictures are not shared yet."""
    announced_at = timezone.now() if extras.announce else None
    item = Item.objects.create(
        kind=Item.Kind.STATUS,
        author=member,
        audience=audience,
        text=text,
        mentions=_handles(words.people_named(text, member)),
        shared=extras.shared,
        announced_at=announced_at,
        **fields,
    )
    for position, (file, alt) in enumerate(pictures):
        Picture.objects.create(item=item, file=file, position=position, alt=alt)
    if extras.poll:
        _ask(item, extras.poll)
    if extras.praise:
        Praise.objects.create(item=item, member=extras.praise)
    return item


def bring_out(item: Item) -> None:
    """Show a status that was just written to its audience, and tell whom it concerns. Last in the transaction."""
    for picture in Picture.objects.for_system("of the item at hand").filter(item=item).select_related("file__owner"):
        share_file(picture.file, item.audience)
    name_topics(item)
    open_stream(item.stream, item.audience_id)
    news = News(Notification.Verb.MENTION, item.stream, item.author_id, item.audience_id, item.pk)
    praised = list(Praise.objects.for_system("of the item at hand").filter(item=item).values_list("member_id", flat=True))
    people = Member.objects.filter(handle__in=item.mentions.split()) if item.mentions else []
    told = tell(news._replace(verb=Notification.Verb.PRAISE), praised)
    told += tell(news, [person.pk for person in people if person.pk not in praised])
    if item.announced_at:
        tell_place.enqueue(list(news._replace(verb=Notification.Verb.ANNOUNCED)))
    publish([Change(item.audience.stream, "item", item.pk, item.version), *told])


def rewritten(item: Item, text: str) -> str:
    """Put other words into a status that is not out yet; return the handles in them."""
    item.text, item.mentions = text, _handles(words.people_named(text, item.author))
    return item.mentions


def _handles(people: Iterable[Member]) -> str:
    return " ".join(person.handle for person in people)


def _ask(item: Item, plan: PollPlan) -> None:
    """Write the poll down, and on the item what its row draws of it without a query."""
    poll = Poll.objects.create(item=item, multiple=plan.multiple, closes_at=plan.closes_at)
    choices = [Choice.objects.create(poll=poll, position=n, text=text) for n, text in enumerate(plan.choices)]
    item.data["poll"] = {
        "multiple": plan.multiple,
        "closes": plan.closes_at.isoformat() if plan.closes_at else None,
        "choices": [[choice.pk, choice.text] for choice in choices],
        "voters": 0,
    }
    item.save(update_fields=["data"])
