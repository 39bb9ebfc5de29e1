import re

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import LineField
from accounts.roles import Rank
from social.fields import Words
from social.groups.models import Group
from social.words import slug_of

MOST_TOPICS = 5
INSIDE = [(rank, rank.label) for rank in (Rank.MEMBER, Rank.MODERATOR, Rank.OWNER)]
RANKS = {"post_rank", "comment_rank", "invite_rank"}


class GroupForm(forms.Form):
    """What a group needs to start."""

    name = LineField(label=_("Name"))
    purpose = forms.CharField(max_length=500, required=False, label=_("What it is about"), widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(choices=Group.Kind.choices, initial=Group.Kind.OPEN, label=_("Who can see it"), widget=forms.RadioSelect)


def _rank(label, choices) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(required=False, label=label, choices=choices, coerce=int)


class SettingsForm(GroupForm):
    """All that its owners say about a group."""

    welcome = Words(
        kib=2, required=False, label=_("Welcome"), help_text=_("Shown above the first post to who is new, until they put it away.")
    )
    topics = forms.CharField(
        required=False, max_length=300, label=_("Topics"), help_text=_("At most five words, for example: #trains #safety")
    )
    post_rank = _rank(_("Who may post"), INSIDE)
    comment_rank = _rank(_("Who may comment"), [(Rank.REACH, Rank.REACH.label), *INSIDE])
    invite_rank = _rank(_("Who may invite"), INSIDE)

    def clean_topics(self) -> list[str]:
        words = [word.lstrip("#") for word in re.split(r"[\s,]+", self.cleaned_data["topics"]) if word.strip("#")]
        if wrong := next((word for word in words if not slug_of(word)), None):
            raise forms.ValidationError(_("This is not one word of letters and digits: %(word)s") % {"word": wrong[:60]})
        named = list({slug_of(word): word for word in words}.values())
        if len(named) > MOST_TOPICS:
            raise forms.ValidationError(_("At most %(n)d topics.") % {"n": MOST_TOPICS})
        return named

    def given(self) -> dict:
        """What was filled in. What the form did not carry, and a rank that was left open, stays as it is."""
        sent = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        return {"purpose": ""} | {name: value for name, value in sent.items() if not (name in RANKS and value == "")}
