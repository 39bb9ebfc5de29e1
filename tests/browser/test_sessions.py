"""A short session in real browsers: a host, a moderator and a member, from the plan to what came of it."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_talking import live

pytestmark = pytest.mark.browser


def plan(page: Page, title: str, **options: str) -> str:
    """Plan a session in the garden that begins in ten minutes; return its address."""
    page.goto("/sessions/new/")
    page.get_by_label("Title").fill(title)
    garden = page.locator("#id_place option", has_text=re.compile("garden", re.IGNORECASE)).get_attribute("value")
    page.locator("#id_place").select_option(garden)
    starts = datetime.now(ZoneInfo("Europe/Amsterdam")) + timedelta(minutes=10)
    page.get_by_label("It begins at").fill(starts.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Hosts").fill("@grace")
    for label in options:
        page.get_by_label(label).check()
    page.get_by_role("button", name="Put it on the agenda").click()
    page.wait_for_url("**/sessions/*/")
    return page.url


def at(page: Page, address: str) -> Page:
    page.goto(address)
    return live(page)


def ask(page: Page, words: str) -> None:
    box = page.locator("#ask textarea")
    box.click()
    box.fill(words)
    page.locator("#ask").get_by_role("button", name="Ask", exact=True).click()


def left(page: Page) -> int:
    """The seconds that the countdown still shows."""
    hours, minutes, seconds = re.search(r"(\d+):(\d\d):(\d\d)", page.locator("[data-countdown]").inner_text()).groups()
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def question(page: Page, words: str, shelf: str):
    return page.locator(f"#{shelf} > .question", has_text=words)


def order(page: Page) -> list[str]:
    return page.locator("#queue .question-words").all_inner_texts()


def test_a_host_a_moderator_and_a_member_through_a_whole_session(browser_as):
    max_ = browser_as("max")
    address = plan(max_, "Ask Grace anything", **{"Questions wait for a moderator before everybody sees them": "on"})
    live(max_)
    grace, nora = at(browser_as("grace"), address), at(browser_as("nora", width=390), address)
    for page in (grace, nora):
        expect(page.locator("[data-countdown]")).not_to_be_empty()
    before, hers, after = left(grace), left(nora), left(grace)
    assert after - 1 <= hers <= before + 1
    expect(nora.locator(".session-chat")).to_be_hidden()

    ask(nora, "When does the greenhouse open?")
    expect(question(nora, "greenhouse", "waiting")).to_be_visible()
    expect(grace.locator("[id^=queue-] [data-n=waiting]")).to_have_text("1")
    question(max_, "greenhouse", "waiting").get_by_role("button", name="Let it in").click()
    for page in (max_, grace, nora):
        expect(question(page, "greenhouse", "queue")).to_have_count(1)
        expect(question(page, "greenhouse", "waiting")).to_have_count(0)
    ask(max_, "Who waters the plants?")
    for page in (max_, grace, nora):
        expect(question(page, "waters", "queue")).to_have_count(1)
    question(nora, "waters", "queue").get_by_role("button", name="I want this answered").click()
    for page in (max_, grace, nora):
        expect(question(page, "waters", "queue").locator("[data-n=votes]")).to_have_text("2")
        expect(page.locator("#queue > .question").first).to_contain_text("waters")
    assert order(max_) == order(grace) == order(nora)

    grace.get_by_role("button", name="Go on air").click()
    for page in (max_, grace, nora):
        expect(page.locator(".session-head")).to_have_attribute("data-shape", "live")
        expect(page.locator(".session-chat")).to_be_visible()
    nora.locator("#say textarea").fill("Good morning")
    nora.locator("#say textarea").press("Enter")
    for page in (max_, grace, nora):
        expect(page.locator("#lines .line", has_text="Good morning")).to_have_count(1)
    grace.locator("#say textarea").fill("Welcome all")
    grace.locator("#say textarea").press("Enter")
    expect(max_.locator(".line[data-host]", has_text="Welcome all")).to_have_count(1)

    for page in (max_, grace, nora):
        expect(page.locator("[data-crowd-number]")).to_have_text("3", timeout=10_000)
        expect(page.locator("[data-crowd-faces] .avatar")).to_have_count(3)
    nora.locator(".cheers button[value=love]").click()
    expect(max_.locator(".floats .kind.love")).to_have_count(1, timeout=5000)
    nora.get_by_role("button", name="Raise your hand").click()
    expect(nora.locator("#hands .hand")).to_have_count(1)
    expect(nora.get_by_role("button", name="Raise your hand")).to_be_hidden()
    grace.locator("#hands .hand", has_text="Nora").get_by_role("button", name="Give the floor").click()
    expect(nora.locator("#hands .hand[data-given]")).to_have_count(1)
    nora.locator("#say textarea").fill("Aloud, then")
    nora.locator("#say textarea").press("Enter")
    expect(max_.locator(".line", has_text="Aloud, then")).to_contain_text("Asked live")
    for page in (grace, nora):
        expect(page.locator("#hands .hand")).to_have_count(0)
    grace.locator("#backtalk summary").click()
    grace.locator("#backtalk textarea").fill("The plants first")
    grace.locator("#backtalk textarea").press("Enter")
    expect(max_.locator("#talk .line", has_text="The plants first")).to_have_count(1)
    expect(grace.locator("#talk .line", has_text="The plants first")).to_have_count(1)
    expect(nora.get_by_text("The plants first")).to_have_count(0)
    expect(grace.locator("#lines .line", has_text="The plants first")).to_have_count(0)

    question(grace, "waters", "queue").get_by_role("button", name="Answer now").click()
    for page in (max_, grace, nora):
        expect(question(page, "waters", "now")).to_be_visible()
    grace.locator("[data-answer] textarea").press_sequentially("We all do", delay=20)
    expect(question(nora, "We all do", "now").locator("[data-draft]")).to_be_visible()
    grace.get_by_role("button", name="Answered", exact=True).click()
    for page in (max_, grace):
        expect(question(page, "We all do", "answered")).to_be_visible()
    nora.locator("label", has_text="Questions").click()
    expect(question(nora, "We all do", "answered")).to_be_visible()

    grace.get_by_role("button", name="End the session").click()
    for page in (max_, grace, nora):
        expect(page.locator(".session-head")).to_have_attribute("data-shape", "ended")
    expect(nora.locator("#say")).to_be_hidden()
    again = at(browser_as("nora"), address)
    expect(question(again, "We all do", "answered")).to_be_visible()
    expect(again.locator("#lines .line", has_text="Welcome all")).to_be_visible()


def test_this_browser_keeps_the_secret_of_a_question_without_a_name(browser_as):
    max_ = browser_as("max")
    address = plan(max_, "Without names", **{"Questions can be asked without a name": "on"})
    nora = browser_as("nora")
    nora.goto(f"{urlsplit(address).path}questions/nameless/")  # on her own server: what a browser keeps, it keeps for that one
    nora.get_by_label("Ask a question").fill("Who reads this?")
    nora.get_by_role("button", name="Ask", exact=True).click()
    expect(nora.get_by_text("This browser keeps them on this device too")).to_be_visible()
    max_.goto(address)
    question(max_, "Who reads this?", "queue").get_by_role("link", name="Write to who asked").click()
    max_.get_by_label("Your words").fill("We do")
    max_.get_by_role("button", name="Send").click()
    nora.goto("/questions/nameless/")
    nora.get_by_role("listitem").filter(has_text="Who reads this?").get_by_role("button", name="See what became of it").click()
    expect(nora.get_by_text("We do")).to_be_visible()
    nora.get_by_role("button", name="Forget it here").click()
    expect(nora.get_by_text("Kept on this device")).to_be_hidden()


def test_a_session_works_without_scripts(browser_as):
    max_ = browser_as("max", scripts=False)
    address = plan(max_, "Without scripts")
    nora = browser_as("nora", scripts=False)
    nora.goto(address)
    ask(nora, "Does this work?")
    expect(question(nora, "Does this work?", "queue")).to_be_visible()
    max_.goto(address)
    question(max_, "Does this work?", "queue").get_by_role("button", name="I want this answered").click()
    expect(question(max_, "Does this work?", "queue").locator("[data-n=votes]")).to_have_text("2")
    max_.get_by_role("button", name="Go on air").click()
    nora.goto(address)
    nora.locator("#say textarea").fill("It does")
    nora.get_by_role("button", name="Send").click()
    expect(nora.locator("#lines .line", has_text="It does")).to_be_visible()
    nora.get_by_role("button", name="Raise your hand").click()
    max_.goto(address)
    max_.get_by_role("button", name="Give the floor").click()
    nora.goto(address)
    nora.locator("#say textarea").fill("Thank you")
    nora.get_by_role("button", name="Send").click()
    expect(nora.locator("#lines .line", has_text="Thank you")).to_contain_text("Asked live")
