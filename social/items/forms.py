from django import forms
from django.utils.translation import gettext_lazy as _

from social.fields import Words


class EditForm(forms.Form):
    text = Words(kib=32, required=False, label=_("Text"))


class ReasonForm(forms.Form):
    """Why a moderator takes away what somebody else wrote."""

    words = forms.CharField(
        max_length=300,
        label=_("Why"),
        help_text=_("The author reads this."),
        error_messages={"required": _("Say why: the author is told.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MoveForm(forms.Form):
    audience = forms.TypedChoiceField(coerce=int, label=_("Who can see it"))

    def __init__(self, *args, places, **options):
        super().__init__(*args, **options)
        self.fields["audience"].choices = places
