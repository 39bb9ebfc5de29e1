import re

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import ROLE_NAMES, Role

DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+\Z")
STATES = [("", _("Everyone")), ("active", _("Active")), ("off", _("Deactivated")), ("guests", _("Guests")), ("admins", _("Administrators"))]


class FindMembersForm(forms.Form):
    """Words and conditions to find members by; `after` is the last member of the page before."""

    q = forms.CharField(label=_("Name, handle or address"), max_length=100, required=False, widget=forms.SearchInput())
    state = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=STATES,
    )
    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class RolesForm(forms.Form):
    """Guest, or member with any of the other roles."""

    kind = forms.TypedChoiceField(
        label=_("Is a"),
        coerce=lambda value: Role(int(value)),
        choices=[
            (int(Role.MEMBER), _("Member: sees everything that is for everyone")),
            (int(Role.GUEST), _("Guest: sees only the groups they are in")),
        ],
        widget=forms.RadioSelect,
    )
    more = forms.TypedMultipleChoiceField(
        label=_("And also"),
        coerce=lambda value: Role(int(value)),
        choices=[(int(role), name) for role, name in ROLE_NAMES.items() if role not in (Role.MEMBER, Role.GUEST)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def roles(self) -> Role:
        held = self.cleaned_data["kind"]
        for role in self.cleaned_data["more"]:
            held |= role
        return held


class SignUpForm(forms.Form):
    sign_up = forms.ChoiceField(label=_("Who may sign up"), choices=Organisation.SignUp.choices, widget=forms.RadioSelect)
    domains = forms.CharField(
        label=_("Allowed e-mail domains"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("What stands behind the @, for instance example.org. Each on a line, or with commas."),
    )

    def clean_domains(self) -> list[str]:
        words = self.cleaned_data["domains"].lower().replace(",", " ").replace(";", " ").split()
        domains = list(dict.fromkeys(word.lstrip("@") for word in words))
        wrong = [domain for domain in domains if not DOMAIN.match(domain)]
        if wrong:
            raise forms.ValidationError(_("This is not a domain: %(domains)s.") % {"domains": ", ".join(wrong)[:200]})
        return domains

    def clean(self):
        data = super().clean()
        if data.get("sign_up") == Organisation.SignUp.OPEN and data.get("domains") == []:
            self.add_error("domains", _("Name at least one domain, or nobody can sign up."))
        return data
