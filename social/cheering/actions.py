"""Calling something out in the crowd of a session: a count for a moment, on no disk."""

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member
from accounts.once import sent_lately
from accounts.organisation import organisation
from accounts.policy import NotVisible, Refused
from realtime.doorbell import call_out
from social.asking.actions import refuse_hushed
from social.sessions.models import Session, Stage

NOT_NOW = _("You can do that while the session is on air.")


def cheer(member: Member, pk: int, kind: str, key: str = "") -> None:
    """Let everybody who looks at the session see that somebody reacted; who it was is not said. Sent twice it counts once."""
    session = Session.objects.visible_to(member).select_related("item__audience").filter(pk=pk).first()
    if session is None:
        raise NotVisible
    policy.require(member, "react", session.item)
    if session.stage != Stage.LIVE or kind not in organisation().reactions:
        raise Refused(NOT_NOW)
    refuse_hushed(member, session)
    if not sent_lately(member, key):
        call_out(session.item.stream, kind)
