"""What members were told, drawn: the notifications of one thread as one row, that of the newest."""

from collections.abc import Iterable
from textwrap import shorten

from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.models import Member
from social import bell
from social.items.models import WITH_PAGE, Item
from social.notifications.models import STANDING, Notification

NEEDS = ("actor", "item", "group")  # no more: PostgreSQL plans each join for longer than it takes
LIVE = "each is filtered by what its member may hear"
ABOUT = 90  # characters
NAMED = 2  # people in a sentence; the others are a number
MOST = 1000  # notifications looked at to name people


def newest_of(member: Member, before: int | None, most: int) -> list[Notification]:
    """Return the newest notification of each thread, newest first, as far as `member` may see them; older than `before`."""
    seen = Notification.objects.visible_to(member).filter(STANDING, member=member)
    threads = seen.values("thread").annotate(newest=Max("pk")).order_by("-newest")
    threads = threads.filter(newest__lt=before) if before else threads
    ids = [thread["newest"] for thread in threads[:most]]
    return list(Notification.objects.visible_to(member).filter(pk__in=ids).select_related(*NEEDS).order_by("-pk"))


def rows(notifications: Iterable[Notification], language: str) -> dict[int, SafeString]:
    """Draw notifications that came with NEEDS, each with who else did the same in its thread."""
    notifications = list(notifications)
    others = _others(notifications)
    return {one.pk: _row(one, others[one.pk], language) for one in notifications}


def _row(notification: Notification, others: list[str], language: str) -> SafeString:
    with translation.override(language), timezone.override(None):
        words = {"notification": notification, "version": version_of(notification)}
        words |= {"reason": reason(notification), "about": about(notification)}
        return render_to_string("notifications/row.html", {**words, "words": say(notification, others), "href": leads_to(notification)})


def _others(notifications: list[Notification]) -> dict[int, list[str]]:
    """Name, newest first, the other people of whom the members were told the same in the same thread."""
    found: dict[tuple, dict[int, str]] = {}
    query = Notification.objects.for_system("those of the threads that are drawn, of their own members").filter(
        STANDING, member__in={one.member_id for one in notifications}, thread__in={one.thread for one in notifications}
    )
    for member, thread, verb, audience, actor, name in query.order_by("-pk").values_list(
        "member_id", "thread", "verb", "audience_id", "actor_id", "actor__name"
    )[:MOST]:
        found.setdefault((member, thread, verb, audience), {})[actor] = name
    return {
        one.pk: [
            name for actor, name in found.get((one.member_id, one.thread, one.verb, one.audience_id), {}).items() if actor != one.actor_id
        ]
        for one in notifications
    }


def who(name: str, others: list[str]) -> str:
    """Name people: "Max", "Max and Nora", "Max, Nora and 3 others"."""
    if not others:
        return name
    if len(others) < NAMED:
        return _("%(one)s and %(other)s") % {"one": name, "other": others[0]}
    rest = len(others) - NAMED + 1
    sentence = ngettext("%(one)s, %(other)s and %(n)d other", "%(one)s, %(other)s and %(n)d others", rest)
    return sentence % {"one": name, "other": others[0], "n": rest}


def say(notification: Notification, others: list[str]) -> str:
    """What happened, in a sentence."""
    place = notification.group.name if notification.group else _place_known(notification)
    words = {"name": who(notification.actor.name, others), "place": place}
    n = 1 + len(others)
    on_own = notification.item is not None and notification.item.author_id == notification.member_id
    match notification.verb:
        case Notification.Verb.MENTION:
            sentence = ngettext("%(name)s mentioned you", "%(name)s mentioned you", n)
        case Notification.Verb.REPLY if on_own:
            sentence = ngettext("%(name)s commented on your post", "%(name)s commented on your post", n)
        case Notification.Verb.REPLY:
            sentence = ngettext("%(name)s answered your comment", "%(name)s answered your comment", n)
        case Notification.Verb.ADMISSION:
            sentence = _("%(name)s let you into %(place)s")
        case Notification.Verb.APPOINTED:
            sentence = _("%(name)s, an administrator, gave %(place)s a new owner")
        case Notification.Verb.INVITED:
            sentence = ngettext("%(name)s invites you to %(place)s", "%(name)s invite you to %(place)s", n)
        case Notification.Verb.PRAISE:
            sentence = ngettext("%(name)s praised you", "%(name)s praised you", n)
        case Notification.Verb.ANNOUNCED:
            sentence = _("%(name)s announced something")
        case Notification.Verb.KEPT_BACK:
            sentence = _("Your scheduled post was not published")
        case Notification.Verb.HOSTING:
            sentence = _("%(name)s planned a session with you behind the stage")
        case Notification.Verb.MOVED:
            sentence = _("%(name)s moved a session you are coming to")
        case Notification.Verb.CALLED_OFF:
            sentence = _("%(name)s called off a session you were coming to")
        case Notification.Verb.REMINDER:
            sentence = _("A session you are coming to begins soon")
        case Notification.Verb.ANSWERED:
            sentence = _("%(name)s answered your question")
        case Notification.Verb.PARKED:
            sentence = _("%(name)s parked your question")
        case Notification.Verb.DECLINED:
            sentence = _("%(name)s declined your question")
        case Notification.Verb.REPORTED:
            sentence = _("%(name)s reported back on a promise made with your question")
        case Notification.Verb.PROMISED:
            sentence = _("What you promised in a session is due")
        case Notification.Verb.DELEGATED:
            sentence = _("%(name)s made you a delegate: you can plan sessions with them as a host")
        case Notification.Verb.MERGED:
            sentence = _("%(name)s joined your question with one that asks the same")
        case Notification.Verb.REMOVED if place:
            sentence = _("%(name)s took you out of %(place)s")
        case Notification.Verb.REMOVED:
            sentence = _("%(name)s, a moderator, removed something you wrote")
        case _other:
            sentence = ngettext("%(name)s asks to join %(place)s", "%(name)s ask to join %(place)s", n)
    return sentence % words


def _place_known(notification: Notification) -> str:
    """The name of the place that somebody was taken out of, as they knew it: what it is called now is not for them."""
    removed = notification.verb == Notification.Verb.REMOVED and notification.audience_id is None
    return notification.words.partition("\n")[0] if removed else ""


def about(notification: Notification) -> str:
    """The first words of the post it is about."""
    item = notification.item
    return shorten(item.title or item.text, ABOUT, placeholder=" …") if item else ""


def reason(notification: Notification) -> str:
    """The reason that was given."""
    return notification.words.partition("\n")[2] if _place_known(notification) else notification.words


def leads_to(notification: Notification) -> str:
    removed = notification.verb == Notification.Verb.REMOVED
    if removed and notification.item and notification.item.state not in WITH_PAGE:
        return reverse("notifications")
    if notification.verb == Notification.Verb.KEPT_BACK:
        return reverse("scheduled")
    if notification.verb == Notification.Verb.DELEGATED:
        return reverse("session_new")
    if notification.comment_id:
        return reverse("comment", args=[notification.comment_id])
    if notification.item and notification.item.kind == Item.Kind.SESSION:
        return reverse("session", args=[notification.item_id])
    if notification.item_id:
        return reverse("item", args=[notification.item_id])
    return reverse("group", args=[notification.group.slug]) if notification.group else reverse("notifications")


def version_of(notification: Notification) -> int:
    return 2 if notification.read_at else 1


# ---- for the live channel (social/rows.py): refs are (stream, kind, object)


def load(refs: list[tuple]) -> tuple[dict[tuple, Notification], dict[int, int]]:
    """The newest notifications of their threads that their members may still read, and how many threads each has not read."""
    told = Notification.objects.for_system(LIVE).filter(STANDING).select_related(*NEEDS, "audience")
    told = told.in_bulk({ref[2] for ref in refs})
    hearings = policy.may_hear({one.member_id for one in told.values()})
    newest = _newest(told.values())
    due = {ref: told[ref[2]] for ref in refs if ref[2] in newest and ref[0] == f"m{told[ref[2]].member_id}"}
    return {ref: one for ref, one in due.items() if policy.is_told(hearings.get(one.member_id), one.audience)}, load_bells(refs)


def _newest(told: Iterable[Notification]) -> set[int]:
    """Of these, those that no other in the same thread, about the same audience, came after."""
    threads = Notification.objects.for_system(LIVE).filter(STANDING, member__in={one.member_id for one in told})
    threads = (
        threads.filter(thread__in={one.thread for one in told}).values("member_id", "thread", "audience_id").annotate(newest=Max("pk"))
    )
    return {thread["newest"] for thread in threads}


def draw(refs: list[tuple], loaded: tuple, language: str) -> dict[tuple, list[dict]]:
    seen, unread = loaded
    drawn = rows(seen.values(), language)
    objects = {ref: {"id": f"notification-{one.pk}", "v": version_of(one), "html": drawn[one.pk]} for ref, one in seen.items()}
    return {ref: [objects.get(ref) or {"id": f"notification-{ref[2]}", "gone": True}, *_bell(ref, unread)] for ref in refs}


def load_bells(refs: list[tuple]) -> dict[int, int]:
    return bell.unread_of({int(ref[0][1:]) for ref in refs})


def draw_bells(refs: list[tuple], unread: dict[int, int], language: str) -> dict[tuple, list[dict]]:
    return {ref: _bell(ref, unread) for ref in refs}


def _bell(ref: tuple, unread: dict[int, int]) -> list[dict]:
    return [{"id": "bell", "n": {"unread": unread.get(int(ref[0][1:]), 0)}}]
