import re
from difflib import get_close_matches

from django import forms
from django.conf import settings
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.fields import LineField
from accounts.models import Audience, Member
from media.models import File
from social.composing import Moment
from social.fields import Words
from social.picturing import ALT
from social.sessions.actions import Plan
from social.sessions.models import Session

MOST_PEOPLE, SHORTEST, LONGEST, LOOKED_AT = 200, 5, 480, 2000
SLOW = [(0, _("off")), (10, _("10 seconds")), (30, _("30 seconds")), (60, _("1 minute")), (300, _("5 minutes"))]
ONLY_NAMED = 0
TYPED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
PICTURE = forms.FileInput(attrs={"accept": "image/*"})
FOR_LEADERS = _("Their handles, for example: @sanne @mo. As a delegate you can plan with %(names)s wherever they may.")
AGAIN = _("Choose your pictures again: a page cannot keep them.")


class People(forms.CharField):
    """Colleagues by their handles; cleaned to those whom `member` sees."""

    member: Member | None = None

    def __init__(self, **options):
        widget = forms.TextInput(attrs=TYPED | {"data-people": reverse_lazy("suggest_people")})
        super().__init__(max_length=7000, widget=widget, help_text=_("Their handles, for example: @sanne @mo"), **options)

    def clean(self, value):
        handles = list(dict.fromkeys(word.strip("@").lower() for word in re.split(r"[\s,;]+", super().clean(value)) if word.strip("@")))
        if len(handles) > MOST_PEOPLE:
            raise forms.ValidationError(_("At most %(n)d people.") % {"n": MOST_PEOPLE})
        seen = Member.objects.active().filter(policy.people_visible_to(self.member), handle__in=handles)
        found = {person.handle: person for person in seen}
        if unknown := [handle for handle in handles if handle not in found]:
            sentence = ngettext("There is nobody called %(names)s.", "There are no people called %(names)s.", len(unknown))
            said = sentence % {"names": ", ".join(f"@{handle}"[:32] for handle in unknown[:5])}
            raise forms.ValidationError(" ".join([said, *self._near(unknown[:5])]))
        return [found[handle] for handle in handles]

    def _near(self, unknown: list[str]) -> list[str]:
        """Say who may have been meant: of those whom `member` sees, with the same first letter."""
        begins = Q(*(Q(handle__startswith=handle[0]) for handle in unknown), _connector=Q.OR)
        seen = Member.objects.active().filter(policy.people_visible_to(self.member), begins).order_by("handle")
        handles = list(seen.values_list("handle", flat=True)[:LOOKED_AT])
        near = list(dict.fromkeys(one for handle in unknown for one in get_close_matches(handle, handles, n=1)))
        return [_("Did you mean %(names)s?") % {"names": ", ".join(f"@{handle}" for handle in near)}] if near else []


class Start(Moment):
    """When it begins: in the future, or where it is already (`stays`)."""

    stays = None

    def clean(self, value):
        said = self.to_python(value)
        if said and self.stays and said == self.stays.replace(second=0, microsecond=0):
            return self.stays
        return super().clean(value)


class PlanForm(forms.Form):
    """All that is said of a session before it begins. `places`: where it may be planned, by audience; `leaders`: for whom too."""

    title = LineField(max_length=200, label=_("Title"))
    about = Words(kib=8, required=False, label=_("What it is about"))
    cover = forms.FileField(
        required=False, allow_empty_file=True, widget=PICTURE, label=_("Picture"), help_text=_("A wide picture does best")
    )
    cover_alt = forms.CharField(required=False, max_length=ALT, label=_("What is in the picture"))
    place = forms.TypedChoiceField(coerce=int, label=_("Who can come"))
    guests = People(required=False, label=_("Members and guests who can come"))
    starts_at = Start(label=_("It begins at"))
    minutes = forms.IntegerField(min_value=SHORTEST, max_value=LONGEST, initial=60, label=_("How many minutes it takes"))
    hosts = People(label=_("Hosts"))
    moderators = People(required=False, label=_("Moderators"))
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))
    takes_questions = forms.BooleanField(required=False, initial=True, label=_("Members can ask questions, before it begins too"))
    approves = forms.BooleanField(
        required=False,
        label=_("Questions wait for a moderator before everybody sees them"),
        help_text=_("The page says so, and how many wait."),
    )
    takes_anonymous = forms.BooleanField(required=False, label=_("Questions can be asked without a name"))
    slow_seconds = forms.TypedChoiceField(coerce=int, choices=SLOW, initial=0, label=_("Time between two lines of one person"))

    def __init__(self, *args, member: Member, places: list[tuple[int, str]], leaders=(), **options):
        super().__init__(*args, **options)
        self.fields["place"].choices = [*places, (ONLY_NAMED, _("Only those named below"))]
        for name in ("hosts", "moderators", "guests"):
            self.fields[name].member = member
        if leaders:
            names = ", ".join(f"{leader.name} (@{leader.handle})" for leader in leaders)
            self.fields["hosts"].help_text = FOR_LEADERS % {"names": names}
        if self.files.get("cover"):
            self.fields["cover"].help_text = AGAIN  # read when the form is shown again

    def plan(self, cover: File | None = None) -> Plan:
        """Return what the valid form asks for, with the picture that was made of its upload."""
        said = self.cleaned_data | {"cover": cover}
        place = said.pop("place", None)
        said.pop("why", None)
        return Plan(audience=Audience.objects.get(pk=place) if place else None, **said)


class ChangeForm(PlanForm):
    """A session that is on the agenda already: its public stays. When it is moved, those who come are told why."""

    no_cover = forms.BooleanField(required=False, label=_("Without the picture"))
    why = forms.CharField(max_length=300, required=False, label=_("Why it is moved"), help_text=_("Everybody who is coming reads this."))

    def __init__(self, *args, session: Session, **options):
        super().__init__(*args, places=[], **options)
        del self.fields["place"], self.fields["guests"]
        self.fields["starts_at"].stays = session.starts_at
        if session.item.data.get("cover"):
            self.order_fields(["title", "about", "cover", "cover_alt", "no_cover"])
        else:
            del self.fields["no_cover"]


class CancelForm(forms.Form):
    words = forms.CharField(max_length=300, label=_("Why"), help_text=_("Everybody who is coming reads this."))
