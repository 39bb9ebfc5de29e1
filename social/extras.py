"""What a status may carry besides its words and pictures, as its author asks for it: a poll, praise, another post, an announcement."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Audience, Member
from accounts.policy import NotVisible, Refused
from social.items.models import Item

NOT_PASSED_ON = _("This was written down by Plein itself, and stays.")
NO_PRAISE = _("There is no such colleague who can see this place.")


class PollPlan(NamedTuple):
    """A poll that is to be: its choices in their order, and when it closes."""

    choices: tuple[str, ...]
    multiple: bool = False
    closes_at: datetime | None = None


class Extras(NamedTuple):
    """What goes along with a status. `praise`: the colleague. `shared`: the item that is passed on."""

    poll: PollPlan | None = None
    praise: Member | None = None
    shared: Item | None = None
    announce: bool = False


NOTHING = Extras()


def require_extras(member: Member, audience: Audience, extras: Extras) -> None:
    """Raise NotVisible or Refused unless the member may put this along with a post into the audience."""
    if extras.announce:
        policy.require(member, "announce", audience)
    if extras.praise is not None and not policy.can_see(extras.praise, audience):
        raise Refused(NO_PRAISE)
    if extras.shared is not None and not policy.can_see(member, extras.shared):
        raise NotVisible
    if extras.shared is not None and extras.shared.kind != Item.Kind.STATUS:
        raise Refused(NOT_PASSED_ON)
