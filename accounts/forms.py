from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import NameField, time_zones
from accounts.models import Member


class SettingsForm(forms.ModelForm):
    """What a member says about themselves, and how they want to read."""

    name = NameField(label=_("Your name"))

    class Meta:
        model = Member
        fields = ["name", "job", "unit", "about", "language", "time_zone", "theme", "hide_presence"]
        labels = {
            "job": _("Your job"),
            "unit": _("Your unit"),
            "about": _("About you"),
            "language": _("Language"),
            "time_zone": _("Time zone"),
            "theme": _("Light or dark"),
            "hide_presence": _("Do not show others when I am here"),
        }
        help_texts = {"about": _("What you do and what colleagues may ask you. At most 300 characters.")}
        widgets = {"about": forms.Textarea(attrs={"rows": 3}), "theme": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones = time_zones()
        if self.instance.time_zone not in dict(zones):
            zones = [*zones, (self.instance.time_zone, self.instance.time_zone)]
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=zones)
        self.fields["about"].required = False


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=[("nl", "Nederlands"), ("en", "English")])
