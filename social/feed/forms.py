from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 100
WRONG = _("This is not something that can be marked as read.")


class ReadForm(forms.Form):
    """`items`: ids of rows that were on screen, separated by spaces. `all`: the newest that the page showed."""

    items = forms.RegexField(r"^[0-9]{1,18}( [0-9]{1,18})*\Z", required=False, max_length=19 * MOST, error_messages={"invalid": WRONG})
    all = forms.IntegerField(required=False, min_value=1, max_value=10**18, error_messages={"invalid": WRONG})

    def clean_items(self) -> list[int]:
        ids = [int(one) for one in self.cleaned_data["items"].split()]
        if len(ids) > MOST:
            raise forms.ValidationError(WRONG)
        return ids
