from itertools import zip_longest

from django import forms
from django.utils.translation import gettext_lazy as _

from social.composing import MoreFields
from social.fields import Words

MOST_PICTURES = 4
ALT = 300
NUMBERS = ("", "2", "3", "4")  # a browser without scripts says of each field what it is about


class StatusForm(MoreFields):
    """The words, who sees them, and at most four files with what is to be seen on them (`alt`, in their order)."""

    text = Words(kib=32, required=False, label=_("What is new?"))
    audience = forms.IntegerField(min_value=1, max_value=2**53, label=_("Who can see it"))

    def __init__(self, data=None, files=None, **options):
        super().__init__(data, files, **options)
        self.pairs = _pairs(data, files) if data and files else []

    def clean(self):
        super().clean()
        if len(self.pairs) > MOST_PICTURES:
            self.add_error(None, _("At most %(n)d pictures.") % {"n": MOST_PICTURES})
        if any(len(alt) > ALT for _upload, alt in self.pairs):
            self.add_error(None, _("The words for a picture are too long: at most %(n)d characters.") % {"n": ALT})
        if not self.errors and not self.cleaned_data["text"] and not self.pairs:
            self.add_error("text", _("Write something first."))

    def pictures(self):
        """Return each upload with its words."""
        return [(upload, alt.strip()) for upload, alt in self.pairs]

    @property
    def alts(self) -> bool:
        """Whether words for pictures were typed: then their fields are shown again."""
        return any(alt for _number, alt in self.rows_of_pictures)

    @property
    def rows_of_pictures(self) -> list[tuple[str, str]]:
        """What each field for a picture is called after its name, and the words typed for it: files do not come back."""
        return [(number, self.data.get(f"alt{number}", "") if self.is_bound else "") for number in NUMBERS]


def _pairs(data, files) -> list[tuple]:
    """Return each upload with its words: many in one field from scripts, one in each of four fields without them."""
    many = zip_longest(files.getlist("pictures"), data.getlist("alt")[:MOST_PICTURES], fillvalue="")
    single = [(files.get(f"pictures{number}"), data.get(f"alt{number}", "")) for number in NUMBERS[1:]]
    return [(upload, alt) for upload, alt in [*many, *single] if upload]
