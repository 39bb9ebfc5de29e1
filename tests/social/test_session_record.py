"""What stays of a session: chapters, figures, text to keep, and words that are found."""

import pytest

from social.airing.actions import begin_session, end_session
from social.asking.actions import ask_question
from social.chatting.actions import delete_line, say_line
from social.hosting.actions import answer_question, approve_question, call_question, decline_question, park_question
from social.search.actions import rebuild
from social.search.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(people, session):
    """An hour that is over."""
    planned = session(approves=True)
    begin_session(people.cor, planned.pk)
    trains, budget, rude = (
        ask_question(people.max, planned.pk, words) for words in ("When do the zeppelins come?", "The budget?", "Rude words")
    )
    say_line(people.nora, planned.pk, "Good morning from the depot")
    call_question(people.eva, trains.pk)
    say_line(people.nora, planned.pk, "I wonder about that too")
    answer_question(people.cor, trains.pk, "In **April**, three at first.")
    park_question(people.eva, budget.pk, "Goes to the works council")
    decline_question(people.eva, rude.pk, "Not about a person")
    secret = say_line(people.nora, planned.pk, "My umbrella is lost")
    delete_line(people.nora, secret.pk)
    return end_session(people.cor, planned.pk)


def test_its_page_tells_chapters_figures_and_what_was_not_answered(browser, record):
    page = browser("nora").read(f"/sessions/{record.pk}/")
    answered = page[page.index('id="answered"') : page.index('id="elsewhere"')]
    assert "In <strong>April</strong>" in answered
    assert "I wonder about that too" in answered
    assert "Good morning from the depot" not in answered
    assert "Goes to the works council" in page
    assert "Rude words" not in page
    for figure in ("3 questions", "1 answered", "3 lines in the chat", "1 person spoke"):
        assert figure in page


def test_it_is_kept_as_plain_text_by_whoever_sees_it(browser, record):
    answer = browser("nora").get(f"/sessions/{record.pk}/text/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    for words in (
        "Ask the board",
        "When do the zeppelins come?",
        "In **April**, three at first.",
        "Goes to the works council",
        "Good morning",
    ):
        assert words in text
    assert "Rude words" not in text
    assert "umbrella" not in text
    assert browser("gus").get(f"/sessions/{record.pk}/text/").status_code == 404


def hits(browser, words: str) -> str:
    return browser.read(f"/search/?q={words}")


def test_what_was_planned_asked_answered_and_said_is_found(people, browser, record, session):
    nora = browser("nora")
    assert f'href="/sessions/{record.pk}/#question-' in hits(nora, "zeppelins")
    assert f'href="/sessions/{record.pk}/#question-' in hits(nora, "april")
    assert f'href="/sessions/{record.pk}/lines/?before=' in hits(nora, "depot")
    assert f'href="/sessions/{record.pk}/"' in hits(nora, "strategy")
    assert f"/sessions/{record.pk}/" not in hits(nora, "umbrella")
    assert f"/sessions/{record.pk}/" not in hits(nora, "rude")
    entries = sorted(Entry.objects.for_system("a test").filter(kind__in=["session", "question", "line"]).values_list("kind", "object"))
    rebuild()
    assert (
        sorted(Entry.objects.for_system("a test").filter(kind__in=["session", "question", "line"]).values_list("kind", "object")) == entries
    )


def test_a_waiting_question_is_found_when_it_is_let_in(people, browser, session):
    planned = session(approves=True)
    asked = ask_question(people.max, planned.pk, "A rumour about the cormorant?")
    assert f"/sessions/{planned.pk}/" not in hits(browser("eva"), "cormorant")
    approve_question(people.eva, asked.pk)
    assert f"/sessions/{planned.pk}/" in hits(browser("nora"), "cormorant")
    assert f"/sessions/{planned.pk}/" not in hits(browser("gus"), "cormorant")
