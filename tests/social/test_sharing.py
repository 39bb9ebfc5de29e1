"""A post that passes another on, and praise: who may not see the other sees nothing of it; praise is heard by whom it is for."""

import pytest

from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime.models import Epoch
from social.extras import Extras
from social.items.actions import delete_item
from social.items.models import Item
from social.joining.actions import remove_member
from social.notifications.models import Notification
from social.rows import render
from social.statuses.actions import publish_status
from social.statuses.models import Praise
from tests.people import square
from tests.social.test_pages import MOST, costs

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _named():
    """The database has its name already: that is asked once in its life."""
    Epoch.current()


NONE = "A post that is not shared with you, or not there any more."


@pytest.fixture
def passed_on(people, group):
    """Max passes a post of the closed group on to the square."""
    club = group("closed", max=Rank.MEMBER, nora=Rank.MEMBER)
    original = publish_status(people.grace, club.audience, "The merger is on")
    return original, publish_status(people.max, square(), "Look at this", extras=Extras(shared=original)), club


def test_a_post_is_passed_on_with_ones_own_words(people, browser):
    original = publish_status(people.grace, square(), "Cake in the hall")
    max_ = browser("max")
    assert "Cake in the hall" in max_.read(f"/items/{original.pk}/share/")
    form = {"text": "Hurry", "audience": square().pk, "key": KEY}
    first = max_.post(f"/items/{original.pk}/share/", form)
    assert first.status_code == 303
    assert max_.post(f"/items/{original.pk}/share/", form)["Location"] == first["Location"]
    html = browser("nora").read(first["Location"])
    assert "Hurry" in html
    assert "Cake in the hall" in html
    assert f'href="/items/{original.pk}/"' in html


def test_who_may_not_see_the_original_sees_nothing_of_it(passed_on, browser):
    original, share, _club = passed_on
    for name in ("cor", "ada"):
        reader = browser(name)
        status, said = reader.script(f"/items/{share.pk}/carried/")
        pages = [said["html"], *(reader.read(path) for path in ("/", f"/items/{share.pk}/", "/people/max/", f"/items/{share.pk}/carried/"))]
        assert status == 200
        for html in pages:
            assert NONE in html
            assert "merger" not in html
            assert "Grace" not in html.replace("Owners", "")
            assert "closed cycling" not in html


def test_who_may_see_the_original_sees_its_card(passed_on, browser):
    original, share, _club = passed_on
    nora = browser("nora")
    for html in (nora.read("/"), nora.read(f"/items/{share.pk}/"), nora.script(f"/items/{share.pk}/carried/")[1]["html"]):
        assert "The merger is on" in html
        assert "Grace" in html
        assert "closed cycling" in html
        assert NONE not in html


def test_what_is_pushed_holds_only_a_link(passed_on):
    original, share, _club = passed_on
    for language in ("en", "nl"):
        for stream in (square().stream, share.stream):
            [drawn] = render([(stream, "item", share.pk)], [language])[language].values()
            assert "merger" not in str(drawn)
            assert "Grace" not in str(drawn)
            assert f'href="/items/{original.pk}/"' in drawn[0]["html"]


def test_who_is_removed_from_the_group_does_not_see_the_card_any_more(passed_on, people, browser):
    original, share, club = passed_on
    nora = browser("nora")
    remove_member(people.grace, club.pk, people.nora.pk)
    assert "merger" not in nora.read("/")
    assert NONE in nora.read(f"/items/{share.pk}/")


def test_an_original_that_is_deleted_is_not_there_any_more(passed_on, people, browser):
    original, share, _club = passed_on
    delete_item(people.grace, original.pk)
    html = browser("nora").read(f"/items/{share.pk}/")
    assert NONE in html
    assert "merger" not in html


def test_nobody_passes_on_what_they_do_not_see(passed_on, people, browser):
    original, _share, _club = passed_on
    cor = browser("cor")
    assert cor.get(f"/items/{original.pk}/share/").status_code == 404
    assert cor.post(f"/items/{original.pk}/share/", {"text": "x", "audience": square().pk}).status_code == 404
    with pytest.raises(NotVisible):
        publish_status(people.cor, square(), "x", extras=Extras(shared=original))


def test_words_of_ones_own_belong_to_it_and_nothing_is_lost(passed_on, browser):
    original, _share, club = passed_on
    answer = browser("nora").post(f"/items/{original.pk}/share/", {"text": " ", "audience": club.audience_id})
    assert answer.status_code == 422
    answer = browser("nora").post(f"/items/{original.pk}/share/", {"text": "Typed", "audience": 987654})
    assert answer.status_code == 422
    assert "Typed" in answer.content.decode()


def test_a_page_full_of_passed_on_posts_costs_no_more_than_others(people, group, browser):
    club = group("closed", nora=Rank.MEMBER)
    for n in range(10):
        original = publish_status(people.grace, club.audience if n % 2 else square(), f"Post {n}")
        publish_status(people.grace, square(), f"Again {n}", extras=Extras(shared=original, praise=people.cor))
    assert costs(browser("nora"), "/") <= MOST


# ---- praise


def test_praise_is_told_seen_on_the_row_and_kept_on_the_profile(people, browser):
    people.nora  # noqa: B018 - she is there
    form = {"text": "She fixed the heating", "audience": square().pk, "key": KEY, "praise": "@Nora"}
    status, said = browser("max").script("/statuses/", form)
    assert status == 201
    assert 'href="/people/nora/"' in said["object"]["html"]
    told = Notification.objects.for_system("test").get(member=people.nora)
    assert told.verb == Notification.Verb.PRAISE
    assert "Max praised you" in browser("nora").read("/notifications/")
    assert "She fixed the heating" in browser("cor").read("/people/nora/").split("Posts</h2>")[0]


def test_who_is_praised_and_mentioned_is_told_once(people):
    item = publish_status(people.max, square(), "Thanks @nora and @cor", extras=Extras(praise=people.nora))
    people.cor  # noqa: B018
    assert Notification.objects.for_system("test").filter(item=item, member=people.nora).count() == 1


@pytest.mark.parametrize("handle", ["nobody-here", "max", "zed", "@"])
def test_there_is_no_such_colleague(people, browser, handle):
    people.zed  # noqa: B018 - deactivated
    form = {"text": "Well done", "audience": square().pk, "key": KEY, "praise": handle}
    status, said = browser("max").script("/statuses/", form)
    assert (status, said["say"]) == (422, "There is no such colleague who can see this place.")
    assert not Item.objects.for_system("test").exists()


def test_praise_is_for_who_may_see_the_place(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    with pytest.raises(Refused):
        publish_status(people.max, club.audience, "Well done", extras=Extras(praise=people.nora))
    form = {"text": "Well done", "audience": club.audience_id, "key": KEY, "praise": "nora"}
    assert browser("max").script("/statuses/", form)[0] == 403
    assert not Notification.objects.for_system("test").exists()


def test_praise_in_a_group_is_on_the_profile_only_for_who_may_see_it(people, group, browser):
    club = group("closed", max=Rank.MEMBER, nora=Rank.MEMBER)
    publish_status(people.max, club.audience, "Quiet heroine", extras=Extras(praise=people.nora))
    assert "Quiet heroine" in browser("grace").read("/people/nora/")
    assert "Quiet heroine" not in browser("cor").read("/people/nora/")


def test_a_new_face_of_the_praised_is_on_the_row(people):
    item = publish_status(people.max, square(), "Well done", extras=Extras(praise=people.nora))
    ref = (item.stream, "item", item.pk)
    assert "Nora" in render([ref], ["en"])["en"][ref][0]["html"]
    people.nora.name = "Nora Jansen"
    people.nora.save()
    assert "Nora Jansen" in render([ref], ["en"])["en"][ref][0]["html"]
    assert Praise.objects.for_system("test").get().member == people.nora
