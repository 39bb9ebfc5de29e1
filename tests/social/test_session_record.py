"""What stays of a session: chapters, figures, text to keep, and words that are found."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from social.airing.actions import begin_session, end_session
from social.asking.actions import ask_question, vote_question
from social.asking.models import Question
from social.chatting.actions import delete_line, say_line
from social.figures import count_came
from social.hosting.actions import answer_question, approve_question, call_question, decline_question, park_question
from social.promising.actions import remind_of_promises
from social.promising.models import Promise
from social.rows import render
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


def test_how_many_came_and_voted_are_numbers_and_the_most_that_were_counted_stay(people, browser, record):
    """A process that dies takes its set with it: what the others count after that may be less."""
    for number in (41, 57, 12):
        count_came(record.item.stream, number)
    for words in ("And the airships?", "And the balloons?"):
        other = ask_question(people.grace, record.pk, words)
        approve_question(people.eva, other.pk)
        vote_question(people.nora, other.pk, True)
    page = browser("nora").read(f"/sessions/{record.pk}/")
    figures = page[page.index("session-figures") : page.index("Download as text")]
    assert "57 people came" in figures
    # Max and Grace by asking, and Nora, who voted twice.
    assert "3 people voted" in figures
    assert "Nora" not in figures


def test_a_session_that_nobody_counted_says_nothing_of_who_came(browser, record):
    assert "came" not in re.search(r'class="session-figures.*?</p>', browser("nora").read(f"/sessions/{record.pk}/"))[0]


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


def test_a_promise_stands_with_its_question_reminds_its_owner_and_reports_back(people, browser, record):
    asked = Question.objects.for_system("a test looks").get(text="When do the zeppelins come?")
    cor, day = browser("cor"), timezone.localdate() + timedelta(days=3)
    form = {"text": "A date for each line", "due": day.isoformat(), "key": "p" * 16}
    assert cor.post(f"/questions/{asked.pk}/promise/", {**form, "due": "2020-01-01"}).status_code == 422
    assert cor.post(f"/questions/{asked.pk}/promise/", form).status_code == 303
    assert cor.post(f"/questions/{asked.pk}/promise/", form).status_code == 303
    promise = Promise.objects.for_system("a test looks").get()
    page = browser("nora").read(f"/sessions/{record.pk}/")
    assert "A date for each line" in page
    assert browser("nora").get(f"/promises/{promise.pk}/report/").status_code == 403
    assert remind_of_promises() == 0
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=1), tick=False):
        assert (remind_of_promises(), remind_of_promises()) == (1, 0)
    assert "What you promised in a session is due" in cor.read("/notifications/")
    assert cor.post(f"/promises/{promise.pk}/report/", {"text": "It is in the timetable", "key": "r" * 16}).status_code == 303
    assert "It is in the timetable" in browser("nora").read(f"/sessions/{record.pk}/")
    assert "Cor reported back" in browser("max").read("/notifications/")
    [shown] = render([(record.item.stream, "question", asked.pk)], ["en"])["en"].values()
    assert "It is in the timetable" in shown[0]["html"]
