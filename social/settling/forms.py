from django import forms
from django.utils.translation import gettext_lazy as _

from social.groups.models import Group


class WidenForm(forms.Form):
    """What was asked and is confirmed: from which kind to which, so many people, so many posts."""

    to = forms.ChoiceField(choices=Group.Kind.choices)
    now = forms.ChoiceField(choices=Group.Kind.choices)
    people = forms.IntegerField(min_value=0, max_value=2**31)
    posts = forms.IntegerField(min_value=0, max_value=2**31)


class CoverForm(forms.Form):
    cover = forms.FileField(required=False, allow_empty_file=True)
    remove = forms.BooleanField(required=False)

    def clean(self):
        if not self.cleaned_data.get("cover") and not self.cleaned_data.get("remove"):
            raise forms.ValidationError(_("Choose a picture first."))


class SwitchForm(forms.Form):
    on = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda given: given == "1")
