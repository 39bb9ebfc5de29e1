"""What administrators do with members, and with who may come in."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import access_changed, end_sessions, is_waiting
from accounts.models import Member, Organisation
from accounts.organisation import organisation
from accounts.policy import Refused, require
from accounts.roles import Role
from realtime.publish import publish

LAST = _("This is the last administrator. Make somebody else an administrator first.")


def deactivate_member(by: Member, member: Member) -> None:
    """Shut a member out: every session ends, every socket closes. Memberships stay, for the day they come back."""
    require(by, "administer")
    with transaction.atomic():
        _keep_an_administrator(member)
        Member.objects.filter(pk=member.pk).update(is_active=False)
        end_sessions(member)  # publishes the access change, last


def reactivate_member(by: Member, member: Member) -> None:
    """Let a member in again. Who never confirmed their address is vouched for by this."""
    require(by, "administer")
    with transaction.atomic():
        if is_waiting(member):
            EmailAddress.objects.update_or_create(user=member, email=member.email, defaults={"verified": True, "primary": True})
        Member.objects.filter(pk=member.pk).update(is_active=True)
        publish([access_changed(member)])


def set_roles(by: Member, member: Member, roles: Role) -> None:
    """Give a member exactly these roles: either guest alone, or member with any others."""
    require(by, "administer")
    if roles & Role.GUEST and roles != Role.GUEST or not roles & (Role.GUEST | Role.MEMBER):
        raise Refused(_("Somebody is a guest, or a member with any of the other roles."))
    with transaction.atomic():
        if not roles & Role.ADMIN:
            _keep_an_administrator(member)
        Member.objects.filter(pk=member.pk).update(roles=int(roles))
        publish([access_changed(member)])


def _keep_an_administrator(member: Member) -> None:
    """Refuse what would leave nobody to administer; the rows stay locked, so that two cannot demote each other at once."""
    administrators = Member.objects.active().holding(Role.ADMIN).select_for_update().order_by("pk")
    if [administrator.pk for administrator in administrators] == [member.pk]:
        raise Refused(LAST)


def change_sign_up(by: Member, sign_up: str, domains: list[str]) -> None:
    """Set who may sign up by themselves."""
    require(by, "administer")
    _change(sign_up=sign_up, allowed_domains="\n".join(domains))


def change_organisation(by: Member, name: str, hue: int, welcome: str, reactions: list[str]) -> None:
    """Give the organisation another name, colour, words for who comes in, or reactions."""
    require(by, "administer")
    _change(name=name, hue=hue, welcome=welcome, reactions=reactions)


def _change(**fields) -> None:
    organisation()  # founds it in an empty database
    Organisation.objects.filter(pk=1).update(**fields)
