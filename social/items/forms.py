from django import forms
from django.utils.translation import gettext_lazy as _

from social.fields import Words
from social.picturing import PictureFields


class EditForm(PictureFields):
    """Other words for a post, and other pictures."""

    text = Words(kib=32, required=False, label=_("Text"))

    def clean(self):
        super().clean()
        if not self.errors and not self.cleaned_data["text"] and self.off and not (self.kept or self.pairs):
            self.add_error("text", _("Write something first."))


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
