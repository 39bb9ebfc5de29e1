"""The fields of a composer's quiet row: a poll, praise, a time to be published at, an announcement."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import Member
from social.extras import Extras, PollPlan

BESIDE = ("praise", "due_at", "announce", "closes_at", "multiple")
LEAST_CHOICES, MOST_CHOICES, CHOICE = 2, 10, 100
LATEST = timedelta(days=366)
PAST = _("This time is over. Choose a later one.")
TOO_FAR = _("Choose a time within a year.")


class Moment(forms.DateTimeField):
    """A moment, as its member's own clock says it."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)

    def validate(self, value):
        super().validate(value)
        if value is not None and value <= timezone.now():
            raise forms.ValidationError(PAST)
        if value is not None and value > timezone.now() + LATEST:
            raise forms.ValidationError(TOO_FAR)


class MoreFields(forms.Form):
    """What a status may carry. The answers of a poll come as several `choice`, in their order; empty ones do not count."""

    multiple = forms.BooleanField(required=False)
    closes_at = Moment(required=False)
    praise = forms.CharField(max_length=60, required=False)
    due_at = Moment(required=False)
    announce = forms.BooleanField(required=False)

    def __init__(self, data=None, files=None, **options):
        super().__init__(data, files, **options)
        self.typed = [text.strip() for text in data.getlist("choice")] if hasattr(data, "getlist") else []
        self.choices = [text for text in self.typed if text]

    def clean(self):
        if self.choices:
            self._clean_poll()
        return self.cleaned_data

    def _clean_poll(self):
        if not LEAST_CHOICES <= len(self.choices) <= MOST_CHOICES:
            self.add_error(None, _("A poll has two to %(n)d answers.") % {"n": MOST_CHOICES})
        if any(len(text) > CHOICE for text in self.choices):
            self.add_error(None, _("An answer is too long: at most %(n)d characters.") % {"n": CHOICE})
        if len({text.casefold() for text in self.choices}) < len(self.choices):
            self.add_error(None, _("Two answers are the same."))
        closes_at, due_at = self.cleaned_data.get("closes_at"), self.cleaned_data.get("due_at")
        if closes_at and due_at and closes_at <= due_at:
            self.add_error(None, _("The poll would close before it is published."))

    @property
    def opened(self) -> bool:
        """Whether something was typed into the row: then it is shown open again."""
        return bool(self.is_bound and (self.choices or any(self.data.get(name) for name in BESIDE)))

    @property
    def rows(self) -> list[tuple[int, str]]:
        """The answers as they were typed, and empty ones to type into."""
        return list(enumerate((self.typed + [""] * MOST_CHOICES)[:MOST_CHOICES], 1))

    def extras(self, praised: Member | None) -> Extras:
        """Return what the valid form asks for."""
        said = self.cleaned_data
        poll = PollPlan(tuple(self.choices), said["multiple"], said["closes_at"]) if self.choices else None
        return Extras(poll=poll, praise=praised, announce=said["announce"])


def colleague(member: Member, handle: str) -> Member | None:
    """Return the colleague with this handle whom the member may see."""
    people = Member.objects.active().filter(policy.people_visible_to(member), handle=handle.strip().lstrip("@").lower())
    return people.exclude(pk=member.pk).first()
