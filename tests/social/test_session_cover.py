"""The picture of a session: on its page, its card and in the list, for whoever sees the session and nobody else."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Rank
from media.models import File, Rendition
from social import drawing
from social.airing.actions import begin_session
from social.rows import render
from social.sessions.models import Session
from tests.media.pictures import photo, upload
from tests.people import square

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r'class="session-cover"><img src="(/files/(\d+)/w640)"')


def plan(**fields) -> dict:
    when = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    return {"title": "Ask the board", "minutes": 45, "hosts": "@cor", "language": "en", "slow_seconds": 0, "starts_at": when} | fields


def shows(html: str) -> int | None:
    """The file that stands as a cover on a page or card."""
    found = ADDRESS.search(html)
    return int(found[2]) if found else None


def opens(member, file: int) -> bool:
    return Rendition.objects.visible_to(member).filter(file=file, name="w640").exists()


@pytest.fixture
def covered(browser):
    """`covered()`: cor plans a session with a picture; its id."""

    def made(**fields) -> int:
        fields = {"place": square().pk, "cover": upload(photo(1600, 900)), "cover_alt": "The board on a platform"} | fields
        answer = browser("cor").post("/sessions/new/", plan(**fields))
        assert answer.status_code == 303, answer.content.decode()
        return int(answer["Location"].strip("/").rpartition("/")[2])

    return made


def test_a_picture_stands_on_the_page_the_card_and_in_the_list(people, browser, covered):
    pk = covered()
    nora = browser("nora")
    page = nora.read(f"/sessions/{pk}/")
    file = shows(page)
    assert 'alt="The board on a platform" width="1600" height="900"' in page
    assert f"/files/{file}/w1280 1280w" in page
    assert shows(nora.read("/")) == file
    assert f'src="/files/{file}/w320"' in nora.read("/sessions/")
    assert opens(people.nora, file)
    assert not opens(people.gus, file)


def test_another_picture_takes_its_place_and_the_former_is_gone_at_once(people, browser, covered):
    pk = covered()
    cor, first = browser("cor"), shows(browser("nora").read(f"/sessions/{pk}/"))
    assert 'value="The board on a platform"' in cor.read(f"/sessions/{pk}/change/")
    told = plan(cover=upload(photo(900, 300)), cover_alt="A train")
    assert cor.post(f"/sessions/{pk}/change/", told).status_code == 303
    second = shows(browser("nora").read(f"/sessions/{pk}/"))
    assert second not in (None, first)
    assert shows(browser("nora").read("/")) == second
    assert [opens(people.nora, one) for one in (first, second)] == [False, True]
    assert cor.post(f"/sessions/{pk}/change/", plan(cover_alt="A yellow train")).status_code == 303
    page = browser("nora").read(f"/sessions/{pk}/")
    assert shows(page) == second
    assert 'alt="A yellow train"' in page
    assert cor.post(f"/sessions/{pk}/change/", plan(no_cover="on")).status_code == 303
    assert shows(browser("nora").read(f"/sessions/{pk}/")) is None
    assert "/files/" not in browser("nora").read("/sessions/")
    assert not opens(people.nora, second)
    assert "Without the picture" not in cor.read(f"/sessions/{pk}/change/")


def test_open_pages_see_the_new_picture_on_the_card_and_on_the_page(people, browser, covered):
    pk = covered()
    browser("cor").post(f"/sessions/{pk}/change/", plan(cover=upload(photo(900, 300))))
    file = shows(browser("nora").read(f"/sessions/{pk}/"))
    for kind in ("session", "item"):
        assert shows(render([(f"i{pk}", kind, pk)], ["en"])["en"][(f"i{pk}", kind, pk)][0]["html"]) == file


def test_what_becomes_of_the_session_leaves_its_picture(people, browser, covered):
    pk = covered(starts_at=(timezone.localtime() + timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M"))
    file = shows(browser("nora").read("/"))
    begin_session(people.cor, pk)
    assert shows(browser("nora").read("/")) == file


def test_the_picture_of_a_closed_place_or_a_list_is_for_those_inside(people, group, browser, covered):
    team = group("closed", cor=Rank.MEMBER, max=Rank.MEMBER)
    file = shows(browser("max").read(f"/sessions/{covered(place=team.audience.pk)}/"))
    assert [opens(one, file) for one in (people.max, people.nora, people.gus, None)] == [True, False, False, False]
    assert people.gus.is_guest
    listed = shows(browser("gus").read(f"/sessions/{covered(place=0, guests='@gus')}/"))
    assert [opens(one, listed) for one in (people.gus, people.max)] == [True, False]


def test_a_file_that_is_no_picture_is_refused_in_a_sentence_and_nothing_typed_is_lost(people, browser):
    answer = browser("cor").post("/sessions/new/", plan(place=square().pk, cover=upload(b"not a picture"), cover_alt="The board"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This file is not a picture." in page
    assert "Choose your pictures again" in page
    assert 'value="The board"' in page
    assert not Session.objects.for_system("a test").exists()
    assert not File.objects.for_system("a test").exists()


def test_the_same_form_sent_twice_keeps_one_picture(people, browser, covered):
    assert covered(key="c" * 16) == covered(key="c" * 16)
    assert File.objects.for_system("a test").count() == 1


def test_cards_with_pictures_cost_no_query_each(people, browser, covered):
    nora = browser("nora")

    def queries(address: str) -> int:
        drawing.SHELF.clear()
        with CaptureQueriesContext(connection) as seen:
            nora.read(address)
        return len(seen)

    covered()
    nora.read("/")
    before = [queries("/"), queries("/sessions/")]
    for _more in range(3):
        covered()
    assert [queries("/"), queries("/sessions/")] == before
    assert len(ADDRESS.findall(nora.read("/"))) == 4
