"""Pages that were open before a session began say that it is on air, and say so no more when it is over."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_sessions import at
from tests.browser.test_talking import live

pytestmark = pytest.mark.browser
BADGE = ".topbar .on-air-badge"


def plan_for_gus(page: Page) -> str:
    """Plan a session for one guest, who hears of no other one; return its address."""
    page.goto("/sessions/new/")
    page.get_by_label("Title").fill("An hour with guests")
    page.locator("#id_place").select_option("0")
    page.get_by_label("Members and guests who can come").fill("@gus")
    starts = datetime.now(ZoneInfo("Europe/Amsterdam")) + timedelta(minutes=10)
    page.get_by_label("It begins at").fill(starts.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Put it on the agenda").click()
    page.wait_for_url("**/sessions/*/")
    return page.url


def test_the_badge_and_the_card_come_and_go_on_pages_that_are_open(browser_as):
    grace = browser_as("grace")
    path = re.sub(r"^https?://[^/]+", "", plan_for_gus(grace))
    live(grace)
    home, people = at(browser_as("gus"), "/"), at(browser_as("gus", width=360), "/notifications/")
    hour = at(browser_as("gus"), path)
    expect(home.locator(".aside-session")).to_contain_text("Next session")
    for page in (home, people, hour):
        expect(page.locator(BADGE)).to_have_count(0)

    grace.get_by_role("button", name="Go on air").click()
    for page in (home, people):
        expect(page.locator(BADGE)).to_have_attribute("href", path)
    expect(home.locator(".aside-session")).to_contain_text("On air")
    expect(home.locator(".aside-session")).not_to_contain_text("Next session")
    expect(home.locator(".aside-session time")).to_contain_text(re.compile(r"[A-Z][a-z]+day"))
    # At 360 px the bar has room for it, and nothing moves sideways.
    assert people.evaluate("document.documentElement.scrollWidth") <= 360
    expect(people.locator(BADGE)).to_have_attribute("title", "An hour with guests")
    # The page of the session itself says so at its head.
    expect(hour.locator(".session-head .on-air")).to_be_visible()
    expect(hour.locator(BADGE)).to_have_count(0)
    # A page that is opened now has it from the beginning, and is told nothing else.
    home.reload()
    live(home)
    expect(home.locator(BADGE)).to_have_count(1)

    home.locator(BADGE).click()
    home.wait_for_url(f"**{path}")
    home.go_back()
    live(home)
    grace.get_by_role("button", name="End the session").click()
    for page in (home, people):
        expect(page.locator(BADGE)).to_have_count(0)
    expect(home.locator(".aside-session")).to_have_count(0)


def test_a_long_queue_goes_on_in_the_same_list_and_keeps_its_order_and_its_votes(browser_as, plein, town):
    grace = browser_as("grace")
    address = plan_for_gus(grace)
    pk = int(address.rstrip("/").rpartition("/")[2])
    plein.deed(do="ask", member=town["people"]["grace"]["id"], session=pk, questions=[0, 110])
    gus = at(browser_as("gus"), address)
    rows = gus.locator("#queue > .question")
    expect(rows).to_have_count(50)
    for number in (100, 110):
        gus.locator("#queue").get_by_role("link", name="Show more").click()
        expect(rows).to_have_count(number)
    expect(gus.locator("#queue").get_by_role("link", name="Show more")).to_have_count(0)
    words = gus.locator("#queue .question-words").all_inner_texts()
    assert [text.strip() for text in words] == [f"Question {n}?" for n in range(110)]
    expect(gus.locator(".toast")).to_have_count(0)
    # Of her own questions the last ones came later, and show that she wants them answered.
    own = at(grace, address)
    for number in (100, 110):
        own.locator("#queue").get_by_role("link", name="Show more").click()
        expect(own.locator("#queue > .question[data-voted]")).to_have_count(number)
    rows.last.get_by_role("button", name="I want this answered").click()
    expect(own.locator("#queue > .question").first).to_contain_text("Question 109?")
    expect(rows.first).to_contain_text("Question 109?")


def test_a_reaction_whose_answer_was_lost_is_sent_again_with_its_own_key(browser_as, watcher):
    watcher.network_may_fail = True
    grace = browser_as("grace")
    address = plan_for_gus(grace)
    live(grace)
    grace.get_by_role("button", name="Go on air").click()
    gus, keys = at(browser_as("gus"), address), []

    def lose_the_first(route):
        keys.append(re.search(r'name="key"\s+([\w-]+)', route.request.post_data)[1])
        route.fetch()
        if len(keys) == 1:
            route.abort()
        else:
            route.fulfill(json={})

    gus.route("**/cheer/", lose_the_first)
    for pressed in (1, 2):
        with gus.expect_response("**/cheer/"):
            gus.locator(".cheers button[value=love]").click()
        assert len(keys) == pressed + 1
    first, again, second = keys
    assert first == again != second
    expect(gus.locator(".toast")).to_have_count(0)
