"""allauth's forms in our words, every field bounded."""

from allauth.account import forms as theirs
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import tasks
from accounts.actions import is_waiting
from accounts.fields import LONGEST_EMAIL, LONGEST_PASSWORD, PASSWORD_HELP, NameField, bound
from accounts.letters import base_of
from accounts.models import Member
from accounts.sign_in import door

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
}
LONGEST = {"login": LONGEST_EMAIL, "email": LONGEST_EMAIL, "code": 20}


class Ours:
    """Our labels, our help, our bounds; no placeholders that repeat a label."""

    labels: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = PASSWORD_HELP if name == "password1" else ""
            field.label = self.labels.get(name) or LABELS.get(name) or field.label
            if name.startswith(("password", "oldpassword")):
                bound(field, LONGEST_PASSWORD)
            elif name in LONGEST:
                bound(field, LONGEST[name])


class SignInForm(Ours, theirs.LoginForm):
    pass


class SignUpForm(Ours, theirs.SignupForm):
    name = NameField(label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "email", "password1"]
    labels = {"password1": _("Password")}

    def clean_email(self):
        email = super().clean_email()
        if not door.admits(email):
            say = _("You can sign up with an address at: %(domains)s.")
            raise forms.ValidationError(say % {"domains": door.domains_in_words()})
        return email

    def validate_unique_email(self, value):
        email = super().validate_unique_email(value)
        holder = Member.objects.filter(email=email).first()
        if holder and is_waiting(holder):  # whoever it was did not show that the address is theirs
            self.account_already_exists = False
        return email

    def try_save(self, request):
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # takes as long as making the account
        return super().try_save(request)


class ResetForm(Ours, theirs.ResetPasswordForm):
    def save(self, request, **_kwargs):
        """The same work for every address: only the letter tells whether there is an account."""
        tasks.mail_reset.enqueue(self.cleaned_data["email"], get_language(), base_of(request))
        return self.cleaned_data["email"]


class NewPasswordForm(Ours, theirs.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(Ours, theirs.ChangePasswordForm):
    pass


class SetPasswordForm(Ours, theirs.SetPasswordForm):
    pass


class PasswordAgainForm(Ours, theirs.ReauthenticateForm):
    pass


class CodeForm(Ours, AuthenticateForm):
    pass


class CodeAgainForm(Ours, ReauthenticateForm):
    pass


class NewTotpForm(Ours, ActivateTOTPForm):
    pass
