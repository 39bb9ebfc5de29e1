"""A whole session in seven browsers: two hosts, a moderator, three members and a guest, and one order of the queue for all of them."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_sessions import ask, at, question

pytestmark = pytest.mark.browser

GREENHOUSE, POND, WATER, TWIN = (
    "When does the greenhouse open?",
    "Will there be a pond?",
    "Who waters the plants?",
    "May we see the greenhouse?",
)


def plan(page: Page) -> str:
    """Plan a session for a list of people, whose questions wait for a moderator; return its address."""
    page.goto("/sessions/new/")
    page.get_by_label("Title").fill("An hour in the garden")
    page.locator("#id_place").select_option("0")
    page.get_by_label("Members and guests who can come").fill("@nora @eva @otto @gus")
    starts = datetime.now(ZoneInfo("Europe/Amsterdam")) + timedelta(minutes=12)
    page.get_by_label("It begins at").fill(starts.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Hosts").fill("@grace @ada")
    page.get_by_label("Questions wait for a moderator before everybody sees them").check()
    page.get_by_role("button", name="Put it on the agenda").click()
    page.wait_for_url("**/sessions/*/")
    return page.url


def press(page: Page, words: str, shelf: str, verb: str) -> None:
    question(page, words, shelf).get_by_role("button", name=verb).click()


def say(page: Page, words: str) -> None:
    page.locator("#say textarea").fill(words)
    page.locator("#say textarea").press("Enter")


def same_order(pages: list[Page], *wanted: str, shelf: str = "queue") -> None:
    """Everybody's queue, or another shelf, holds these, in this order and no other."""
    for page in pages:
        expect(page.locator(f"#{shelf} > .question .question-words")).to_have_text([re.compile(re.escape(words)) for words in wanted])


def in_words(page: Page, words: str, verb: str, fill) -> None:
    """Do something with a question that has a page of its own, and come back."""
    here = page.url.partition("#")[0]
    question(page, words, "queue").get_by_role("link", name=verb, exact=True).click()
    page.wait_for_url(f"**/{verb.lower()}/")
    fill(page)
    page.get_by_role("main").get_by_role("button", name=verb, exact=True).click()
    page.wait_for_url(f"{here}*")
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live")


def everywhere(pages: list[Page], words: str, shelf: str) -> None:
    for page in pages:
        expect(question(page, words, shelf)).to_have_count(1)


@pytest.fixture
def otto(plein, town):
    """One member more than other stories need."""
    town["people"] |= plein.people(people=["otto"])["people"]


@pytest.mark.usefixtures("otto")
def test_two_hosts_a_moderator_three_members_and_a_guest_through_a_whole_session(browser_as):
    max_ = browser_as("max")
    address = plan(max_)
    max_ = at(max_, address)
    grace, ada, nora, eva, otto, gus = (at(browser_as(name), address) for name in ("grace", "ada", "nora", "eva", "otto", "gus"))
    everybody = [max_, grace, ada, nora, eva, otto, gus]
    for page in everybody:
        expect(page.locator(".session-head")).to_have_attribute("data-shape", "lobby")
        expect(page.locator("[data-countdown]")).not_to_be_empty()
        expect(page.locator(".session-chat")).to_be_hidden()

    for page, words in ((nora, GREENHOUSE), (eva, POND), (gus, WATER), (otto, TWIN)):
        ask(page, words)
        expect(question(page, words, "waiting")).to_have_count(1)
    for page in everybody:
        expect(page.locator("[id^=queue-] [data-n=waiting]")).to_have_text("4")
    expect(nora.locator("#waiting > .question")).to_have_count(1)
    for page in (max_, grace, ada):
        expect(page.locator("#waiting > .question")).to_have_count(4)
    for words in (GREENHOUSE, POND, WATER, TWIN):
        press(max_, words, "waiting", "Let it in")
        everywhere(everybody, words, "queue")
    expect(otto.locator("#waiting > .question")).to_have_count(0)
    same_order(everybody, GREENHOUSE, POND, WATER, TWIN)

    for page in (nora, eva, otto, max_):
        press(page, WATER, "queue", "I want this answered")
    for page in (nora, gus):
        press(page, POND, "queue", "I want this answered")
    press(nora, TWIN, "queue", "I want this answered")
    same_order(everybody, WATER, POND, TWIN, GREENHOUSE)

    grace.get_by_role("button", name="Go on air").click()
    for page in everybody:
        expect(page.locator(".session-head")).to_have_attribute("data-shape", "live")
    same_order(everybody, WATER, POND, TWIN, GREENHOUSE)
    for page, words in ((grace, "Welcome all"), (ada, "I read along"), (gus, "Hello from outside")):
        say(page, words)
    for page in everybody:
        expect(page.locator("#lines .line[data-host]")).to_have_count(2)
        expect(page.locator("#lines .line", has_text="Hello from outside")).to_have_count(1)

    in_words(max_, TWIN, "Merge", lambda page: page.get_by_role("radio", name=GREENHOUSE).check())
    everywhere(everybody, TWIN, "elsewhere")
    for page in everybody:
        expect(question(page, GREENHOUSE, "queue").locator("[data-n=votes]")).to_have_text("2")
    same_order(everybody, WATER, POND, GREENHOUSE)

    press(max_, GREENHOUSE, "queue", "Answer now")
    everywhere(everybody, GREENHOUSE, "now")
    same_order(everybody, WATER, POND)
    written = grace.locator("[data-answer] textarea")
    written.press_sequentially("In April,", delay=20)
    for page in (ada, nora, eva, otto, gus):
        expect(question(page, GREENHOUSE, "now").locator("[data-draft]")).to_contain_text("In April,")
    written.press_sequentially(" with tomatoes", delay=20)
    for page in (nora, gus):
        expect(question(page, GREENHOUSE, "now").locator("[data-draft]")).to_contain_text("In April, with tomatoes")
    grace.get_by_role("button", name="Answered", exact=True).click()
    everywhere(everybody, "In April, with tomatoes", "answered")
    for page in everybody:
        expect(page.locator("#answered [data-draft]")).to_have_count(0)

    in_words(max_, POND, "Park", lambda page: page.get_by_label("Why").fill("The gardeners look into it."))
    for page in everybody:
        expect(question(page, POND, "elsewhere")).to_contain_text("The gardeners look into it.")
    same_order(everybody, WATER)

    press(ada, WATER, "queue", "Answer now")
    everywhere(everybody, WATER, "now")
    ada.locator("[data-answer] textarea").fill("We all do")
    for page in (nora, gus):
        expect(question(page, WATER, "now").locator("[data-draft]")).to_contain_text("We all do")
    ada.get_by_role("button", name="Answered", exact=True).click()
    everywhere(everybody, "We all do", "answered")
    same_order(everybody)
    same_order(everybody, WATER, GREENHOUSE, shelf="answered")

    grace.get_by_role("button", name="End the session").click()
    for page in everybody:
        expect(page.locator(".session-head")).to_have_attribute("data-shape", "ended")
    same_order(everybody)
    record = at(browser_as("nora", width=390), address)
    same_order([record, *(at(page, address) for page in (otto, gus))], GREENHOUSE, WATER, shelf="answered")
    for page in (record, otto, gus):
        expect(question(page, "In April, with tomatoes", "answered")).to_have_count(1)
        expect(question(page, POND, "elsewhere")).to_contain_text("The gardeners look into it.")
        expect(page.locator("#elsewhere > .question")).to_have_count(2)
        expect(page.locator("#lines .line")).to_have_count(3)
