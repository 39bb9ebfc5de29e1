from django import forms
from django.utils.translation import gettext_lazy as _

from social.fields import Words


class ShareForm(forms.Form):
    """One's own words beside a post that is passed on, and who is to see both."""

    text = Words(kib=32, label=_("Your own words"))
    audience = forms.TypedChoiceField(coerce=int, label=_("Who can see it"))

    def __init__(self, *args, places, **options):
        super().__init__(*args, **options)
        self.fields["audience"].choices = places
