"""Asking people in: invite, send again, withdraw, accept."""

import base64
from datetime import UTC, timedelta
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import tasks
from accounts.actions import access_changed, forget_waiting, new_member
from accounts.fields import LONGEST_EMAIL
from accounts.limits import spend
from accounts.models import Invitation, Member, Membership, Organisation, token_hash
from accounts.once import done, once
from accounts.organisation import organisation
from accounts.policy import Refused, require
from accounts.roles import Role
from realtime.publish import publish

DAYS = 14
MOST_AT_ONCE = 200
INVITABLE = {Role.MEMBER, Role.GUEST}


class Report(NamedTuple):
    """What became of the addresses of one invitation form."""

    sent: list[str]
    members: list[str]
    malformed: list[str]


class NotOpen(Exception):
    """The invitation was used, withdrawn, is too old, or never was."""


class AlreadyMember(Exception):
    """Somebody with this address has an account."""


def read_addresses(text: str) -> tuple[list[str], list[str]]:
    """Split pasted addresses (commas, semicolons, spaces, lines; `Name <address>` too) into good ones and malformed ones."""
    good, malformed = {}, {}
    for word in text.replace(",", " ").replace(";", " ").split():
        address = word.strip("<>\"'()")
        if not address or ("@" not in address and "<" in text):  # the name before an <address>
            continue
        (good if _is_address(address) else malformed)[address.lower() if _is_address(address) else address] = None
    return list(good), list(malformed)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_EMAIL


def token_of(invitation: Invitation) -> str:
    """The secret of the link, made again from the row and the installation's key: it is stored nowhere."""
    about = f"{invitation.email}|{invitation.expires_at.astimezone(UTC).isoformat()}"
    digest = salted_hmac("accounts.invitations", about, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def invite(by: Member, text: str, role: Role, language: str, base: str, key: str = "") -> Report | None:
    """Invite each address once; one that was invited before gets a new link. None for the same form sent twice.

    Raises TooMany beyond the hourly limit, Refused for too many at once.
    """
    require(by, "administer")
    if _is_off():
        raise Refused(_("Nobody can come in now, not by invitation either. Change who may sign up first."))
    good, malformed = read_addresses(text)
    members = set(Member.objects.filter(email__in=good).exclude(is_active=False, last_login=None).values_list("email", flat=True))
    asked = [address for address in good if address not in members]
    if len(asked) > MOST_AT_ONCE:
        raise Refused(_("That is more than 200 addresses. Send them in two parts."))
    with transaction.atomic():
        if once(by, key) is not None:
            return None
        if asked:
            spend(by.pk, "invite", len(asked))
        for address in asked:
            _ask(by, address, role, language, base)
        done(by, key, "sent")
    return Report(asked, sorted(members), malformed)


def _ask(by: Member, address: str, role: Role, language: str, base: str) -> None:
    earlier = Invitation.objects.filter(email=address, used_by=None, withdrawn_at=None, audience=None).first()
    invitation = earlier or Invitation(email=address)
    invitation.roles, invitation.invited_by = int(role), by
    _renew(invitation, language, base)


def _renew(invitation: Invitation, language: str, base: str) -> None:
    invitation.expires_at = timezone.now() + timedelta(days=DAYS)
    invitation.token_hash = token_hash(token_of(invitation))
    invitation.save()
    tasks.mail_invitation.enqueue(invitation.pk, language, base)


def send_again(by: Member, invitation: Invitation, language: str, base: str) -> None:
    """Send a new link; the one before it no longer works."""
    require(by, "administer")
    spend(by.pk, "invite")
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.used_by_id or invitation.withdrawn_at:
            raise NotOpen
        _renew(invitation, language, base)


def withdraw(by: Member, invitation: Invitation) -> None:
    """Make the link of an invitation that was not used yet worthless."""
    require(by, "administer")
    Invitation.objects.filter(pk=invitation.pk, used_by=None, withdrawn_at=None).update(withdrawn_at=timezone.now())


def find(token: str) -> Invitation:
    """Return the open invitation of this link. Raises NotOpen."""
    invitation = Invitation.objects.filter(token_hash=token_hash(token)).exclude(email="").first()
    if invitation is None or not invitation.is_open() or _is_off():
        raise NotOpen
    return invitation


def _is_off() -> bool:
    return organisation().sign_up == Organisation.SignUp.OFF


def accept(token: str, name: str, password: str, language: str | None) -> Member:
    """Make the account an invitation is for; its address counts as confirmed. Raises NotOpen or AlreadyMember."""
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=find(token).pk)
        if not invitation.is_open():  # somebody was faster
            raise NotOpen
        forget_waiting(invitation.email)
        if Member.objects.filter(email=invitation.email).exists():
            raise AlreadyMember
        member = new_member(name, invitation.email, password, language, Role(invitation.roles))
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
        if invitation.audience_id:
            Membership.objects.create(audience_id=invitation.audience_id, member=member)
        invitation.used_by = member
        invitation.save(update_fields=["used_by"])
        publish([access_changed(member)])
    return member
