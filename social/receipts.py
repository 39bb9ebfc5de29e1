"""What a form that was sent twice led to the first time."""

from django.utils.translation import gettext as _

from accounts.models import Member, Receipt
from accounts.once import done, once

SIGNED = "did:"  # no form's key has a colon


class OtherForm(ValueError):
    """The key was used by the same member for another kind of deed; carries the sentence that says so."""


def earlier(member: Member, key: str, kind: str) -> int | None:
    """Claim `key`; return None when it is new, or the id of the `kind` of thing that this form made before."""
    result = once(member, key)
    if result is None:
        return None
    made, _dash, number = result.rpartition("-")
    if made != kind or not number.isdigit():
        raise OtherForm(_("This form was used for something else. Load the page again."))
    return int(number)


def known(member: Member, key: str) -> bool:
    """Whether this form was accepted before; claims nothing."""
    return Receipt.objects.filter(member=member, key=key).exists()


def keep(member: Member, key: str, kind: str, pk: int) -> None:
    """Remember that the form with `key` made this thing."""
    done(member, key, f"{kind}-{pk}")


def sign(member: Member, deed: str) -> None:
    """Remember that it was this member who did the deed."""
    Receipt.objects.create(member=member, key=SIGNED + deed)


def signed(member: Member, deed: str) -> bool:
    return Receipt.objects.filter(member=member, key=SIGNED + deed).exists()


def repeated(member: Member, key: str) -> bool:
    """Claim `key` for a deed that makes nothing; return whether it was done before."""
    return once(member, key) is not None
