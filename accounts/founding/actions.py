"""The first hour of an installation: a one-time link, the organisation's name, its first administrator."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.actions import access_changed, new_member
from accounts.models import Invitation, Member, Organisation, token_hash
from accounts.organisation import organisation
from accounts.roles import Role
from realtime.publish import publish

HOURS = 24
FIRST = int(Role.MEMBER | Role.ADMIN)


class AlreadyFounded(Exception):
    """There is an administrator already."""


class NotValid(Exception):
    """The link is unknown, used, too old, or a newer one was made."""


def is_founded() -> bool:
    """Whether somebody active can administer this installation."""
    return Member.objects.active().holding(Role.ADMIN).exists()


def open_setup() -> str:
    """Return the secret of a new one-time link; earlier links stop working. Raises AlreadyFounded."""
    if is_founded():
        raise AlreadyFounded
    token = Invitation.new_token()
    now = timezone.now()
    with transaction.atomic():
        _links().update(withdrawn_at=now)
        Invitation.objects.create(roles=FIRST, token_hash=token_hash(token), expires_at=now + timedelta(hours=HOURS))
    return token


def check(token: str) -> None:
    """Raise AlreadyFounded or NotValid unless this link may be used now."""
    if is_founded():
        raise AlreadyFounded
    link = _links().filter(token_hash=token_hash(token)).first()
    if link is None or not link.is_open():
        raise NotValid


def found(token: str, name_of_organisation: str, name: str, email: str, password: str, language: str | None) -> Member:
    """Name the organisation and make its first administrator. Raises AlreadyFounded, NotValid, or IntegrityError for a taken address."""
    organisation()
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=1)  # one founding at a time
        check(token)
        member = new_member(name, email, password, language, Role(FIRST))
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
        Organisation.objects.filter(pk=1).update(name=name_of_organisation)
        _links().filter(token_hash=token_hash(token)).update(used_by=member)
        publish([access_changed(member)])
    return member


def _links():
    """Links for a first administrator: an invitation that is for no address in particular."""
    return Invitation.objects.filter(email="", roles=FIRST, invited_by=None, used_by=None, withdrawn_at=None)
