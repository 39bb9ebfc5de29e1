"""A conversation that goes deep: folded, opened, walked along by keys; and what its readers note for themselves."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_axe import findings
from tests.browser.test_talking import comment_with, home, live, post, row_with, write

pytestmark = pytest.mark.browser


def thread(page: Page, words: str) -> str:
    """Post, go to the post's own page, and return its address."""
    row = post(page, words)
    page.goto(row.locator("a[href*='/items/']").first.get_attribute("href").split("#")[0])
    live(page)
    return page.url


def say(page: Page, words: str, to: str = "") -> None:
    if to:
        comment_with(page, to).get_by_role("link", name="Reply").click()
    write(page, words, "send-form:has(#answer)")
    expect(comment_with(page, words)).to_have_count(1)


def test_a_thread_nine_levels_deep_is_folded_opens_in_place_and_has_a_page_of_its_own(browser_as):
    max_, nora = browser_as("max"), browser_as("nora")
    max_.goto("/")
    address = thread(live(max_), "How deep does it go")
    nora.goto(address)
    live(nora)
    words = ["First level", "Second level", "Third level", "Fourth level", "Fifth level", "Sixth level"]
    for at, said in enumerate(words):
        say(max_, said, words[at - 1] if at else "")
    fold = nora.locator(".fold")
    expect(fold).to_contain_text("2 more answers")
    expect(comment_with(nora, "Fourth level")).to_be_visible()
    expect(comment_with(nora, "Fifth level")).to_have_count(0)
    fold.locator(".fold-open").click()
    expect(comment_with(nora, "Sixth level")).to_be_visible()
    say(nora, "Seventh level", "Sixth level")
    say(nora, "Eighth level", "Seventh level")
    say(nora, "Ninth level", "Eighth level")
    expect(comment_with(max_, "Ninth level")).to_have_count(0)
    max_.reload()
    live(max_)
    expect(max_.locator(".fold")).to_contain_text("5 more answers from Max, Nora")
    # Its permalink leads into the branch that shows it, lit and with the keyboard on it.
    number = comment_with(nora, "Ninth level").get_attribute("id").split("-")[1]
    max_.goto(f"/comments/{number}/")
    live(max_)
    expect(max_).to_have_url(re.compile(rf"/comments/\d+/branch/#comment-{number}$"))
    expect(comment_with(max_, "Ninth level")).to_be_focused()
    expect(comment_with(max_, "Seventh level")).to_have_attribute("data-level", "0")
    expect(comment_with(max_, "Ninth level")).to_have_attribute("data-level", "2")
    assert not findings(Axe(), max_)
    say(nora, "Tenth level", "Ninth level")
    expect(comment_with(max_, "Tenth level")).to_have_attribute("data-level", "3")
    max_.get_by_role("navigation", name="The way back up").get_by_role("link", name="Max", exact=True).first.click()
    expect(max_).to_have_url(re.compile("/branch/$"))
    max_.get_by_role("navigation", name="The way back up").get_by_role("link", name="Max’s post").click()
    expect(max_).to_have_url(re.compile("/items/"))
    fold.first.locator(".fold-open").click()
    expect(comment_with(nora, "Sixth level")).to_have_count(0)
    expect(nora.locator(".fold")).to_contain_text("6 more answers")


def test_n_walks_along_what_was_not_read_also_into_a_folded_branch(browser_as):
    max_, nora = browser_as("max"), browser_as("nora")
    max_.goto("/")
    address = thread(live(max_), "What is new here")
    say(max_, "Read before")
    nora.goto(address)
    live(nora)
    with nora.expect_response(re.compile(r"/items/\d+/read/$")) as told:
        pass
    assert told.value.status == 200
    nora.goto("/people/")
    say(max_, "New one")
    for said, to in [
        ("One deeper", "New one"),
        ("Two deeper", "One deeper"),
        ("Three deeper", "Two deeper"),
        ("Four deeper", "Three deeper"),
    ]:
        say(max_, said, to)
    nora.goto(address)
    live(nora)
    expect(nora.locator(".comments[data-known] .comment[data-unread]")).to_have_count(4)
    expect(comment_with(nora, "Read before")).not_to_have_attribute("data-unread", "")
    for said in ["New one", "One deeper", "Two deeper", "Three deeper", "Four deeper"]:
        nora.keyboard.press("n")
        expect(comment_with(nora, said)).to_be_focused()
    expect(nora.locator(".comment[data-unread]")).to_have_count(0)
    nora.keyboard.press("n")
    expect(nora.get_by_text("You have read everything here.")).to_be_visible()


def test_a_post_that_is_hidden_is_gone_at_once_and_comes_back_with_undo(browser_as):
    ada, nora = home(browser_as("ada")), home(browser_as("nora"))
    post(ada, "Above it")
    post(ada, "Nora does not want this")
    row = row_with(nora, "Nora does not want this")
    row.locator(".menu > summary").click()
    row.get_by_role("button", name="Hide this post").click()
    expect(row).to_have_count(0)
    nora.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    row.locator(".menu > summary").click()
    row.get_by_role("button", name="Hide this post").click()
    expect(row).to_have_count(0)
    nora.reload()
    expect(row_with(nora, "Above it")).to_be_visible()
    expect(row).to_have_count(0)
    nora.goto("/hidden/")
    row.locator(".menu > summary").click()
    row.get_by_role("button", name="Show this post again").click()
    expect(row).to_have_count(0)
    nora.goto("/")
    expect(row).to_be_visible()
    expect(row_with(ada, "Nora does not want this")).to_be_visible()


def test_by_keyboard_alone_one_answers_and_quotes(browser_as):
    max_, nora = browser_as("max"), browser_as("nora")
    max_.goto("/")
    address = thread(live(max_), "Answer me by keyboard")
    say(max_, "Which soup is it today")
    nora.goto(address)
    live(nora)
    nora.keyboard.press("j")
    nora.keyboard.press("j")
    expect(comment_with(nora, "Which soup is it today")).to_be_focused()
    nora.keyboard.press("r")
    expect(nora.locator("#answer textarea")).to_be_focused()
    nora.keyboard.type("Tomato")
    nora.keyboard.press("Control+Enter")
    expect(comment_with(nora, "Tomato")).to_have_attribute("data-level", "1")
    expect(comment_with(max_, "Tomato")).to_have_count(1)
    row = comment_with(max_, "Tomato")
    row.locator(".menu summary").focus()
    max_.keyboard.press("Enter")
    row.get_by_role("link", name="Quote").focus()
    max_.keyboard.press("Enter")
    expect(max_.locator("#answer textarea")).to_have_value("> Tomato\n\n")
    expect(max_.locator("#answer textarea")).to_be_focused()


def test_saved_and_muted_show_at_once(browser_as):
    eva, grace = home(browser_as("eva")), home(browser_as("grace"))
    post(eva, "Keep this one")
    row = row_with(grace, "Keep this one")
    row.locator(".menu > summary").click()
    row.get_by_role("button", name="Save for later").click()
    expect(grace.get_by_text("Saved. It is among your saved posts, in your menu.")).to_be_visible()
    row.locator(".menu > summary").click()
    expect(row.get_by_role("button", name="Remove from saved")).to_be_visible()
    expect(row.get_by_role("button", name="Save for later")).to_be_hidden()
    row.get_by_role("button", name="Mute Eva").click()
    expect(row).to_have_count(0)
    post(eva, "Written while muted")
    post(home(browser_as("ada")), "Heard after it")
    expect(row_with(grace, "Heard after it")).to_be_visible()
    expect(row_with(grace, "Written while muted")).to_have_count(0)
    grace.goto("/bookmarks/")
    expect(row).to_be_visible()
    grace.goto("/muted/")
    grace.get_by_role("button", name="Hear again Eva").click()
    grace.goto("/")
    expect(row_with(grace, "Written while muted")).to_be_visible()


def test_who_can_see_it_is_said_on_the_spot_and_the_keyboard_finds_back(browser_as):
    for width in (1280, 360):
        nora = browser_as("nora", width=width)
        home(nora)
        row = post(nora, f"The list for Friday {width}")
        menu = row.locator("summary", has_text="More")
        menu.focus()
        nora.keyboard.press("Enter")
        row.get_by_role("link", name="Who can see this?").focus()
        nora.keyboard.press("Enter")
        here = nora.locator("#reach")
        expect(here).to_contain_text(re.compile(r"Everyone at .+: \d colleagues"))
        expect(here).to_be_in_viewport(ratio=1)
        expect(here).to_be_focused()
        expect(nora).to_have_url(re.compile(r"/$"))
        assert not findings(Axe(), nora)
        nora.keyboard.press("Tab")
        expect(here.get_by_role("button", name="Close")).to_be_focused()
        nora.keyboard.press("Escape")
        expect(here).to_be_hidden()
        expect(menu).to_be_focused()
