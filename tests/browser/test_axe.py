"""Every page for everybody: axe finds nothing in light or dark, and nothing is wider than its screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from docs.screenshots import OUTSIDE, PAGES
from tests.browser.test_talking import comment_with, home, post, row_with, write

pytestmark = pytest.mark.browser
WIDTHS = (360, 390, 768, 1440, 1920)
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def axe():
    return Axe()


@pytest.fixture(scope="module")
def filled(chromium, plein, town):
    """Something to look at: a post with a long word, a comment, a picture's worth of names."""
    name, value = town["people"]["grace"]["cookie"].split("=", 1)
    context = chromium.new_context(base_url=plein.base(), locale="en-GB")
    context.add_cookies([{"name": name, "value": value, "url": plein.base()}])
    page = home(context.new_page())
    row = post(page, "Long words stay inside: " + "meervoudigepersoonlijkheidsstoornis" * 4)
    number = row.get_attribute("id").removeprefix("item-")
    page.goto(f"/items/{number}/")
    write(page, "And under it as well: https://example.org/" + "a" * 120)
    expect(comment_with(page, "And under it")).to_have_count(1)
    context.close()
    return number


def findings(axe: Axe, page) -> list[str]:
    found = axe.run(page, options={"preload": False}).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node['failureSummary'][-160:]}" for one in found for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(name, browser_as, axe, town, filled, watcher):
    watcher.network_may_fail = name in ("not-here", "sign-up")  # pages that say no
    page = browser_as("" if name in OUTSIDE else "ada", width=1440)
    groups = {"open": town["groups"]["garden"]["slug"], "closed": town["groups"]["council"]["slug"]}
    page.goto(PAGES[name].format(talked=filled, handle=town["people"]["ada"]["handle"], **groups))
    assert not findings(axe, page)
    page.emulate_media(color_scheme="dark")
    assert not findings(axe, page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDER) <= 0, f"{name} is wider than {width}"


def test_what_opens_is_for_everybody_too(browser_as, axe, filled):
    page = home(browser_as("grace", width=360))
    page.locator("#compose textarea").fill("Half a word")
    assert not findings(axe, page)
    page.keyboard.press("Escape")  # on a phone one writes on a sheet over the rest
    row_with(page, "Long words").locator("summary").click()
    page.locator(".topbar summary").click()
    assert not findings(axe, page)
    assert page.evaluate(WIDER) <= 0
    page.keyboard.press("Escape")
    page.locator("h1").first.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert not findings(axe, page)


def test_axe_sees_when_something_cannot_be_read(browser_as, axe):
    page = home(browser_as("max"))
    page.evaluate("() => document.documentElement.style.setProperty('--ink-soft', 'var(--line)')")
    assert any("color-contrast" in one for one in findings(axe, page))
