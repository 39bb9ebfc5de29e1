"""Who may sign up without an invitation."""

from accounts.models import Organisation
from accounts.organisation import organisation


def is_open() -> bool:
    """Whether somebody with the right address may sign up by themselves."""
    place = organisation()
    return place.sign_up == Organisation.SignUp.OPEN and bool(place.domains)


def admits(email: str) -> bool:
    """Whether this address is at one of the allowed domains, exactly: sub.example.org is not example.org."""
    return email.rpartition("@")[2].lower() in organisation().domains


def domains_in_words() -> str:
    return ", ".join(organisation().domains)
