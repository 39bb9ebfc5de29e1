from django import forms
from django.utils.translation import gettext_lazy as _

from social.fields import Words


class AnswerForm(forms.Form):
    text = Words(kib=8, required=False, label=_("Answer"))


class WhyForm(forms.Form):
    """Why a question is parked or declined."""

    words = forms.CharField(
        max_length=300,
        label=_("Why"),
        help_text=_("Everybody reads this. Say where it goes, if it goes somewhere."),
        error_messages={"required": _("Say why: everybody reads it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class IntoForm(forms.Form):
    """The question that another one is joined with."""

    into = forms.TypedChoiceField(coerce=int, label=_("Join it with"), widget=forms.RadioSelect)

    def __init__(self, *args, others: list[tuple[int, str]], **options):
        super().__init__(*args, **options)
        self.fields["into"].choices = others
