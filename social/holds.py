"""What keeps somebody from a deed that their standing allows; the policy asks it last (`policy.HOLDS`)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Audience, Member
from accounts.policy import Refused
from social.groups.models import Silence
from social.items.models import Item, State

WRITING = {"post", "comment", "upload", "edit", "chat", "ask", "schedule"}
OF_SESSIONS = {"comment", "edit", "delete", "move", "wipe", "lock", "announce"}
OF_ITEMS = {"edit", "delete", "move", "pin", "lock", "share", "announce"}


def of_the_silenced(member: Member, verb: str, thing, audience: Audience) -> None:
    """Who was asked to be quiet reads on, and does not write."""
    if verb not in WRITING or audience.is_square:
        return
    asked = Silence.objects.for_system("the member's own").filter(group__audience=audience, member=member, until__gt=timezone.now())
    if until := asked.values_list("until", flat=True).first():
        raise Refused(_("You were asked to be quiet here until %(time)s. You can read along.") % {"time": in_words(until, member)})


def of_notes(member: Member, verb: str, thing, audience: Audience) -> None:
    """What the house itself wrote down stays as it is."""
    if verb in OF_ITEMS and isinstance(thing, Item) and thing.kind == Item.Kind.NOTE:
        raise Refused(_("This was written down by Plein itself, and stays."))


def of_sessions(member: Member, verb: str, thing, audience: Audience) -> None:
    """A session has a chat instead of comments; it is changed and called off on its own page, and stays where it was planned."""
    if verb in OF_SESSIONS and isinstance(thing, Item) and thing.kind == Item.Kind.SESSION:
        raise Refused(_("A session is changed and called off on its own page, and is talked about in its chat."))


def of_the_locked(member: Member, verb: str, thing, audience: Audience) -> None:
    """Nobody comments on what a moderator locked, or on what is not there any more."""
    if verb != "comment" or not isinstance(thing, Item):
        return
    if thing.state == State.REMOVED:
        raise Refused(_("This post was removed. Nobody can comment on it any more."))
    if thing.locked_at:
        raise Refused(_("A moderator locked this conversation. Nobody can comment on it any more."))


def in_words(when: datetime, reader: Member) -> str:
    """A moment for within a sentence, in the reader's own time zone."""
    return date_format(timezone.localtime(when, ZoneInfo(reader.time_zone)), "j M Y, H:i")
