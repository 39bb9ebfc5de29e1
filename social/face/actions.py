"""What an administrator does to the organisation's face."""

from accounts.administration.actions import change_organisation
from accounts.models import Member
from media.actions import remove_organisation_picture, set_organisation_pictures


def change_face(by: Member, words: dict, pictures: dict, without: list[str]) -> None:
    """Keep name, hue, welcome and reactions, put on the pictures that came and take off those of the kinds `without`.

    The pictures first: one that cannot be read leaves everything as it was. Raises media.images.BadPicture with its `kind`.
    """
    set_organisation_pictures(by, pictures)
    for kind in without:
        if kind not in pictures:
            remove_organisation_picture(by, kind)
    change_organisation(by, **words)
