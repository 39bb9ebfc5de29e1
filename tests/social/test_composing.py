"""Writing: what is offered while one types, what it will look like, and pictures with their words."""

import pytest

from accounts.models import Member
from accounts.roles import Rank
from social.items.models import Item, Picture
from social.statuses.actions import publish_status
from tests.media.pictures import photo, upload
from tests.people import person, row, square

pytestmark = pytest.mark.django_db


def called(handle: str, name: str, **fields) -> Member:
    made = person(handle, **fields)
    made.name = name
    made.save()
    return made


def offered(browser, kind, typed, **more) -> list[str]:
    status, said = browser.script(f"/suggestions/{kind}/?q={typed}" + "".join(f"&{name}={value}" for name, value in more.items()))
    assert status == 200
    return [one["insert"] for one in said["found"]]


def test_people_are_offered_by_handle_and_by_any_word_of_their_name(people, browser):
    called("jdv", "Jan de Vries", unit="Tracks")
    called("vrij", "Anna Bos")
    called("devries", "Former Colleague", is_active=False)
    max_ = browser("max")
    assert offered(max_, "people", "vri") == ["vrij", "jdv"]
    assert offered(max_, "people", "JAN") == ["jdv"]
    assert offered(max_, "people", "ries") == []
    assert offered(max_, "people", "max") == [], "nobody calls themselves"
    assert max_.script("/suggestions/people/?q=jan")[1]["found"][0] == {
        "insert": "jdv",
        "name": "Jan de Vries",
        "note": "Tracks",
        "face": "",
    }


def test_who_is_in_the_group_comes_first_and_a_secret_group_is_not_told(people, group, browser):
    called("aaron", "Aaron")
    club = group("secret", max=Rank.MEMBER)
    row(club.audience, called("zoe", "Zoe A"))
    assert offered(browser("max"), "people", "a", **{"in": club.audience_id})[0] == "zoe"
    assert offered(browser("nora"), "people", "a", **{"in": club.audience_id})[0] != "zoe"
    for odd in ["x", "-1", "9" * 30, ""]:
        assert "zoe" in offered(browser("nora"), "people", "zo", **{"in": odd})


def test_a_guest_is_offered_only_who_they_see(people, group, browser):
    club = group("closed", nora=Rank.MEMBER)
    row(club.audience, people.gus)
    assert people.eva
    assert sorted(offered(browser("gus"), "people", "")) == ["grace", "nora"]


def test_topics_are_offered_to_who_sees_something_of_them(people, group, browser):
    club = group("secret", max=Rank.MEMBER)
    publish_status(people.max, club.audience, "#Reorganisation")
    publish_status(people.max, square(), "#Rail #Lunch")
    publish_status(people.nora, square(), "#lunch #Radio")
    assert offered(browser("max"), "topics", "r") == ["Radio", "Rail", "Reorganisation"]
    assert offered(browser("nora"), "topics", "R") == ["Radio", "Rail"]
    assert offered(browser("nora"), "topics", "lun") == ["Lunch"]
    assert offered(browser("gus"), "topics", "") == []


def test_a_preview_shows_the_words_drawn_and_publishes_nothing(people, browser):
    max_, text = browser("max"), "**Bold** for @nora and @nobody"
    assert people.nora
    item = publish_status(people.max, square(), "Hi")
    for path in ["/statuses/", f"/items/{item.pk}/comments/", f"/items/{item.pk}/edit/"]:
        sent = {"text": text, "audience": square().pk, "preview": "1", "key": "k" * 20}
        status, said = max_.script(path, sent)
        assert status == 200
        assert said["html"] == '<p><strong>Bold</strong> for <a class="mention" href="/people/nora/">@nora</a> and @nobody</p>'
        answer = max_.post(path, sent)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert said["html"] in page
        assert f">{text}</textarea>" in page
        assert "k" * 20 in page
    assert list(Item.objects.for_system("test").values_list("text", flat=True)) == ["Hi"]
    assert not item.comments.for_system("test").exists()


def test_a_preview_of_nothing_or_too_much_says_so(people, browser):
    max_ = browser("max")
    assert max_.script("/statuses/", {"text": " ", "audience": square().pk, "preview": "1"})[0] == 422
    tries = (max_.script("/statuses/", {"text": "x", "audience": square().pk, "preview": "1"}) for _ in range(200))
    status, said = next((status, said) for status, said in tries if status != 200)
    assert status == 429
    assert said["wait"]


def test_who_cannot_see_a_post_previews_nothing_on_its_page(people, group, browser):
    item = publish_status(people.grace, group("secret").audience, "Inside")
    assert browser("nora").post(f"/items/{item.pk}/comments/", {"text": "x", "preview": "1"}).status_code == 404
    assert browser("nora").post(f"/items/{item.pk}/edit/", {"text": "x", "preview": "1"}).status_code == 404


@pytest.fixture
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def shown(pk) -> list[str]:
    return list(Picture.objects.for_system("test").filter(item=pk).values_list("alt", flat=True))


@pytest.mark.usefixtures("_files")
def test_four_pictures_keep_their_order_and_their_words(people, browser):
    sent = {"text": "", "audience": square().pk, "pictures": [upload(photo()) for _ in range(4)], "alt": ["one", "", "three", " four "]}
    status, said = browser("max").script("/statuses/", sent)
    assert status == 201
    assert shown(said["object"]["id"].removeprefix("item-")) == ["one", "", "three", "four"]
    assert said["object"]["html"].count("<img src=") >= 4


@pytest.mark.usefixtures("_files")
def test_without_scripts_each_picture_stands_beside_its_own_words(people, browser):
    sent = {
        "text": "Two",
        "audience": square().pk,
        "pictures": upload(photo()),
        "alt": "one",
        "alt2": "none",
        "pictures3": upload(photo()),
        "alt3": "three",
    }
    assert browser("max").post("/statuses/", sent).status_code == 303
    assert shown(Item.objects.for_system("test").get().pk) == ["one", "three"]


@pytest.mark.usefixtures("_files")
def test_a_fifth_picture_and_a_book_about_one_are_refused_in_a_sentence(people, browser):
    five = {"text": "Hi", "audience": square().pk}
    status, said = browser("max").script("/statuses/", five | {"pictures": [upload(photo()) for _ in range(5)]})
    assert (status, said["say"]) == (422, "At most 4 pictures.")
    status, said = browser("max").script(
        "/statuses/", {"text": "Hi", "audience": square().pk, "pictures": upload(photo()), "alt": "x" * 301}
    )
    assert status == 422
    assert "at most 300" in said["say"]
    answer = browser("max").post("/statuses/", five | {"pictures": [upload(photo()) for _ in range(5)]})
    assert "Choose your pictures again" in answer.content.decode()
    answer = browser("max").post("/statuses/", {"text": "", "audience": square().pk, "alt2": "Second words"})
    assert answer.status_code == 422
    assert "Second words" in answer.content.decode()
