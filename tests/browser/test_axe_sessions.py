"""A session is for everybody in each of its shapes: axe finds nothing in light or dark, and nothing is wider than its screen."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import WIDER, WIDTHS, axe, findings  # noqa: F401 - a fixture
from tests.browser.test_sessions import ask, at, plan, question

pytestmark = pytest.mark.browser
GREENHOUSE, POND = "When does the greenhouse open?", "Will there be a pond, or a " + "meervoudigepersoonlijkheidsstoornis" * 3 + "?"


@pytest.fixture
def is_for_everybody(axe):  # noqa: F811 - pytest's way
    """Look at what a page shows now, in light and dark and at every width."""

    def look(page, what: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert not findings(axe, page), (what, scheme)
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(WIDER) <= 0, f"{what} is wider than {width}"
        page.set_viewport_size(before)

    return look


def say(page, words: str) -> None:
    page.locator("#say textarea").fill(words)
    page.locator("#say textarea").press("Enter")
    expect(page.locator("#lines .line", has_text=words)).to_have_count(1)


def look_at(page, here: str, addresses: dict[str, str], look) -> None:
    """The pages of what one does with a session, and back."""
    for what, address in addresses.items():
        page.goto(address)
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        look(page, what)
    at(page, here)


def number(page, words: str, shelf: str) -> str:
    return question(page, words, shelf).get_attribute("id").removeprefix("question-")


def test_a_session_that_is_prepared_is_for_everybody(browser_as, is_for_everybody):
    max_ = browser_as("max", width=1440)
    waits, nameless = "Questions wait for a moderator before everybody sees them", "Questions can be asked without a name"
    address = plan(max_, "An hour in the garden", **{waits: "on", nameless: "on"})
    here = urlsplit(address).path
    nora = at(browser_as("nora", width=390), address)
    for words in (GREENHOUSE, POND):
        ask(nora, words)
        expect(question(max_, words, "waiting")).to_have_count(1)
    question(max_, GREENHOUSE, "waiting").get_by_role("button", name="Let it in").click()
    nora.get_by_role("button", name="I’m coming").click()
    expect(question(nora, GREENHOUSE, "queue")).to_have_count(1)
    is_for_everybody(nora, "the lobby of a member")
    is_for_everybody(at(max_, address), "the lobby of a moderator")
    pond = f"/questions/{number(max_, POND, 'waiting')}/"
    pages = {"change": f"{here}change/", "cancel": f"{here}cancel/", "park": f"{pond}park/", "decline": f"{pond}decline/"}
    look_at(max_, address, pages | {"merge": f"{pond}merge/"}, is_for_everybody)
    look_at(nora, address, {"ask without a name": f"{here}questions/nameless/"}, is_for_everybody)
    max_.goto(f"{here}cancel/")
    max_.get_by_role("main").get_by_role("textbox").first.fill("The garden is under water.")
    max_.get_by_role("main").get_by_role("button").first.click()
    expect(nora.locator(".session-head")).to_have_attribute("data-shape", "cancelled")
    is_for_everybody(nora, "a session that was called off")


def test_a_session_on_air_and_its_record_are_for_everybody(browser_as, is_for_everybody):
    max_ = browser_as("max", width=1440)
    address = plan(max_, "Another hour in the garden")
    here = urlsplit(address).path
    max_ = at(max_, address)
    grace, nora, eva = at(browser_as("grace", width=390), address), at(browser_as("nora"), address), at(browser_as("eva"), address)
    ask(nora, GREENHOUSE)
    ask(eva, POND)
    max_.get_by_role("button", name="Go on air").click()
    say(grace, "Welcome all")
    say(eva, "Buy my carrots")
    eva_ = max_.locator("#lines .line", has_text="carrots").get_attribute("data-author")
    max_.goto(f"{here}mute/{eva_}/")
    is_for_everybody(max_, "mute")
    max_.get_by_label("Why").fill("This is not the market.")
    max_.get_by_role("main").get_by_role("button", name="Mute").click()
    max_ = at(max_, address)
    nora.get_by_role("button", name="Raise your hand").click()
    max_.locator("#backtalk summary").click()
    max_.locator("#backtalk textarea").fill("The greenhouse first")
    max_.locator("#backtalk textarea").press("Enter")
    max_.locator(".session-muted summary").click()
    question(max_, GREENHOUSE, "queue").get_by_role("button", name="Answer now").click()
    expect(grace.locator("[data-answer]")).to_be_visible()
    grace.locator("[data-answer] textarea").press_sequentially("In April,", delay=20)
    expect(question(nora, "In April,", "now")).to_be_visible()
    for page in (max_, grace):
        expect(page.locator("#hands .hand")).to_have_count(1)
        expect(page.locator("#talk .line")).to_have_count(1)
    nora.locator(".cheers button[value=love]").click()
    expect(max_.locator(".floats .kind.love")).to_have_count(1)
    for page, what in ((max_, "on air for a moderator"), (grace, "on air for a host"), (nora, "on air for a member")):
        is_for_everybody(page, what)
    eva.reload()
    is_for_everybody(eva, "on air for who is muted")
    eva.goto("/groups/")
    expect(eva.locator(".on-air-badge")).to_be_visible()
    is_for_everybody(eva, "the badge on another page")
    grace.get_by_role("button", name="Answered", exact=True).click()
    expect(question(nora, "In April,", "answered")).to_have_count(1)
    answered = number(nora, "In April,", "answered")
    look_at(grace, address, {"answer": f"/questions/{answered}/answer/", "promise": f"/questions/{answered}/promise/"}, is_for_everybody)
    grace.goto(f"/questions/{answered}/promise/")
    grace.get_by_label("What you promise").fill("A plan with dates, on this page")
    grace.locator("input[type=date]").fill("2030-04-01")
    grace.get_by_role("main").get_by_role("button", name="Promise").click()
    at(max_, address).get_by_role("button", name="End the session").click()
    expect(nora.locator(".session-head")).to_have_attribute("data-shape", "ended")
    nora = at(nora, address)
    expect(question(nora, "A plan with dates", "answered")).to_be_visible()
    is_for_everybody(nora, "the record")
    is_for_everybody(at(grace, address), "the record for a host")
