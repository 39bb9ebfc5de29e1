"""The only signals this product listens to: what Django and allauth say about signing in and out."""

from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out

from accounts.actions import end_sessions, welcome


def connect() -> None:
    """Called once, when the applications are ready."""
    user_logged_out.connect(signed_out, dispatch_uid="signed_out")
    email_confirmed.connect(address_confirmed, dispatch_uid="address_confirmed")
    for signal in (password_changed, password_set, authenticator_added, authenticator_removed, authenticator_reset):
        signal.connect(lock_changed, dispatch_uid="lock_changed")
    password_reset.connect(password_was_reset, dispatch_uid="password_was_reset")


def signed_out(sender, request, user, **_):
    if user is not None and request.session.session_key:
        end_sessions(user, only=request.session.session_key)


def address_confirmed(sender, request, email_address, **_):
    welcome(email_address.user)


def lock_changed(sender, request, user, **_):
    """A new lock on the door: who was inside elsewhere has to come in again."""
    end_sessions(user, keep=request.session.session_key)


def password_was_reset(sender, request, user, **_):
    end_sessions(user)
