"""Without JavaScript, and without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_talking import comment_with, home, row_with

pytestmark = pytest.mark.browser


def test_everything_works_without_javascript(browser_as):
    nora = browser_as("nora", scripts=False)
    nora.goto("/")
    expect(nora.locator("#live-state")).to_be_hidden()
    nora.locator("form#compose textarea").fill("Written on an old machine")
    nora.locator("form#compose button").last.click()
    nora.goto("/")
    row = row_with(nora, "Written on an old machine")
    expect(row).to_have_count(1)
    row.locator("a[href$='#comments']").click()
    nora.wait_for_url(re.compile("/items/"))
    nora.locator("form#answer textarea").fill("And a comment")
    nora.locator("form#answer button").last.click()
    expect(comment_with(nora, "And a comment")).to_have_count(1)
    comment_with(nora, "And a comment").get_by_text("Reply").click()
    nora.locator("form#answer textarea").fill("And an answer to it")
    nora.locator("form#answer button").last.click()
    expect(comment_with(nora, "And an answer to it")).to_have_attribute("data-level", "1")
    row = row_with(nora, "Written on an old machine")
    row.locator("[data-react]").click()
    expect(row_with(nora, "Written on an old machine").locator("[data-react]")).to_have_attribute("aria-pressed", "true")
    row_with(nora, "Written on an old machine").locator("summary").click()
    row_with(nora, "Written on an old machine").get_by_role("link", name="Edit").click()
    nora.locator("main textarea").fill("Rewritten on an old machine")
    nora.locator("main form:has(textarea) button").last.click()
    expect(row_with(nora, "Rewritten on an old machine")).to_have_count(1)
    row_with(nora, "Rewritten on an old machine").locator("summary").click()
    row_with(nora, "Rewritten on an old machine").get_by_role("link", name="Delete").click()
    nora.locator("main form button").last.click()
    expect(row_with(nora, "Rewritten on an old machine")).to_have_count(0)


def tab_to(page, locator, most=60):
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {locator}")


def test_one_can_post_react_and_open_a_menu_with_the_keyboard_alone(browser_as):
    grace = home(browser_as("grace"))
    tab_to(grace, grace.locator("send-form textarea").first)
    grace.keyboard.type("Typed, not clicked")
    grace.keyboard.press("Control+Enter")
    row = row_with(grace, "Typed, not clicked")
    expect(row).to_have_count(1)
    assert grace.evaluate("document.activeElement.matches('textarea')"), "the keyboard stays where it was"
    tab_to(grace, row.locator("[data-react]"))
    grace.keyboard.press("Enter")
    expect(row.locator("[data-react]")).to_have_attribute("aria-pressed", "true")
    tab_to(grace, row.locator("summary"))
    grace.keyboard.press("Enter")
    expect(row.get_by_role("link", name="Edit")).to_be_visible()
    grace.keyboard.press("Escape")
    expect(row.get_by_role("link", name="Edit")).to_be_hidden()
    assert row.locator("summary").evaluate("element => element === document.activeElement")
