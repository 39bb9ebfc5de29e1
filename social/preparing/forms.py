from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from social.sessions.forms import People


class DelegatesForm(forms.Form):
    """Colleagues to name as delegates."""

    people = People(label=_("Whom you make a delegate"))

    def __init__(self, *args, member: Member, **options):
        super().__init__(*args, **options)
        self.fields["people"].member = member
