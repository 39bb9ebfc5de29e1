from django import forms
from django.utils.translation import gettext_lazy as _

from social.fields import Words


class LineForm(forms.Form):
    text = Words(kib=8, label=_("Say something"), error_messages={"required": _("Write something first.")})


class HushForm(forms.Form):
    words = forms.CharField(
        max_length=300,
        label=_("Why"),
        help_text=_("Whoever is muted reads this."),
        error_messages={"required": _("Say why: they are shown it.")},
    )
