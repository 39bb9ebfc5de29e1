"""The organisation's two pictures, as they are served to anybody."""

import pytest

from accounts.models import Organisation
from accounts.organisation import organisation
from accounts.policy import Refused
from media.actions import remove_organisation_picture, set_organisation_pictures
from media.images import BadPicture
from media.models import File
from media.sweep import sweep
from tests.media.pictures import photo, upload
from tests.people import People


def test_anybody_sees_the_logo_and_its_icons_until_it_is_taken_away(ask, transactional_db):
    people = People()
    set_organisation_pictures(people.ada, {File.Kind.LOGO: upload(photo())})
    place = organisation()
    for address, kind in ((place.logo_url, "image/webp"), (place.icon_url("icon512"), "image/png"), (place.touch_icon, "image/png")):
        for visitor in (None, people.zed, people.gus, people.max):
            answer = ask(visitor, address)
            assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
            assert answer.headers["cache-control"] == "public, max-age=86400"
            assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    remove_organisation_picture(people.ada, File.Kind.LOGO)
    assert ask(None, place.logo_url).status_code == 404
    assert ask(people.ada, place.logo_url).status_code == 404
    assert organisation().tab_icon.startswith("/brand/mark.svg")


def test_both_pictures_come_or_neither(transactional_db):
    people = People()
    with pytest.raises(BadPicture) as refused:
        set_organisation_pictures(people.ada, {File.Kind.LOGO: upload(photo()), File.Kind.WELCOME: upload(b"not a picture")})
    assert refused.value.kind == File.Kind.WELCOME
    assert organisation().logo == ""
    assert not File.objects.for_system("test").exists()


def test_only_an_administrator_hangs_a_picture_at_the_door(transactional_db):
    people = People()
    organisation()
    for deed in (
        lambda: set_organisation_pictures(people.max, {File.Kind.WELCOME: upload(photo())}),
        lambda: remove_organisation_picture(people.max, File.Kind.WELCOME),
    ):
        with pytest.raises(Refused):
            deed()
    assert Organisation.objects.get().sign_in_picture == ""


def test_the_sweep_leaves_what_hangs_there(ask, transactional_db):
    people = People()
    set_organisation_pictures(people.ada, {File.Kind.WELCOME: upload(photo())})
    File.objects.for_system("test").update(created_at="2020-01-01T00:00Z")
    sweep()
    assert ask(None, organisation().sign_in_picture_url).status_code == 200
