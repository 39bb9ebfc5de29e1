"""What happens to a post and a comment, with people watching: reactions, deletions taken back, locks and pins."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.test_talking import comment_with, home, live, post, row_with, write
from tests.browser.test_without import tab_to

pytestmark = pytest.mark.browser


def number(row, name: str):
    return row.locator(f"[data-n={name}]")


def test_a_reaction_that_the_server_refuses_is_taken_back(browser_as, watcher):
    watcher.network_may_fail = True
    max_ = home(browser_as("max"))
    row = post(max_, "Cake for who is quick")
    held = []
    max_.route("**/reaction/", lambda route: held.append(route))
    row.locator("[data-react]").click()
    expect(row.locator("[data-react]")).to_have_attribute("aria-pressed", "true")
    expect(number(row, "reaction_like")).to_have_text("1")
    expect(number(row, "reactions")).to_have_text("1")
    say = {"say": "That was a little fast.", "fields": {}}
    held[0].fulfill(status=429, content_type="application/json", body=json.dumps(say))
    expect(max_.locator(".toast")).to_contain_text("That was a little fast.")
    expect(row.locator("[data-react]")).to_have_attribute("aria-pressed", "false")
    expect(number(row, "reactions")).to_have_text("")
    expect(row.locator(".kind")).to_be_hidden()


def test_the_keyboard_alone_chooses_another_reaction(browser_as):
    nora, grace = home(browser_as("nora")), home(browser_as("grace"))
    post(nora, "The photo of the heron")
    row = row_with(grace, "The photo of the heron")
    expect(row).to_have_count(1)
    button, picker = row.locator("[data-react]"), grace.locator("#reactions")
    tab_to(grace, button)
    grace.keyboard.press("ArrowUp")
    expect(picker).to_be_visible()
    expect(grace.get_by_role("button", name="Like", exact=True)).to_be_focused()
    grace.keyboard.press("ArrowRight")
    expect(grace.get_by_role("button", name="Love", exact=True)).to_be_focused()
    grace.keyboard.press("ArrowLeft")
    grace.keyboard.press("ArrowLeft")
    expect(grace.get_by_role("button", name="Sad", exact=True)).to_be_focused()
    grace.keyboard.press("Escape")
    expect(picker).to_be_hidden()
    expect(button).to_be_focused()
    for key in ["ArrowUp", "ArrowRight", "Enter"]:
        grace.keyboard.press(key)
    expect(button).to_have_attribute("data-react", "love")
    expect(button).to_be_focused()
    expect(number(row_with(nora, "The photo of the heron"), "reaction_love")).to_have_text("1")
    grace.keyboard.press("ArrowUp")
    expect(picker.locator("[aria-pressed=true]")).to_be_focused()
    for key in ["ArrowRight", "Enter"]:
        grace.keyboard.press(key)
    seen = row_with(nora, "The photo of the heron")
    expect(number(seen, "reaction_laugh")).to_have_text("1")
    expect(number(seen, "reaction_love")).to_have_text("")
    seen.locator("[data-who]").click()
    expect(nora.locator("#who")).to_contain_text("Grace")
    nora.keyboard.press("Escape")
    expect(nora.locator("#who")).to_be_hidden()


def test_a_mouse_that_rests_is_offered_all_reactions(browser_as):
    max_ = home(browser_as("max"))
    row = post(max_, "Rest here")
    row.locator("[data-react]").hover()
    max_.get_by_role("button", name="Thanks", exact=True).click()
    expect(row.locator("[data-react]")).to_have_attribute("data-react", "thanks")
    expect(number(row, "reaction_thanks")).to_have_text("1")
    max_.mouse.move(5, 5)
    expect(max_.locator("#reactions")).to_be_hidden()


def test_a_deletion_and_its_undo_are_seen_by_a_colleague(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    row = post(max_, "The coffee machine is broken")
    expect(row_with(nora, "The coffee machine")).to_have_count(1)
    row.locator("summary").click()
    row.get_by_role("link", name="Delete").click()
    expect(row_with(max_, "The coffee machine")).to_have_count(0)
    expect(row_with(nora, "The coffee machine")).to_have_count(0)
    max_.get_by_role("button", name="Undo").click()
    expect(row_with(max_, "The coffee machine")).to_have_count(1)
    expect(row_with(nora, "The coffee machine")).to_have_count(1)


def test_who_reads_the_conversation_sees_the_post_go_and_the_comments_stay(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    row = post(max_, "An opinion")
    expect(row_with(nora, "An opinion")).to_have_count(1)
    row_with(nora, "An opinion").locator("a[href$='#comments']").click()
    live(nora)
    write(nora, "I do not agree", "send-form:has(#answer)")
    expect(comment_with(nora, "I do not agree")).to_have_count(1)
    row.locator("summary").click()
    row.get_by_role("link", name="Delete").click()
    expect(nora.locator("article.row")).to_contain_text("This post was removed by its author.")
    expect(comment_with(nora, "I do not agree")).to_be_visible()
    expect(nora.locator("#answer")).to_be_hidden()
    expect(row_with(max_, "An opinion")).to_have_count(0)
    max_.get_by_role("button", name="Undo").click()
    expect(nora.locator("article.row")).to_contain_text("An opinion")
    expect(nora.locator("#answer")).to_be_visible()
    nora.locator("[data-delete]", has_text="Delete").last.click()
    expect(comment_with(nora, "I do not agree")).to_have_count(0)
    nora.get_by_role("button", name="Undo").click()
    expect(comment_with(nora, "I do not agree")).to_have_count(1)


def test_a_lock_and_a_pin_arrive_on_open_pages(browser_as):
    grace, max_ = browser_as("grace"), browser_as("max")
    for page in [grace, max_]:
        page.goto("/groups/garden/")
        live(page)
    post(grace, "Rules of the garden")
    post(grace, "Tomatoes are ripe")
    seen = row_with(max_, "Rules of the garden")
    expect(seen).to_have_count(1)
    menu(grace, "Rules of the garden", "Pin")
    expect(max_.locator("#on-top article.row")).to_contain_text("Rules of the garden")
    expect(seen).to_have_count(1)
    expect(seen).to_contain_text("Pinned")
    expect(row_with(max_, "Tomatoes are ripe").locator("summary").first).to_be_visible()
    menu(grace, "Rules of the garden", "Unpin")
    expect(max_.locator("#on-top article.row")).to_have_count(0)
    expect(max_.locator("#feed article.row", has_text="Rules of the garden")).to_have_count(1)
    seen.locator("a[href$='#comments']").click()
    live(max_)
    expect(max_.locator("#answer")).to_be_visible()
    menu(grace, "Rules of the garden", "Lock the conversation")
    expect(max_.locator("article.row")).to_contain_text("A moderator locked this conversation")
    expect(max_.locator("#answer")).to_be_hidden()
    menu(grace, "Rules of the garden", "Allow comments again")
    expect(max_.locator("#answer")).to_be_visible()


def menu(page, words: str, name: str) -> None:
    row = row_with(page, words)
    row.locator("summary").first.click()
    row.get_by_role("button", name=name, exact=True).click()


def test_without_scripts_one_reacts_of_choice_and_takes_a_deletion_back(browser_as):
    nora = browser_as("nora", scripts=False)
    nora.goto("/")
    nora.locator("main textarea").first.fill("Typed on an old machine")
    nora.locator("main form:has(textarea) button:not([name])").last.click()
    nora.goto("/")
    row_with(nora, "Typed on an old machine").locator("[data-who]").click()
    nora.get_by_role("button", name="Celebrate").click()
    expect(row_with(nora, "Typed on an old machine").locator("[data-react]")).to_have_attribute("data-react", "celebrate")
    row_with(nora, "Typed on an old machine").locator("summary").click()
    row_with(nora, "Typed on an old machine").get_by_role("link", name="Delete").click()
    nora.locator("main form button").last.click()
    nora.get_by_role("button", name="Undo").click()
    expect(row_with(nora, "Typed on an old machine")).to_have_count(1)
