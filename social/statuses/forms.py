from django import forms
from django.utils.translation import gettext_lazy as _

from social.composing import MoreFields
from social.fields import Words
from social.picturing import PictureFields


class StatusForm(PictureFields, MoreFields):
    """The words, who sees them, and perhaps pictures and what else a status may carry."""

    text = Words(kib=32, required=False, label=_("What is new?"))
    audience = forms.IntegerField(min_value=1, max_value=2**53, label=_("Who can see it"))

    def clean(self):
        super().clean()
        if not self.errors and not self.cleaned_data["text"] and not self.pairs:
            self.add_error("text", _("Write something first."))
