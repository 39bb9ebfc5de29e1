"""What makes a page pleasant: a composer that opens, pictures seen before they are sent, keys, and the line above what was seen before."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_talking import home, post, row_with
from tests.media.pictures import photo

pytestmark = pytest.mark.browser


def test_a_picture_is_described_seen_and_taken_off_before_it_is_sent(browser_as):
    ada = home(browser_as("ada", width=390))
    form = ada.locator("form#compose")
    expect(form.get_by_role("button", name="Post")).to_be_hidden()
    form.locator("textarea").click()
    expect(form.get_by_role("button", name="Post")).to_be_visible()
    expect(form.get_by_label("What is in the picture")).to_be_hidden()
    for _ in range(2):
        with ada.expect_file_chooser() as choosing:
            form.locator("summary", has_text="Picture").click()
        choosing.value.set_files({"name": "square.jpg", "mimeType": "image/jpeg", "buffer": photo()})
        expect(form.get_by_role("img", name="square.jpg")).to_be_visible()
        if _ == 0:
            form.get_by_text("Without the picture").click()
            expect(form.get_by_label("What is in the picture")).to_be_hidden()
            assert form.locator("input[type=file]").evaluate("input => input.files.length") == 0
    form.get_by_label("What is in the picture").fill("The square at noon")
    form.locator("textarea").fill("Look where we are")
    form.get_by_role("button", name="Post").click()
    expect(row_with(ada, "Look where we are")).to_have_count(1)
    expect(form.get_by_label("What is in the picture")).to_be_hidden()


def test_without_scripts_the_picture_and_its_words_are_there(browser_as):
    nora = browser_as("nora", scripts=False)
    nora.goto("/")
    nora.locator(".composer-picture summary").click()
    for field in (nora.locator("#compose input[type=file]"), nora.get_by_label("What is in the picture")):
        expect(field).to_have_count(4)
        expect(field.last).to_be_visible()
    expect(nora.get_by_text("Without the picture")).to_be_hidden()


def test_keys_move_along_the_rows_and_can_be_switched_off(browser_as):
    grace = home(browser_as("grace"))
    for words in ("First for the keys", "Second for the keys"):
        post(grace, words)
    grace.reload()
    grace.keyboard.press("j")
    expect(row_with(grace, "Second for the keys")).to_be_focused()
    grace.keyboard.press("j")
    expect(row_with(grace, "First for the keys")).to_be_focused()
    grace.keyboard.press("k")
    expect(row_with(grace, "Second for the keys")).to_be_focused()
    grace.keyboard.press("c")
    expect(grace.locator("#compose textarea")).to_be_focused()
    grace.keyboard.type("jk?")
    expect(grace.locator("#compose textarea")).to_have_value("jk?")
    grace.locator("#compose textarea").fill("")
    grace.locator("#compose textarea").blur()
    grace.keyboard.press("?")
    expect(grace.get_by_role("dialog", name="Keys")).to_be_visible()
    grace.get_by_label("Use these keys here").uncheck()
    grace.get_by_role("button", name="Close").click()
    grace.reload()
    grace.keyboard.press("c")
    expect(grace.locator("#compose textarea")).not_to_be_focused()


def test_a_line_says_what_was_seen_before(browser_as):
    nora, ada = home(browser_as("nora")), home(browser_as("ada"))
    post(ada, "Seen by Nora")
    expect(row_with(nora, "Seen by Nora")).to_have_count(1)
    nora.wait_for_timeout(7000)  # a second on screen, and what was read is told every four
    nora.reload()
    expect(row_with(nora, "Seen by Nora")).to_have_count(1)
    expect(nora.locator(".new-divider")).to_have_count(0)
    nora.goto("/people/")
    post(ada, "Written while Nora was away")
    nora.goto("/")
    line = nora.locator(".new-divider")
    expect(line).to_have_text("Seen before")
    above = line.evaluate("line => line.previousElementSibling.textContent")
    below = line.evaluate("line => line.nextElementSibling.textContent")
    assert "Written while Nora was away" in above
    assert "Seen by Nora" in below


def test_only_pages_that_are_live_speak_of_it(browser_as):
    max_ = browser_as("max")
    max_.goto("/account/settings/")
    expect(max_.get_by_role("heading", name="Your account")).to_be_visible()
    expect(max_.locator("#live-state")).to_have_count(0)


def test_home_says_how_many_are_here_and_offers_groups(browser_as):
    max_, ada = home(browser_as("max")), home(browser_as("ada"))
    expect(max_.locator("[data-here-now]")).to_be_visible()
    expect(max_.get_by_role("navigation", name="Places").get_by_role("link", name="Cellar")).to_be_visible()
    offered = ada.get_by_role("complementary")
    expect(offered.locator("a[href^='/groups/']").first).to_be_visible()  # the newest open ones
    expect(offered.get_by_role("link", name="Cellar")).to_have_count(0)
    expect(offered.get_by_role("link", name="Council")).to_have_count(0)
