from django import forms
from django.utils.translation import gettext_lazy as _

from social.reactions.models import Kind


class ReactionForm(forms.Form):
    """One of the kinds that the organisation has; without a word the first of them."""

    kind = forms.ChoiceField(required=False, error_messages={"invalid_choice": _("This reaction is not one of those used here.")})

    def __init__(self, data, kinds: list[str]):
        super().__init__(data)
        self.first = kinds[0] if kinds else Kind.LIKE
        self.fields["kind"].choices = [(kind, kind) for kind in kinds]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or self.first
