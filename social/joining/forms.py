from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import Rank

HELD = [(rank, rank.label) for rank in (Rank.MEMBER, Rank.MODERATOR, Rank.OWNER)]
HOUR, DAY, WEEK = 1, 24, 168
QUIET = [(0, _("Let them write again")), (HOUR, _("Quiet for an hour")), (DAY, _("Quiet for a day")), (WEEK, _("Quiet for a week"))]


class AskForm(forms.Form):
    words = forms.CharField(max_length=300, required=False, label=_("Why you want to join"))


class HandleForm(forms.Form):
    """A colleague by handle, to be invited or added."""

    handle = forms.CharField(max_length=31, label=_("Handle"), help_text=_("For example: max. Whoever you invite is told, and decides."))

    def clean_handle(self):
        return self.cleaned_data["handle"].removeprefix("@")


class RankForm(forms.Form):
    rank = forms.TypedChoiceField(choices=HELD, coerce=lambda given: Rank(int(given)))


class RemoveForm(forms.Form):
    why = forms.CharField(
        max_length=190, required=False, label=_("Why"), help_text=_("They read it in their notifications. You can leave it empty.")
    )

    def clean_why(self):
        return " ".join(self.cleaned_data["why"].split())


class QuietForm(forms.Form):
    hours = forms.TypedChoiceField(choices=QUIET, coerce=int)


class OwnerForm(forms.Form):
    """Who owns the group from now on, and whether the former owner goes."""

    owner = forms.IntegerField(min_value=1, max_value=2**53, label=_("The new owner"), error_messages={"required": _("Choose somebody.")})
    leaving = forms.BooleanField(required=False, label=_("And leave the group"))
