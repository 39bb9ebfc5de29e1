from django import forms
from django.utils.translation import gettext_lazy as _

from social.fields import Words


class QuestionForm(forms.Form):
    text = Words(kib=2, label=_("Ask a question"), error_messages={"required": _("Write something first.")})
