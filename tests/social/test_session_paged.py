"""The questions of a long session: every list goes on behind a link, with scripts and without, and leaves none out."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from social.airing.actions import begin_session, end_session
from social.asking.models import Fate, Question, QuestionVote
from social.chatting.models import Line

pytestmark = pytest.mark.django_db

MANY = 120
ROW = re.compile(r'id="(question-\d+)"')


@pytest.fixture
def long(people, session):
    """`long(fate)`: a session on air with a hundred and twenty questions that this became of."""

    def made(fate: str, **fields):
        planned = session(approves=True)
        begin_session(people.cor, planned.pk)
        audience = planned.backstage if fate == Fate.WAITING else planned.item.audience
        began = timezone.now() - timedelta(hours=1)
        Question.objects.bulk_create(
            Question(
                item=planned.item,
                audience=audience,
                author=people.max,
                text=f"Number {n}?",
                fate=fate,
                votes=n % 7,
                reason="Later",
                # Three were answered in the same moment.
                answered_at=began + timedelta(seconds=n // 3) if fate == Fate.ANSWERED else None,
                answered_by=people.cor if fate == Fate.ANSWERED else None,
                **fields,
            )
            for n in range(MANY)
        )
        return planned

    return made


def shelf(page: str, name: str) -> str:
    """What a page has in this list."""
    begin = page.index(f'id="{name}"')
    return page[begin : page.index("</live-list>", begin)]


def walked(reader, path: str, name: str) -> list[str]:
    """The ids in the list on its pages, one after another, as somebody without scripts finds them."""
    found, address = [], path
    for _page in range(9):
        here = shelf(reader.read(address), name)
        found += ROW.findall(here)
        link = re.search(r'href="(\?[^"]*)#' + name + '" rel="next"', here)
        if link is None:
            return found
        address = path + link[1].replace("&amp;", "&")
    raise AssertionError("the links lead in a circle")


def fetched(reader, path: str, name: str) -> list[str]:
    """The same, as scripts fetch them into the page that is open."""
    here = shelf(reader.read(path), name)
    found, link = ROW.findall(here), re.search(r'href="(\?[^"]*)#', here)
    following = path + link[1].replace("&amp;", "&") if link else None
    while following:
        status, more = reader.script(following)
        assert status == 200
        rows = more["rows"] if isinstance(more["rows"], str) else "".join(more["rows"])
        found, following = found + ROW.findall(rows), more["next"]
    return found


def all_of(session, *order: str) -> list[str]:
    questions = Question.objects.for_system("a test looks").filter(item=session.pk)
    return [f"question-{pk}" for pk in questions.order_by(*order).values_list("pk", flat=True)]


def test_the_record_of_a_session_with_120_answers_shows_each_once_in_the_order_in_which_they_were_given(people, browser, long):
    ended = end_session(people.cor, long(Fate.ANSWERED).pk)
    nora, path = browser("nora"), f"/sessions/{ended.pk}/"
    in_order = all_of(ended, "answered_at", "pk")
    assert walked(nora, path, "answered") == in_order
    assert fetched(nora, path, "answered") == in_order


def test_a_chapter_on_the_last_page_has_its_talk_and_the_vote_of_its_reader(people, browser, long):
    ended = long(Fate.ANSWERED)
    last = Question.objects.for_system("a test looks").filter(item=ended.pk).latest("answered_at", "pk")
    Line.objects.create(item=ended.item, audience=ended.item.audience, author=people.max, text="I was there", chapter=last)
    QuestionVote.objects.create(question=last, member=people.nora)
    end_session(people.cor, ended.pk)
    nora, address = browser("nora"), f"/sessions/{ended.pk}/"
    for _page in range(2):
        address = f"/sessions/{ended.pk}/" + re.search(r'href="(\?answered=[^"]*)#', nora.read(address))[1]
    page, rows = nora.read(address), nora.script(address)[1]["rows"]
    for html in (shelf(page, "answered"), rows):
        assert "I was there" in html
        assert "data-voted" in html[html.index(f'id="question-{last.pk}"') :]


def test_on_air_the_newest_answers_come_first_and_the_others_behind_the_link(browser, long):
    running = long(Fate.ANSWERED)
    nora, path = browser("nora"), f"/sessions/{running.pk}/"
    assert walked(nora, path, "answered") == fetched(nora, path, "answered") == all_of(running, "-answered_at", "-pk")


@pytest.mark.parametrize(("fate", "words"), [(Fate.PARKED, True), (Fate.DECLINED, False)])
def test_what_was_parked_or_declined_is_all_there_with_words_only_for_who_may_read_them(browser, long, fate, words):
    running = long(fate)
    if not words:
        Question.objects.for_system("a test").filter(item=running.pk).update(audience=running.backstage)
    nora, path = browser("nora"), f"/sessions/{running.pk}/"
    assert walked(nora, path, "elsewhere") == fetched(nora, path, "elsewhere") == all_of(running, "-pk")
    link = re.search(r'href="(\?elsewhere=[^"]*)#', nora.read(path))[1]
    assert ("Number " in "".join(nora.script(path + link)[1]["rows"])) == words
    assert "Number " in shelf(browser("eva").read(path + link), "elsewhere")


def test_moderators_find_all_that_waits_and_others_none_of_it(browser, long):
    running = long(Fate.WAITING)
    eva, path = browser("eva"), f"/sessions/{running.pk}/"
    assert walked(eva, path, "waiting") == fetched(eva, path, "waiting") == all_of(running, "pk")
    link = re.search(r'href="(\?waiting=[^"]*)#', eva.read(path))[1]
    assert browser("nora").script(path + link) == (200, {"rows": [], "next": None, "streams": {}, "own": {}})
    assert browser("gus").script(path + link)[0] == 404


@pytest.mark.parametrize(("order", "query"), [(["-votes", "pk"], ""), (["pk"], "?queue=time")])
def test_the_queue_goes_on_by_votes_or_by_time(browser, long, order, query):
    running = long(Fate.OPEN)
    nora, path = browser("nora"), f"/sessions/{running.pk}/"
    assert walked(nora, path, "queue") == all_of(running, "-votes", "pk")
    if query:
        link = re.search(r'href="(\?[^"]*)#queue" rel="next"', nora.read(path + query))[1].replace("&amp;", "&")
        assert ROW.findall(shelf(nora.read(path + link), "queue")) == all_of(running, *order)[50:100]
    else:
        assert fetched(nora, path, "queue") == all_of(running, *order)


def test_a_link_that_somebody_made_up_begins_at_the_beginning(browser, long):
    running = long(Fate.ANSWERED)
    nora, path = browser("nora"), f"/sessions/{running.pk}/"
    first = ROW.findall(shelf(nora.read(path), "answered"))
    for wrong in ("x", "1", "1-", "-1", "9" * 17 + "-1", "1-" + "9" * 17, "\u0661-1", "1-1;drop"):
        assert ROW.findall(shelf(nora.read(f"{path}?answered={wrong}"), "answered")) == first, wrong
    assert not ROW.findall(shelf(nora.read(f"{path}?answered=0-1"), "answered"))
    assert ROW.findall(shelf(nora.read(f"{path}?answered={'9' * 16}-{'9' * 16}&after={'9' * 16}-1"), "answered")) == first
