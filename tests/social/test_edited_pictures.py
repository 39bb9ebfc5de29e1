"""The pictures of a post when it is edited: some come off, some come beside them, all may get other words."""

import re

import pytest

from accounts.policy import Refused
from accounts.roles import Rank
from media.models import File
from social.comments.actions import add_comment
from social.items.actions import Hanging, delete_item, edit_item, restore_item
from social.items.models import Item, Picture, Revision
from social.joining.actions import remove_member
from social.rows import render
from social.statuses.actions import publish_status
from tests.media.pictures import photo, upload
from tests.people import square
from tests.social.test_items import picture

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def hung(item) -> dict[str, int]:
    """The words of the item's pictures in their order, with their ids."""
    return dict(Picture.objects.for_system("test").filter(item=item).values_list("alt", "pk"))


@pytest.fixture
def item(people):
    return publish_status(people.max, square(), "The heron", pictures=[(picture(people.max), alt) for alt in ("one", "two")])


def test_one_comes_off_one_gets_other_words_and_one_comes_beside_it(people, browser, item):
    max_, ids = browser("max"), hung(item)
    page = max_.read(f"/items/{item.pk}/edit/")
    for alt, pk in ids.items():
        assert re.search(rf'name="alt_{pk}" maxlength="300" value="{alt}"', page)
        assert f'name="off" value="{pk}"' in page
    former = Picture.objects.for_system("test").get(pk=ids["one"]).file
    sent = {"text": "The heron", "off": ids["one"], f"alt_{ids['one']}": "one", f"alt_{ids['two']}": " second ", "key": KEY}
    for _sent_twice in range(2):
        given = {"pictures": upload(photo()), "alt": "third"}
        assert max_.post(f"/items/{item.pk}/edit/", sent | given).status_code == 303
    assert list(hung(item)) == ["second", "third"]
    page = browser("nora").read("/")
    assert re.findall(r'<img src="/files/[^>]*alt="([^"]*)"', page) == ["second", "third"]
    assert not File.objects.visible_to(people.nora).filter(pk=former.pk).exists()
    assert browser("nora").get(f"/items/{item.pk}/history/").status_code == 200
    now = Item.objects.for_system("test").get()
    assert (now.version, bool(now.edited_at)) == (2, True)
    assert not Revision.objects.for_system("test").exists(), "the words did not change"


def test_open_pages_hear_of_it(people, item):
    edit_item(people.max, item.pk, "The heron", hanging=Hanging(off=[hung(item)["two"]]))
    ref = (square().stream, "item", item.pk)
    [told] = render([ref], ["en"])["en"][ref]
    assert told["v"] == 2
    assert 'alt="one"' in told["html"]
    assert 'alt="two"' not in told["html"]


def test_words_and_pictures_in_one_edit_keep_the_former_words_once(people, browser, item):
    sent = {"text": "The grey heron", f"alt_{hung(item)['one']}": "first"}
    status, said = browser("max").script(f"/items/{item.pk}/edit/", sent)
    assert status == 200
    assert 'alt="first"' in said["object"]["html"]
    assert [one.text for one in Revision.objects.for_system("test")] == ["The heron"]
    assert "<ins>grey" in browser("nora").read(f"/items/{item.pk}/history/")


def test_an_edit_that_changes_nothing_is_none(people, browser, item):
    sent = {"text": "The heron"} | {f"alt_{pk}": alt for alt, pk in hung(item).items()}
    assert browser("max").script(f"/items/{item.pk}/edit/", sent)[0] == 200
    assert browser("max").script(f"/items/{item.pk}/edit/", {"text": "The heron"})[0] == 200
    assert Item.objects.for_system("test").get().version == 1
    assert list(hung(item)) == ["one", "two"]


def test_five_and_a_book_about_one_are_refused_and_what_was_typed_stays(people, browser, item):
    max_, ids = browser("max"), hung(item)
    three = {"text": "Herons", "pictures": [upload(photo()) for _ in range(3)], f"alt_{ids['one']}": "first"}
    answer = max_.post(f"/items/{item.pk}/edit/", three | {"off": ids["two"], f"alt_{ids['two']}": "x" * 301})
    assert answer.status_code == 303, "what comes off is not counted, and nobody reads about it"
    assert Picture.objects.for_system("test").filter(item=item).count() == 4
    again = max_.post(f"/items/{item.pk}/edit/", {"text": "Four herons", "pictures": upload(photo()), f"alt_{ids['one']}": "a heron"})
    assert again.status_code == 422
    page = again.content.decode()
    for kept in ("At most 4 pictures.", "Four herons", 'value="a heron"', "Choose your pictures again"):
        assert kept in page
    status, said = max_.script(f"/items/{item.pk}/edit/", {"text": "Herons", f"alt_{ids['one']}": "x" * 301})
    assert (status, "at most 300" in said["say"]) == (422, True)
    # Two at the same time, each with a page that shows four.
    with pytest.raises(Refused, match="4"):
        edit_item(people.max, item.pk, "Herons", hanging=Hanging(added=[(picture(people.max), "fifth")]))
    assert Picture.objects.for_system("test").filter(item=item).count() == 4


def test_nothing_at_all_does_not_stay(people, browser, item):
    status, said = browser("max").script(f"/items/{item.pk}/edit/", {"text": " ", "off": list(hung(item).values())})
    assert (status, said["fields"]["text"]) == (422, ["Write something first."])
    assert len(hung(item)) == 2
    assert browser("max").script(f"/items/{item.pk}/edit/", {"text": "", "off": hung(item)["one"]})[0] == 200


def test_the_pictures_of_another_post_are_not_touched(people, browser, item):
    other = publish_status(people.nora, square(), "Mine", pictures=[(picture(people.nora), "mine")])
    sent = {"text": "The heron", "off": hung(other)["mine"], f"alt_{hung(other)['mine']}": "yours"}
    assert browser("max").script(f"/items/{item.pk}/edit/", sent)[0] == 200
    edit_item(people.max, item.pk, "The heron", hanging=Hanging([hung(other)["mine"]], {hung(other)["mine"]: "yours"}))
    assert list(hung(other)) == ["mine"]
    assert browser("nora").post(f"/items/{item.pk}/edit/", {"text": "x", "off": hung(item)["one"]}).status_code == 403
    assert list(hung(item)) == ["one", "two"]


def test_who_may_not_add_pictures_here_any_more_does_not_by_an_edit(people, browser, group):
    club = group("closed", max=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "The heron", pictures=[(picture(people.max), "one")])
    type(club.audience).objects.filter(pk=club.audience_id).update(upload_rank=Rank.MODERATOR)
    status, said = browser("max").script(f"/items/{item.pk}/edit/", {"text": "The heron", "pictures": upload(photo())})
    assert status == 403
    assert said["say"]
    assert not File.objects.for_system("test").exclude(blob__sha256="0" * 64).exists(), "it was not even looked at"
    assert browser("max").script(f"/items/{item.pk}/edit/", {"text": "The heron", "off": hung(item)["one"]})[0] == 200
    remove_member(people.grace, club.pk, people.max.pk)
    assert browser("max").post(f"/items/{item.pk}/edit/", {"text": "x"}).status_code == 404


def test_what_came_off_does_not_come_back_with_an_undone_deletion(people, browser, item):
    add_comment(people.nora, item.pk, "Which?")
    edit_item(people.max, item.pk, "The heron", hanging=Hanging(off=[hung(item)["two"]]))
    delete_item(people.max, item.pk)
    restore_item(people.max, item.pk)
    page = browser("nora").read(f"/items/{item.pk}/")
    assert 'alt="one"' in page
    assert 'alt="two"' not in page
