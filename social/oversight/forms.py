from django import forms
from django.utils.translation import gettext_lazy as _


class LookUpForm(forms.Form):
    words = forms.CharField(label=_("Part of the name"), min_length=2, max_length=100)
    orphaned = forms.BooleanField(label=_("Only groups without an owner"), required=False)


class AppointForm(forms.Form):
    handle = forms.CharField(label=_("Handle of the new owner"), max_length=30)
