"""The organisation's face in real browsers: seen before it is kept, and on a phone within reach of a thumb."""

import re

import pytest
from playwright.sync_api import expect

from plein import headers
from tests.browser.test_talking import home, post, row_with
from tests.media.pictures import photo

pytestmark = pytest.mark.browser
COLOUR = "box => getComputedStyle(box.querySelector('.button')).backgroundColor"
SHIFTS = """() => {
  window.shifts = [];
  const name = (one) => one.node?.closest?.("[id]")?.id ?? one.node?.nodeName;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.shifts.push([one.value, ...one.sources.map(name)]);
  }).observe({ type: "layout-shift" });
}"""
PAINT = "button => getComputedStyle(button).backgroundColor"


def test_ada_sees_the_face_before_she_keeps_it(browser_as):
    ada = browser_as("ada", width=1440)
    ada.goto("/admin/organisation/")
    light, dark = (ada.locator(f'[data-preview-of="face"][data-scheme="{scheme}"]') for scheme in ("light", "dark"))
    save = ada.locator("#face .button").last
    before = light.evaluate(COLOUR), dark.evaluate(COLOUR), save.evaluate(PAINT)
    assert before[0] != before[1]
    assert before[0] == before[2]
    ada.locator("#id_name").fill("Spoorwerk")
    ada.locator("#id_hue").fill("25")
    ada.locator("#id_welcome").fill("Come in.")
    ada.locator("#id_logo").set_input_files({"name": "logo.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    ada.get_by_label("Sad", exact=True).uncheck()
    ada.get_by_role("button", name="Love further forward").click()
    for box in (light, dark):
        expect(box.locator(".face-bar strong")).to_have_text("Spoorwerk")
        expect(box.get_by_text("Come in.")).to_be_visible()
        expect(box.locator(".face-bar img")).to_have_attribute("src", re.compile("^blob:"))
        expect(box.locator("[data-kind=sad]")).to_be_hidden()
        expect(box.locator("[data-kind]").first).to_have_attribute("data-kind", "love")
    assert light.evaluate(COLOUR) != before[0]
    assert dark.evaluate(COLOUR) != before[1]
    assert save.evaluate(PAINT) == before[2], "only the preview changed"
    ada.reload()
    expect(ada.locator(".topbar .brand")).not_to_contain_text("Spoorwerk")


def test_on_a_phone_one_writes_on_a_sheet_and_nothing_typed_is_lost(browser_as):
    max_ = home(browser_as("max", width=390))
    form = max_.locator("form#compose")
    expect(form.get_by_role("button", name="Close")).to_be_hidden()
    max_.locator(".bottombar-post").click()
    expect(form.locator("textarea[name=text]")).to_be_focused()
    box = form.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 800)
    max_.keyboard.type("Half a word")
    form.get_by_role("button", name="Close").click()
    expect(form.get_by_role("button", name="Post", exact=True)).to_be_hidden()
    expect(max_.locator("main [inert], body > [inert]")).to_have_count(0)
    form.locator("textarea[name=text]").click()
    expect(form.locator("textarea[name=text]")).to_have_value("Half a word")
    max_.keyboard.press("End")
    max_.keyboard.type(" and the rest")
    form.get_by_role("button", name="Post", exact=True).click()
    expect(row_with(max_, "Half a word and the rest")).to_be_visible()
    expect(form.get_by_role("button", name="Close")).to_be_hidden()


def test_nothing_jumps_when_something_new_arrives(browser_as):
    grace = home(browser_as("grace"))
    for n in range(3):
        post(grace, f"Something long to read {n}\n\n" + "It goes on.\n\n" * 12)
    max_ = home(browser_as("max"))
    max_.wait_for_timeout(500)  # faces and the first presence
    max_.evaluate("() => scrollTo(0, 500)")
    max_.evaluate(SHIFTS)
    post(grace, "New while Max reads")
    expect(max_.get_by_text(re.compile("new post")).or_(row_with(max_, "New while Max reads")).first).to_be_visible()
    max_.wait_for_timeout(300)
    assert not max_.evaluate("() => window.shifts")


def test_a_thumb_finds_everything_in_the_bars(browser_as):
    nora = browser_as("nora", width=360)
    session = nora.context.new_cdp_session(nora)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    home(nora)
    small = nora.evaluate(
        """() => [...document.querySelectorAll(".topbar :is(a, summary), .bottombar a, .row-foot :is(button, summary, a)")]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height)
        .map((one) => [one.className, one.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44).map(([name, box]) => `${name} ${box.width} × ${box.height}`)"""
    )
    assert not small


def test_a_device_may_keep_plein(browser_as):
    max_ = home(browser_as("max"))
    session = max_.context.new_cdp_session(max_)
    found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {one["errorId"] for one in found} <= {"in-incognito"}, found
    told = session.send("Page.getAppManifest")
    assert told["url"].endswith("/manifest.webmanifest")
    assert not told["errors"]


def test_a_menu_opens_where_there_is_room_for_it(browser_as):
    grace = home(browser_as("grace", width=390))
    post(grace, "A row with many verbs")
    for height in (800, 480):
        grace.set_viewport_size({"width": 390, "height": height})
        row = row_with(grace, "A row with many verbs")
        row.locator(".menu summary").last.click()
        box = row.locator(".menu-list").bounding_box()
        bars = [grace.locator(bar).bounding_box() for bar in (".topbar", ".bottombar")]
        assert bars[0]["y"] + bars[0]["height"] <= box["y"], height
        assert box["y"] + box["height"] <= bars[1]["y"], height
        grace.keyboard.press("Escape")


def test_no_page_may_use_a_device_and_the_browser_knows_them_all(browser_as):
    max_ = home(browser_as("max"))
    known, allowed = (set(max_.evaluate(f"document.featurePolicy.{name}()")) for name in ("features", "allowedFeatures"))
    denied = set(headers.DEVICES.split())
    assert denied <= known
    assert not denied & allowed
