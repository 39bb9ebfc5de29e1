"""What people do with their own account, and how a new account comes to be."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from accounts.handles import propose_handle
from accounts.models import Member
from accounts.roles import Role
from realtime.models import Stream
from realtime.publish import Change, publish

LANGUAGES = {"nl", "en"}


def access_changed(member: Member) -> Change:
    """That what the sockets of `member` may hear must be looked at again."""
    return Change(Stream.ACCESS, "member", member.pk)


def new_member(name: str, email: str, password: str, language: str | None, roles: Role = Role.MEMBER, **fields) -> Member:
    """Make a member with a handle proposed from their name. Raises IntegrityError when the address is taken."""
    member = Member(name=name, email=email.lower(), roles=int(roles), language=language if language in LANGUAGES else "nl", **fields)
    member.set_password(password)
    for _attempt in range(5):
        member.handle = propose_handle(name)
        try:
            with transaction.atomic():
                member.save(force_insert=True)
            return member
        except IntegrityError:  # somebody took the handle in the same moment, or the address is taken
            if Member.objects.filter(email=member.email).exists():
                raise
    raise IntegrityError("no free handle")


def sign_up(name: str, email: str, password: str, language: str | None) -> Member:
    """Make a member who waits: not active, seen by nobody, until the address is confirmed.

    Somebody who waits already under this address is replaced: whoever signed up with another's address gains nothing.
    """
    with transaction.atomic():
        forget_waiting(email)
        return new_member(name, email, password, language, is_active=False)


def forget_waiting(email: str) -> None:
    """Make room for whoever can show that the address is theirs."""
    for waiting in Member.objects.filter(email=email.lower(), is_active=False):
        if is_waiting(waiting):
            waiting.delete()


def is_waiting(member: Member) -> bool:
    """Whether this member signed up and never confirmed the address (and was not deactivated by somebody)."""
    return not member.is_active and member.last_login is None and not EmailAddress.objects.filter(user=member, verified=True).exists()


def welcome(member: Member) -> None:
    """The address is confirmed: from now on they are one of us."""
    with transaction.atomic():
        Member.objects.filter(pk=member.pk, is_active=False, last_login=None).update(is_active=True)
        publish([access_changed(member)])


def change_settings(member: Member, **changes) -> None:
    """Change what a member may change about themselves."""
    for name, value in changes.items():
        setattr(member, name, value)
    with transaction.atomic():
        member.save(update_fields=list(changes))
        publish([access_changed(member)])


def end_sessions(member: Member, *, keep: str | None = None, only: str | None = None) -> int:
    """End the member's sessions (all but `keep`, or only this one) and let their sockets close; return how many.

    The session rows go in the same transaction as the access change: whoever looks after it finds them gone.
    """
    with transaction.atomic():
        known = UserSession.objects.filter(user=member)
        known = known.filter(session_key=only) if only else known.exclude(session_key=keep or "")
        keys = [only] if only else list(known.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        known.delete()
        publish([access_changed(member)])
    return len(keys)


def end_session(member: Member, number: int) -> None:
    """End one of the member's own sessions. Raises UserSession.DoesNotExist for one that is not theirs."""
    end_sessions(member, only=UserSession.objects.get(pk=number, user=member).session_key)
