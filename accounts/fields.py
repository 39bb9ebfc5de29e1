"""Fields that every form about people shares: names, addresses, passwords, each bounded."""

import unicodedata
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST_EMAIL = 254
LONGEST_PASSWORD = 200
PASSWORD_HELP = _("At least 10 characters. A few words in a row are easy to remember and hard to guess.")


# They turn around whatever is shown behind them: somebody's name could change the words of others.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class LineField(forms.CharField):
    """What something is called: one line, 100 characters, nothing that changes how the text around it is shown."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 100, "label": _("Name")} | options)

    def clean(self, value):
        value = super().clean(value)
        if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in value):
            raise forms.ValidationError(_("A name stands on one line."))
        if TURNING & set(value):
            raise forms.ValidationError(_("A name cannot hold characters that turn the text around."))
        return value


class NameField(LineField):
    """A person's or an organisation's name."""

    def clean(self, value):
        value = super().clean(value)
        if value and not any(letter.isalnum() for letter in value):
            raise forms.ValidationError(_("A name has at least one letter."))
        return value


def email_field(**options) -> forms.EmailField:
    """An e-mail address, in small letters."""
    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    return forms.EmailField(**{"label": _("E-mail address"), "max_length": LONGEST_EMAIL, "widget": widget} | options)


def bound(field: forms.Field, longest: int) -> None:
    """Refuse what is longer. Without a maxlength in the browser: that would cut off a pasted password silently."""
    field.validators.append(MaxLengthValidator(longest))


@cache
def time_zones() -> list[tuple[str, str]]:
    """The time zones people know: places, and UTC."""
    places = {name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))}
    return [(name, name.replace("_", " ")) for name in sorted(places | {"UTC"})]
