"""How allauth asks this product: who may sign up, what is saved, what a letter says, how often one may be wrong."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.forms import ValidationError
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import tasks
from accounts.actions import is_waiting, sign_up
from accounts.letters import base_of
from accounts.limits import TooMany
from accounts.sign_in import door
from accounts.sign_in.attempts import Attempt, forget
from accounts.wait import wait_in_words


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account was deactivated. An administrator can tell you more."),
        "email_password_mismatch": _("This e-mail address and this password do not belong together."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. Codes change every half minute; take the newest."),
        "incorrect_password": _("This is not your password."),
        "invalid_or_expired_key": _("This link is not valid any more."),
        "invalid_password_reset": _("This link is not valid any more. Ask for a new one."),
        "rate_limited": _("That was often. Wait a moment and try again."),
        "too_many_login_attempts": _("That was wrong too often. Try again in half an hour."),
    }

    def is_ajax(self, request):
        return False  # our pages answer in one way only

    def is_open_for_signup(self, request):
        return door.is_open()

    def save_user(self, request, user, form, commit=True):
        data = form.cleaned_data
        return sign_up(data["name"], data["email"], data["password1"], get_language())

    def pre_login(self, request, user, **about):
        if is_waiting(user):  # the next stage asks them to confirm their address
            return None
        return super().pre_login(request, user, **about)

    def pre_authenticate(self, request, **credentials):
        """Count the try; refuse it, with the time to wait, when there were too many."""
        self.attempt = Attempt(credentials.get("email") or "", self.get_client_ip(request))
        try:
            self.attempt.count()
        except TooMany as refusal:
            say = _("That was wrong too often. Try again in %(wait)s.") % {"wait": wait_in_words(refusal.wait)}
            raise ValidationError(say, code="too_many") from refusal

    def authenticate(self, request, **credentials):
        member = super().authenticate(request, **credentials)
        if member:
            self.attempt.forgive()
        return member

    def _delete_login_attempts_cached_email(self, request, **credentials):
        forget(credentials["email"])

    def get_client_ip(self, request):
        try:
            return super().get_client_ip(request)
        except PermissionDenied:
            return "0.0.0.0"  # noqa: S104 - behind a unix socket there is none

    def get_password_change_redirect_url(self, request):
        return reverse("account_settings")

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        tasks.mail_confirmation.enqueue(emailconfirmation.email_address.pk, get_language(), base_of(request))

    def send_account_already_exists_mail(self, email):
        tasks.mail_letter.enqueue("already_member", email, get_language(), base_of(self.request))

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell the owner that a lock of their account was changed."""
        tasks.mail_letter.enqueue(template_prefix.rpartition("/")[2], user.email, user.language, base_of(self.request))
