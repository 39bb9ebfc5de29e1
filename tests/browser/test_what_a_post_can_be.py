"""Polls, posts that wait, posts inside posts, announcements: several people with a browser each."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_axe import WIDER, findings
from tests.browser.test_talking import home, live, post, row_with
from tests.live.stack import ROOT, end

pytestmark = pytest.mark.browser
HOME = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def at_work(plein):
    """Somebody does the background work: with PostgreSQL a process of its own, with SQLite the server itself."""
    worker = subprocess.Popen([sys.executable, ROOT / "manage.py", "work"], env=plein.env, cwd=ROOT) if plein.redis else None
    yield
    if worker:
        end(worker)


def more(page: Page, what: str) -> None:
    """Open the quiet row of the composer at one of its parts."""
    page.locator("#compose textarea").focus()
    page.locator(".composer-more > summary").click()
    page.locator(".composer-extra > summary", has_text=what).click()


def ask(page: Page, question: str, *answers: str):
    """Post a poll; return its row."""
    more(page, "Poll")
    for n, answer in enumerate(answers):
        if n >= 2:
            page.get_by_role("button", name="One more answer").click()
        page.locator("[data-choice]").nth(n).fill(answer)
    return post(page, question)


def test_two_vote_and_the_bars_move_for_who_may_see_them(browser_as):
    grace, max_, nora = home(browser_as("grace")), home(browser_as("max")), home(browser_as("nora"))
    ask(grace, "Soup or bread?", "Soup", "Bread", "Neither")
    at_max, at_nora, at_grace = (row_with(page, "Soup or bread?") for page in (max_, nora, grace))
    expect(at_max.get_by_role("radio")).to_have_count(3)
    expect(at_nora.get_by_role("radio")).to_have_count(3)
    at_max.get_by_label("Soup").check()
    at_max.get_by_role("button", name="Vote").click()
    expect(at_max.locator("progress")).to_have_count(3)
    expect(at_max.locator(".poll-share").first).to_have_text("100% 1")
    expect(at_nora.locator("[data-n=voters]")).to_have_text("1")
    for waiting in (at_nora, at_grace):
        expect(waiting.locator("progress")).to_have_count(0)
    at_nora.get_by_label("Bread").check()
    at_nora.get_by_role("button", name="Vote").click()
    expect(at_nora.locator(".poll-share").first).to_have_text("50% 1")
    expect(at_max.locator(".poll-share").first).to_have_text("50% 1")
    expect(at_max.locator("[data-n=voters]")).to_have_text("2")
    at_nora.get_by_text("Change your vote").click()
    at_nora.get_by_role("radio", name="Soup").check()
    at_nora.get_by_role("button", name="Vote").click()
    expect(at_max.locator(".poll-share").first).to_have_text("100% 2")
    expect(at_grace.locator("progress")).to_have_count(0)


def test_a_poll_closes_before_ones_eyes(browser_as):
    grace = home(browser_as("grace"))
    row = ask(grace, "Who wins?", "We", "They")
    expect(row.get_by_role("radio")).to_have_count(2)
    number = row.get_attribute("id").removeprefix("item-")
    over = "<carried-part data-filled>It is over</carried-part>"
    grace.route(f"**/items/{number}/carried/", lambda route: route.fulfill(json={"html": over}))
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    grace.locator("carried-part").first.evaluate("(part, soon) => { part.dataset.closes = soon; part.settle(); }", soon)
    expect(row.locator("carried-part")).to_have_text("It is over")


def test_a_poll_without_scripts(browser_as):
    grace, max_ = home(browser_as("grace")), browser_as("max", scripts=False)
    number = ask(grace, "Without scripts?", "Yes", "No").get_attribute("id").removeprefix("item-")
    max_.goto(f"/items/{number}/")
    max_.get_by_role("radio", name="Yes").check()
    max_.get_by_role("button", name="Vote").click()
    expect(max_.locator(".poll-share").first).to_have_text("100% 1")
    max_.get_by_text("Change your vote").click()
    max_.get_by_role("radio", name="No").check()
    max_.get_by_role("button", name="Vote").click()
    expect(max_.locator(".poll-share").last).to_have_text("100% 1")


def test_a_scheduled_post_appears_at_a_colleagues(browser_as, at_work):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    more(max_, "Later")
    due = datetime.now(HOME) + timedelta(seconds=4)
    field = max_.locator("input[name=due_at]")
    field.evaluate("field => { field.step = 'any'; }")
    field.fill(due.strftime("%Y-%m-%dT%H:%M:%S"))
    expect(max_.locator("#compose button:not([type])")).to_have_text("Schedule")
    max_.locator("#compose textarea").fill("Said before I was there")
    max_.locator("#compose button:not([type])").click()
    max_.wait_for_url("**/scheduled/")
    expect(max_.locator("article", has_text="Said before I was there")).to_have_count(1)
    expect(row_with(nora, "Said before I was there")).to_have_count(1, timeout=40_000)
    max_.reload()
    expect(max_.locator("article", has_text="Said before I was there")).to_have_count(0)


def test_passing_on_a_post_of_a_closed_group_shows_nothing_of_it_to_an_outsider(browser_as, town):
    grace, max_, nora = home(browser_as("grace")), home(browser_as("max")), home(browser_as("nora"))
    secret = "The council decides tonight"
    grace.goto(f"/groups/{town['groups']['council']['slug']}/")
    live(grace)
    post(grace, secret)
    row = row_with(max_, secret)
    expect(row).to_have_count(1)
    row.locator("summary").last.click()
    row.get_by_role("link", name="Pass on").click()
    max_.locator("main textarea").fill("Read this, all of you")
    max_.get_by_label("Who can see it").select_option(label="Everyone")
    max_.get_by_role("button", name="Post").click()
    at_nora = row_with(nora, "Read this, all of you")
    expect(at_nora).to_contain_text("A post that is not shared with you")
    nora.reload()
    expect(at_nora).to_contain_text("A post that is not shared with you")
    assert secret not in nora.content()
    number = at_nora.get_attribute("id").removeprefix("item-")
    nora.goto(f"/items/{number}/")
    assert secret not in nora.content()
    grace.goto("/")
    expect(row_with(live(grace), "Read this, all of you").locator(".shared-card")).to_contain_text(secret)


def test_an_announcement_comes_on_top_and_stays_until_it_is_read(browser_as, town):
    grace, max_ = browser_as("grace"), home(browser_as("max"))
    grace.goto(f"/groups/{town['groups']['garden']['slug']}/")
    live(grace)
    grace.locator("#compose textarea").focus()
    grace.locator(".composer-more > summary").click()
    grace.locator("input[name=announce]").check()
    post(grace, "Water the plants before Friday")
    on_top = max_.locator("#on-top article", has_text="Water the plants")
    expect(on_top).to_have_count(1)
    post(max_, "Something newer")
    max_.reload()
    expect(on_top).to_have_count(1)
    on_top.get_by_role("button", name="I have read it").click()
    expect(on_top).to_have_count(0)
    max_.reload()
    live(max_)
    expect(max_.locator("#feed article", has_text="Water the plants")).to_have_count(1)
    expect(on_top).to_have_count(0)


def test_all_of_it_is_for_everybody_and_fits_a_narrow_phone(browser_as):
    grace = home(browser_as("grace", width=360))
    row = ask(grace, "Long answers?", "Meervoudigepersoonlijkheidsstoornis" * 2, "A short one")
    number = row.get_attribute("id").removeprefix("item-")
    row.get_by_role("radio").first.check()
    row.get_by_role("button", name="Vote").click()
    expect(row.locator("progress")).to_have_count(2)
    grace.goto("/")
    more(grace, "Poll")
    for part in ("Praise", "Later"):
        grace.locator(".composer-extra > summary", has_text=part).click()
    for address in ("", f"/items/{number}/", f"/items/{number}/share/", f"/items/{number}/carried/?again", "/scheduled/"):
        if address:
            grace.goto(address)
        for scheme in ("light", "dark"):
            grace.emulate_media(color_scheme=scheme)
            assert not findings(Axe(), grace), address
        assert grace.evaluate(WIDER) <= 0, f"{address} is wider than a phone"
