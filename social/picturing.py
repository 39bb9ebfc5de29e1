"""The fields of a form for pictures: at most four, each with words for who cannot see it."""

from itertools import zip_longest
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from social.items.models import MOST_PICTURES, TOO_MANY, Picture

ALT = 300
NUMBERS = ("", "2", "3", "4")  # a browser without scripts says of each field what it is about


class PictureFields(forms.Form):
    """New files with what is to be seen on them (`alt`, in their order), and those that are there already (`there`).

    Of each that is there the form may send other words (`alt_7`), or that it is taken off (`off`).
    """

    def __init__(self, data=None, files=None, there=(), **options):
        super().__init__(data, files, **options)
        self.pairs = _pairs(data, files) if data and files else []
        off = set(data.getlist("off")) if hasattr(data, "getlist") else set()
        self.there = [_There(picture, (data or {}).get(f"alt_{picture.pk}", picture.alt), str(picture.pk) in off) for picture in there]

    def clean(self):
        super().clean()
        if len(self.pairs) + len(self.kept) > MOST_PICTURES:
            self.add_error(None, TOO_MANY % {"n": MOST_PICTURES})
        if any(len(alt) > ALT for alt in [*(alt for _upload, alt in self.pairs), *self.kept.values()]):
            self.add_error(None, _("The words for a picture are too long: at most %(n)d characters.") % {"n": ALT})
        return self.cleaned_data

    @property
    def kept(self) -> dict[int, str]:
        """The words of those that were there and stay, by id."""
        return {one.picture.pk: one.alt.strip() for one in self.there if not one.off}

    @property
    def off(self) -> set[int]:
        return {one.picture.pk for one in self.there if one.off}

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


class _There(NamedTuple):
    """A picture that is there, with the words that were typed for it."""

    picture: Picture
    alt: str
    off: bool


def _pairs(data, files) -> list[tuple]:
    """Return each upload with its words: many in one field from scripts, one in each of four fields without them."""
    many = zip_longest(files.getlist("pictures"), data.getlist("alt")[:MOST_PICTURES], fillvalue="")
    single = [(files.get(f"pictures{number}"), data.get(f"alt{number}", "")) for number in NUMBERS[1:]]
    return [(upload, alt) for upload, alt in [*many, *single] if upload]
