"""Finding what a colleague wrote a moment ago, with the keyboard alone, on a phone, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_talking import home, live, post

pytestmark = pytest.mark.browser


def test_a_colleagues_fresh_post_is_found_with_the_keyboard_alone(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    post(max_, "The signal box near Zwolle is repainted")
    nora.keyboard.press("/")
    expect(nora.locator(".topbar-search input")).to_be_focused()
    nora.keyboard.type("signal zwo")
    nora.keyboard.press("Enter")
    nora.wait_for_url(re.compile(r"/search/\?q=signal"))
    live(nora)
    hit = nora.locator(".hit")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark")).to_have_text(["signal", "Zwolle"])
    for _press in range(40):
        nora.keyboard.press("Tab")
        if nora.evaluate("document.activeElement.classList.contains('hit-link')"):
            break
    nora.keyboard.press("Enter")
    nora.wait_for_url(re.compile("/items/"))
    expect(nora.locator("article.row[data-v]", has_text="signal box")).to_have_count(1)


def test_on_a_phone_the_key_and_the_glass_lead_to_a_page_that_has_a_box(browser_as):
    max_ = home(browser_as("max", width=390))
    max_.locator(".topbar-search-link").click()
    box = max_.locator("main [data-search]")
    expect(box).to_be_focused()
    box.fill("nobody wrote this word")
    box.press("Enter")
    expect(max_.locator(".empty h2")).to_have_text("Nothing found")
    assert max_.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no page scrolls sideways"
    max_.locator("h1").click()
    max_.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("nobody wrote this word")


def test_without_scripts_one_finds_just_the_same(browser_as):
    grace = home(browser_as("grace"))
    post(grace, "Umbrellas were left in carriage four")
    max_ = browser_as("max", scripts=False)
    max_.goto("/")
    max_.locator(".topbar-search input").fill("umbrellas")
    max_.locator(".topbar-search input").press("Enter")
    max_.locator(".hit-link").click()
    expect(max_.locator("article.row", has_text="carriage four")).to_have_count(1)
