from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from social.reading import number

MOST_SEEN = 40


class ReadForm(forms.Form):
    """The number of the last comment that was read."""

    seq = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class SeenForm(forms.Form):
    """The ids of items that were on screen, with commas between them."""

    ids = forms.CharField(max_length=MOST_SEEN * 20)

    def clean_ids(self):
        found = [number(one) for one in self.cleaned_data["ids"].split(",")]
        if None in found or len(found) > MOST_SEEN:
            raise ValidationError(_("These are no posts, or too many."))
        return found
