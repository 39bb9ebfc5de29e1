from django import forms
from django.utils.translation import gettext_lazy as _

from social.fields import Words


class CommentForm(forms.Form):
    text = Words(kib=16, label=_("Write a comment"), error_messages={"required": _("Write something first.")})
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput)
