"""Fields for what members write: bounded in bytes, one kind of line end, a bounded number of people named."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from social.words import MOST_MENTIONS, handles_in


class Words(forms.CharField):
    """A text of at most `kib` KiB."""

    def __init__(self, *, kib: int, **options):
        self.kib = kib
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4, "maxlength": kib * 1024}))
        super().__init__(**options)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value):
        super().validate(value)
        if len(value.encode()) > self.kib * 1024:
            raise ValidationError(_("This is too long: at most %(n)d KiB.") % {"n": self.kib})
        if len(handles_in(value)) > MOST_MENTIONS:
            raise ValidationError(_("At most %(n)d people can be mentioned in one text.") % {"n": MOST_MENTIONS})


def new_key() -> str:
    """Make the random id of a form: however often it is sent, it is one deed."""
    return uuid4().hex
