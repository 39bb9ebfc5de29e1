"""A session in which much is said, and a host whose browser dies in the middle of an answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_sessions import ask, at, plan, question

pytestmark = pytest.mark.browser

AT_ONCE = 150  # lines


def talk(plein, town, address: str, first: int, lines: int) -> None:
    session = int(address.rstrip("/").rpartition("/")[2])
    for start in range(first, first + lines, AT_ONCE):
        plein.deed(do="talk", member=town["people"]["grace"]["id"], session=session, lines=[start, min(start + AT_ONCE, first + lines)])


def test_a_chat_in_which_much_is_said_stays_readable_for_who_looks_back(browser_as, plein, town):
    max_ = browser_as("max")
    address = plan(max_, "A busy hour")
    max_.goto(address)
    max_.get_by_role("button", name="Go on air").click()
    nora = at(browser_as("nora"), address)
    talk(plein, town, address, 0, AT_ONCE)
    expect(nora.locator("#lines .line").last).to_contain_text(f"Line {AT_ONCE - 1}")
    expect(nora.locator("#lines .line").last).to_be_in_viewport()

    read = nora.locator("#lines .line", has_text=re.compile(r"Line 40\b"))
    nora.locator("#lines").evaluate("(list) => list.scrollTo(0, 400)")
    place = read.bounding_box()["y"]
    talk(plein, town, address, AT_ONCE, 5 * AT_ONCE)
    pill = nora.locator("[data-lines-new]")
    expect(pill).to_have_text(f"{5 * AT_ONCE} new lines", timeout=20_000)
    assert read.bounding_box()["y"] == place
    assert nora.locator("#lines .line").count() <= 600

    pill.click()
    expect(nora.locator("#lines .line").last).to_contain_text(f"Line {6 * AT_ONCE - 1}")
    expect(nora.locator("#lines .line").last).to_be_in_viewport()
    expect(pill).to_be_hidden()
    assert nora.locator("#lines .line").count() <= 300


def test_a_host_whose_browser_dies_goes_on_from_another(browser_as):
    max_ = browser_as("max")
    address = plan(max_, "An hour with one host")
    grace, nora = at(browser_as("grace"), address), at(browser_as("nora"), address)
    ask(nora, "Who has the key of the shed?")
    grace.get_by_role("button", name="Go on air").click()
    question(grace, "the shed", "queue").get_by_role("button", name="Answer now").click()
    expect(question(nora, "the shed", "now")).to_have_count(1)
    grace.locator("[data-answer] textarea").press_sequentially("It hangs", delay=20)
    expect(question(nora, "the shed", "now").locator("[data-draft]")).to_contain_text("It hangs")
    grace.context.close()

    grace = at(browser_as("grace"), address)
    written = grace.locator("[data-answer] textarea")
    expect(written).to_have_value("It hangs")
    written.press("End")
    written.press_sequentially(" behind the door")
    grace.get_by_role("button", name="Answered", exact=True).click()
    expect(question(nora, "the shed", "answered")).to_contain_text("It hangs behind the door")
