from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from social.asking.forms import QuestionForm
from social.fields import Words

SECRET = RegexValidator(r"\A[A-Za-z0-9_-]{32}\Z", _("These are not the secret words of this question."))


class NamelessForm(QuestionForm):
    secret = forms.CharField(max_length=32, validators=[SECRET], widget=forms.HiddenInput)


class ReplyForm(forms.Form):
    """What hosts write to whoever asked without a name."""

    text = Words(kib=4, label=_("Your words"), error_messages={"required": _("Write something first.")})


class SecretForm(forms.Form):
    """The secret of a question that was asked without a name."""

    secret = forms.CharField(max_length=32, validators=[SECRET], label=_("Secret words of the question"))
