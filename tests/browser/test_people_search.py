"""Fields for colleagues offer them while one types, by handle or by name, for the keyboard, the mouse and who listens."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_axe import findings

PLAN = "/sessions/new/"


def test_colleagues_are_found_by_name_or_handle_where_people_are_named(browser_as):
    max_ = browser_as("max")
    max_.goto(PLAN)
    moderators = max_.get_by_role("textbox", name="Moderators")
    moderators.focus()
    expect(moderators).to_have_attribute("aria-autocomplete", "list")
    max_.keyboard.type("@no")
    nora = max_.get_by_role("option", name="Nora")
    expect(nora).to_have_attribute("aria-selected", "true")
    assert moderators.get_attribute("aria-activedescendant") == nora.get_attribute("id")
    expect(max_.get_by_role("listbox")).to_have_accessible_name("Moderators (optional)")
    below = max_.get_by_role("listbox").bounding_box()["y"]
    assert below >= moderators.bounding_box()["y"] + moderators.bounding_box()["height"] / 2
    max_.keyboard.press("Enter")
    expect(moderators).to_have_value("@nora ")
    max_.keyboard.type("Grac")  # a word of the name, without a sign
    expect(max_.get_by_role("option", name="Grace")).to_be_visible()
    for scheme in ("light", "dark"):
        max_.emulate_media(color_scheme=scheme)
        assert not findings(Axe(), max_)
    max_.keyboard.press("Escape")
    expect(max_.get_by_role("listbox")).to_have_count(0)
    max_.keyboard.type("e")
    max_.get_by_role("option", name="Grace").click()
    expect(moderators).to_have_value("@nora @grace ")
    expect(moderators).to_be_focused()
    max_.get_by_role("textbox", name="Hosts").focus()
    expect(max_.get_by_role("textbox", name="Hosts")).to_have_value("@max")


def test_without_scripts_handles_are_typed(browser_as, watcher):
    watcher.network_may_fail = True
    max_ = browser_as("max", scripts=False)
    max_.goto(PLAN)
    max_.get_by_label("Title", exact=True).fill("Ask me")
    max_.get_by_role("textbox", name="Moderators").fill("@nora @grayce")
    max_.get_by_label("It begins at").fill("2020-01-01T10:00")
    max_.get_by_role("button", name="Put it on the agenda").click()
    expect(max_.get_by_text("There is nobody called @grayce. Did you mean @grace?")).to_be_visible()
    expect(max_.get_by_role("textbox", name="Moderators")).to_have_value("@nora @grayce")
