from django import forms
from django.utils.translation import gettext_lazy as _

from social.composing import Moment
from social.fields import Words


class ScheduledForm(forms.Form):
    """Other words, another time or another place for a post that waits."""

    text = Words(kib=32, label=_("Text"))
    due_at = Moment(label=_("When"))
    audience = forms.TypedChoiceField(coerce=int, label=_("Who can see it"))

    def __init__(self, *args, places, **options):
        super().__init__(*args, **options)
        self.fields["audience"].choices = places
