from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PromiseForm(forms.Form):
    text = forms.CharField(max_length=300, label=_("What you promise"))
    due = forms.DateField(label=_("By which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_due(self):
        due = self.cleaned_data["due"]
        if due < timezone.localdate() or due.year > timezone.localdate().year + 5:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return due


class ReportForm(forms.Form):
    text = forms.CharField(max_length=500, label=_("What came of it"), widget=forms.Textarea(attrs={"rows": 3}))
