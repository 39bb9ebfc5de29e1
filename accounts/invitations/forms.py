from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import LONGEST_PASSWORD, PASSWORD_HELP, NameField, email_field
from accounts.models import Member
from accounts.roles import Role


class InviteForm(forms.Form):
    """Many addresses at once."""

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("Paste as many as you like, up to 200: with commas, spaces or each on a line."),
    )
    role = forms.TypedChoiceField(
        label=_("They will be"),
        coerce=lambda value: Role(int(value)),
        choices=[
            (int(Role.MEMBER), _("Members: they see everything that is for everyone")),
            (int(Role.GUEST), _("Guests: they see only the groups they are in")),
        ],
        initial=int(Role.MEMBER),
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language of the message"), choices=[("nl", "Nederlands"), ("en", "English")])


class NewAccountForm(forms.Form):
    """Name and password of somebody whose address we know."""

    name = NameField(label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].widget.attrs.pop("maxlength", None)  # it would cut off a pasted password silently

    def clean(self):
        data = super().clean()
        if data.get("password"):
            person = Member(email=data.get("email") or self.email, name=data.get("name", ""))
            try:
                get_adapter().clean_password(data["password"], user=person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class FirstAdministratorForm(NewAccountForm):
    """The organisation's name and its first administrator."""

    organisation = NameField(label=_("Name of the organisation"))
    email = email_field(label=_("Your e-mail address"))
    field_order = ["organisation", "name", "email", "password"]
