"""What a member is in the organisation (`Role`) and in one place (`Rank`)."""

from enum import IntFlag

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(IntFlag):
    """Roles in the organisation; several may be held. Who is a guest is not a member, and the other way round."""

    MEMBER = 1
    GUEST = 2
    EDITOR = 4
    COMMUNICATIONS = 8
    LEADER = 16
    ADMIN = 32


ROLE_NAMES = {
    Role.MEMBER: _("member"),
    Role.GUEST: _("guest"),
    Role.EDITOR: _("editor"),
    Role.COMMUNICATIONS: _("communications"),
    Role.LEADER: _("leader"),
    Role.ADMIN: _("administrator"),
}


class Rank(models.IntegerChoices):
    """Standing in one audience. `REACH`: may see it without having a row in it."""

    REACH = 0, _("anyone who can see it")
    MEMBER = 10, _("members")
    MODERATOR = 20, _("moderators")
    OWNER = 30, _("owners")
    NOBODY = 99, _("nobody")
