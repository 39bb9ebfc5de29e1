"""Telling many people of one thing: in batches, each its own transaction, once a member however often it runs."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django_tasks import task

from accounts import policy
from accounts.letters import write_letter
from accounts.models import Audience
from realtime.publish import Change, publish
from social.notifications.models import STANDING, Notification

LETTERS = {Notification.Verb.ASK: "asked", Notification.Verb.INVITED: "invited"}  # what is also sent by mail
BATCH = 16  # streams beside those of the deed itself; realtime.publish takes 20


class News(NamedTuple):
    """What is told. `event` names it: nobody is told of it twice. Without `audience`: about the told alone."""

    verb: str
    event: str
    actor: int
    audience: int | None
    item: int | None = None
    comment: int | None = None
    group: int | None = None
    words: str = ""

    @property
    def thread(self) -> str:
        """What is told of one conversation, or of one group for the same reason, is one thread."""
        if self.item:
            return f"i{self.item}"
        return f"{self.verb}-g{self.group}" if self.group else self.event[:30]


def tell_some(news: News, members: Iterable[int]) -> list[Change]:
    """Write the notification of those members who may see what it is about; return what to publish."""
    members = list(members)
    if not members:
        return []
    audience, hearings = Audience.objects.filter(pk=news.audience).first(), policy.may_hear(members)
    told = Notification.objects.for_system("who was told before, and who just now").filter(event=news.event, member__in=members)
    before = set(told.values_list("member_id", flat=True))
    entitled = [pk for pk in members if pk not in before and policy.is_told(hearings.get(pk), audience)]
    about = {f"{name}_id": getattr(news, name) for name in ("actor", "audience", "item", "comment", "group")}
    about |= {"verb": news.verb, "event": news.event, "thread": news.thread, "words": news.words}
    Notification.objects.bulk_create([Notification(member_id=pk, **about) for pk in entitled], ignore_conflicts=True)
    written = [(pk, member) for pk, member in told.values_list("pk", "member_id") if member not in before]
    if news.verb in LETTERS:
        for pk, _member in written:
            mail_told.enqueue(pk)
    # The thread's former row goes: the new one stands for all of it.
    of_thread = Notification.objects.for_system("the rows that this one takes the place of").filter(member__in=entitled, thread=news.thread)
    former = of_thread.exclude(event=news.event).values("member_id").annotate(newest=Max("pk"))
    changes = [Change(f"m{member}", "notification", pk, 1) for pk, member in written]
    return [Change(f"m{row['member_id']}", "notification", row["newest"], 1) for row in former] + changes


@task()
def mail_told(notification_id: int) -> None:
    """Send what a member was told as a letter, when they may still read it and did not yet."""
    told = Notification.objects.for_system("its member is asked right after").filter(pk=notification_id, read_at=None)
    told = told.select_related("member", "actor", "group").first()
    if told is None or told.group is None:
        return
    member = told.member
    if not Notification.objects.visible_to(member).filter(STANDING, pk=told.pk).exists():
        return
    link = settings.LETTERS_URL + (
        reverse("group_members", args=[told.group.slug]) if told.verb == Notification.Verb.ASK else reverse("notifications")
    )
    words = {"name": member.name, "who": told.actor.name, "place": told.group.name, "link": link}
    write_letter(LETTERS[told.verb], member.email, member.language, **words).send()


@task()
def tell_rest(news: list, members: list[int]) -> None:
    """Tell the members whose streams did not fit in the deed's own transaction."""
    for start in range(0, len(members), BATCH):
        with transaction.atomic():
            publish(tell_some(News(*news), members[start : start + BATCH]))


@task()
def tell_place(news: list) -> None:
    """Tell everybody an announcement in the place is for, in the order of their ids."""
    said = News(*news)
    audience, last = Audience.objects.get(pk=said.audience), 0
    while members := list(policy.told(audience).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = members[-1]
        with transaction.atomic():
            publish(tell_some(said, [member for member in members if member != said.actor]))
