from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import NameField
from accounts.models import reaction_kinds
from frontend.colours import ENOUGH, least_contrast, readable
from media.models import File
from social.reactions.models import Kind

REACTIONS = dict(Kind.choices)
PICTURES = forms.FileInput(attrs={"accept": "image/*"})


class FaceForm(forms.Form):
    """The organisation's name, hue, pictures, words and reactions. The reactions come in the order in which they were sent."""

    name = NameField(label=_("Name of the organisation"))
    hue = forms.IntegerField(
        label=_("Hue"),
        min_value=0,
        max_value=360,
        widget=forms.NumberInput(attrs={"type": "range", "step": 1, "class": "hue-range"}),
        help_text=_("The one colour of the pages. From red by yellow, green and blue to purple."),
    )
    logo = forms.FileField(label=_("Logo"), required=False, allow_empty_file=True, widget=PICTURES)
    no_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    welcome_picture = forms.FileField(label=_("Picture beside the sign-in"), required=False, allow_empty_file=True, widget=PICTURES)
    no_welcome_picture = forms.BooleanField(label=_("Take the picture away"), required=False)
    welcome = forms.CharField(
        label=_("Welcome text"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands beside the sign-in, where anybody can read it, and at home for who is new."),
    )
    reactions = forms.MultipleChoiceField(
        label=_("Reactions"),
        choices=REACTIONS.items(),
        error_messages={"required": _("Keep at least one reaction.")},
    )

    def clean_hue(self) -> int:
        hue = self.cleaned_data["hue"]
        if not readable(hue):
            least = min(least_contrast(hue).values())
            words = _(
                "Words in this hue could not be read by everybody: their contrast is %(least)s and must be %(enough)s. Choose another."
            )
            raise forms.ValidationError(words % {"least": least, "enough": ENOUGH})
        return hue

    def clean_reactions(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["reactions"]))

    def words(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("name", "hue", "welcome", "reactions")}

    def pictures(self) -> dict:
        sent = {File.Kind.LOGO: self.cleaned_data["logo"], File.Kind.WELCOME: self.cleaned_data["welcome_picture"]}
        return {kind: upload for kind, upload in sent.items() if upload is not None}

    def without(self) -> list[str]:
        asked = {File.Kind.LOGO: self.cleaned_data["no_logo"], File.Kind.WELCOME: self.cleaned_data["no_welcome_picture"]}
        return [kind for kind, wanted in asked.items() if wanted]


FIELD_OF = {File.Kind.LOGO: "logo", File.Kind.WELCOME: "welcome_picture"}


def ordered(sent: list[str], chosen: list[str], move: str = "") -> list[dict]:
    """Return all reactions for the form, in the order `sent`; "love:up" and "love:down" move one by a place."""
    order = [kind for kind in dict.fromkeys([*sent, *chosen, *reaction_kinds()]) if kind in REACTIONS]
    kind, _colon, way = move.partition(":")
    if kind in order:
        at = order.index(kind)
        to = max(0, min(len(order) - 1, at + (1 if way == "down" else -1)))
        order.insert(to, order.pop(at))
    return [{"kind": kind, "name": REACTIONS[kind], "chosen": kind in chosen} for kind in order]
