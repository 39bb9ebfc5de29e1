"""Groups with several people watching: started, opened, closed, made secret; an invite taken up; the last owner who goes."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_axe import WIDER, findings
from tests.browser.test_talking import comment_with, home, live, post, row_with, write

pytestmark = pytest.mark.browser


def start_group(page: Page, name: str, kind: str) -> str:
    """Fill in the short form; return the group's address."""
    page.goto("/groups/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("What it is about").fill("For who takes the early train")
    page.locator(f"input[name=kind][value={kind}]").check()
    page.get_by_role("button", name="Start the group").click()
    page.wait_for_url(re.compile(r"/groups/(?!new)"))
    live(page)
    return page.url


def settle(page: Page, group: str, kind: str) -> None:
    page.goto(f"{group}settings/")
    page.locator(f"input[name=kind][value={kind}]").check()
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_group_is_started_opened_closed_and_made_secret_while_three_people_watch(browser_as, watcher):
    watcher.network_may_fail = True  # what is gone answers 404
    max_, nora, eva = browser_as("max"), browser_as("nora"), browser_as("eva")
    address = start_group(max_, "Early birds of the 5.14", "closed")
    post(max_, "Coffee at platform three")
    nora.goto(address)
    expect(nora.get_by_text("Only members see what is inside.")).to_be_visible()
    expect(row_with(nora, "Coffee at platform three")).to_have_count(0)

    # Opened: asked first, with numbers, and written down.
    settle(max_, address, "open")
    expect(max_.get_by_text("1 post, with its comments")).to_be_visible()
    max_.get_by_role("button", name="Open the group").click()
    max_.wait_for_url(address)
    live(max_)
    expect(max_.locator("article.note")).to_contain_text("Max opened this group")
    for page in (nora, eva):
        page.goto(address)
        live(page)
        expect(row_with(page, "Coffee at platform three")).to_have_count(1)
    post(max_, "And rolls")
    for page in (nora, eva):
        expect(row_with(page, "And rolls")).to_have_count(1)

    # Closed: gone from the pages of who is not in it, at once; who is in it goes on.
    nora.get_by_role("button", name="Join").click()
    live(nora)
    settle(max_, address, "closed")
    max_.wait_for_url(address)
    expect(eva.locator("main article.row")).to_have_count(0)
    expect(eva.locator("[data-shut]")).to_be_visible()
    live(max_)
    post(max_, "Only for us")
    expect(row_with(nora, "Only for us")).to_have_count(1)
    expect(row_with(eva, "Only for us")).to_have_count(0)

    # Secret: not even its name is left for who is not in it.
    settle(max_, address, "secret")
    max_.wait_for_url(re.compile(r"/groups/early-birds-of-the-514-[0-9a-f]+/"))
    live(max_)
    post(max_, "Nobody knows of us")
    expect(row_with(nora, "Nobody knows of us")).to_have_count(1)
    assert eva.goto(address).status == 404
    eva.goto("/groups/?q=early")
    expect(eva.get_by_text("No group found")).to_be_visible()
    nora.goto("/groups/?q=early")
    expect(nora.locator("a.group-name", has_text="Early birds of the 5.14")).to_have_count(1)


def test_an_invite_rings_and_is_taken_up_and_the_group_comes_into_the_timeline(browser_as):
    max_, nora = browser_as("max"), home(browser_as("nora"))
    address = start_group(max_, "Surprise for Eva", "secret")
    max_.goto(f"{address}members/")
    max_.get_by_label("Handle").fill("nora")
    max_.get_by_role("button", name="Invite", exact=True).click()
    expect(max_.get_by_text("Invited by Max")).to_be_visible()
    expect(nora.locator("#bell [data-n=unread]").first).not_to_have_text("")
    nora.goto("/notifications/")
    nora.get_by_role("link", name=re.compile("Max invites you to Surprise for Eva")).click()
    expect(nora.get_by_text("Max invites you.")).to_be_visible()
    nora.get_by_role("button", name="Join").click()
    live(nora)
    home(nora)
    max_.goto(address)
    live(max_)
    post(max_, "Cake on Thursday")
    expect(row_with(nora, "Cake on Thursday")).to_have_count(1)


def test_the_last_owner_hands_over_in_one_step(browser_as, watcher):
    watcher.network_may_fail = True  # the last owner may not just leave: a 403 with the way out
    max_, nora = browser_as("max"), browser_as("nora")
    address = start_group(max_, "Choir of the depot", "open")
    nora.goto(address)
    nora.get_by_role("button", name="Join").click()
    live(nora)
    max_.goto(address)
    max_.locator(".group-head .menu summary").click()
    max_.get_by_role("button", name="Leave").click()
    expect(max_.get_by_text("Make somebody else an owner first")).to_be_visible()
    max_.get_by_role("radio", name="Nora").check()
    max_.get_by_label("And leave the group").check()
    max_.get_by_role("button", name="Hand over").click()
    max_.wait_for_url(re.compile("/groups/$"))
    nora.goto(f"{address}settings/")
    expect(nora.get_by_role("heading", name="Settings of Choir of the depot")).to_be_visible()
    nora.goto(address)
    live(nora)
    write(nora, "Sopranos wanted")
    expect(row_with(nora, "Sopranos wanted")).to_have_count(1)


def test_somebody_asked_to_be_quiet_reads_the_sentence_and_keeps_what_they_typed(browser_as, watcher):
    watcher.network_may_fail = True  # the refusal is a 403
    max_, nora = browser_as("max"), browser_as("nora")
    address = start_group(max_, "Loud debates", "open")
    nora.goto(address)
    nora.get_by_role("button", name="Join").click()
    live(nora)
    max_.goto(f"{address}members/?q=nora")
    max_.locator("main .people-list .menu summary").click()
    max_.get_by_role("button", name="Quiet for a day").click()
    expect(max_.get_by_text("quiet until")).to_be_visible()
    write(nora, "But I must say")
    expect(nora.get_by_text("You were asked to be quiet here until")).to_be_visible()
    expect(nora.locator("#compose textarea")).to_have_value("But I must say")


def test_what_owners_see_is_for_everybody(browser_as):
    axe, max_, nora = Axe(), browser_as("max"), browser_as("nora", width=360)
    address = start_group(max_, "Owners and their pages", "closed")
    max_.goto(f"{address}members/")
    max_.get_by_label("Handle").fill("nora")
    max_.get_by_role("button", name="Invite", exact=True).click()
    nora.goto(address)
    assert not findings(axe, nora)
    nora.get_by_role("button", name="Join").click()
    live(nora)
    settle(max_, address, "open")
    for width in (1280, 360):
        max_.set_viewport_size({"width": width, "height": 800})
        for path in ("settings/", "owner/", "members/?q=nora", "widen/?to=open"):
            max_.goto(address + path)
            if path.startswith("members"):
                max_.locator("main .people-list .menu summary").click()
            assert not findings(axe, max_), path
            assert max_.evaluate(WIDER) <= 0, f"{path} is wider than {width}"
    max_.get_by_role("button", name="Open the group").click()
    expect(max_.locator("article.note")).to_have_count(1)
    assert not findings(axe, max_)


def test_a_group_is_archived_while_somebody_writes_and_comes_back_with_what_they_typed(browser_as):
    grace, max_, nora = browser_as("grace"), browser_as("max"), browser_as("nora")
    address = start_group(grace, "Lamplighters", "open")
    for page in (max_, nora):
        page.goto(address)
        page.get_by_role("button", name="Join").click()
        live(page)
    row = post(grace, "Who lights the first lamp")
    number = row.get_attribute("id").split("-")[1]
    nora.goto(f"/items/{number}/")
    live(nora)
    max_.locator("#compose textarea").fill("I would like to")
    nora.locator("#answer textarea").fill("Perhaps I")
    boxes = (max_.locator("#compose"), nora.locator("#answer"))
    home = nora.context.new_page()
    home.goto("/")
    live(home)
    place = home.locator("#compose option", has_text="Lamplighters")
    expect(place).not_to_have_attribute("hidden", "")
    grace.goto(f"{address}settings/")
    grace.get_by_role("button", name="Archive the group").click()
    for page, box in zip((max_, nora), boxes, strict=True):
        expect(box).to_be_hidden()
        expect(page.locator("main [data-resting] .notice")).to_contain_text("it can be read, and nothing new is added")
    expect(max_.locator(".group-head .chip", has_text="Archived")).to_be_visible()
    expect(place).to_have_attribute("hidden", "")
    max_.keyboard.press("c")
    expect(boxes[0]).to_be_hidden()
    assert not findings(Axe(), max_)
    # Whoever comes to it only now has the box too, out of sight until it is wanted.
    eva = browser_as("eva")
    eva.goto(f"/items/{number}/")
    live(eva)
    expect(eva.locator("main [data-resting] .notice")).to_be_visible()
    expect(eva.locator("#answer")).to_be_hidden()
    grace.goto(f"{address}settings/")
    grace.get_by_role("button", name="Bring the group back").click()
    for page, box, words in zip((max_, nora), boxes, ("I would like to", "Perhaps I"), strict=True):
        expect(box.locator("textarea")).to_have_value(words)
        expect(box).to_be_visible()
        expect(page.locator("main [data-resting] .notice")).to_be_hidden()
    expect(place).not_to_have_attribute("hidden", "")
    expect(max_.locator(".group-head .chip", has_text="Archived")).to_be_hidden()
    max_.locator("#compose textarea").press("Control+Enter")
    expect(row_with(max_, "I would like to")).to_have_count(1)


def test_the_page_of_a_post_hears_its_group_and_is_not_misled_when_the_post_goes_or_moves(browser_as):
    grace, max_ = browser_as("grace"), browser_as("max")
    address = start_group(grace, "Night watch", "open")
    row = post(grace, "All quiet")
    number = row.get_attribute("id").split("-")[1]
    grace.goto(f"{address}settings/")
    grace.get_by_role("button", name="Archive the group").click()
    expect(grace.get_by_text("The group is archived.")).to_be_visible()
    max_.goto(address)
    live(max_)
    max_.goto(f"/items/{number}/")
    live(max_)
    expect(max_.get_by_label("Write a comment")).to_be_hidden()
    grace.goto(f"{address}settings/")
    grace.get_by_role("button", name="Bring the group back").click()
    expect(max_.get_by_label("Write a comment")).to_be_visible()
    write(max_, "Not here", "send-form:has(#answer)")
    expect(comment_with(max_, "Not here")).to_have_count(1)
    max_.evaluate("window.same = true")
    grace.goto(f"/items/{number}/delete/")
    grace.locator("main form button").last.click()
    expect(max_.get_by_text("This post was removed by its author.")).to_be_visible()
    expect(comment_with(max_, "Not here")).to_be_visible()
    grace.get_by_role("button", name="Undo").click()
    expect(max_.locator("main article.row")).to_contain_text("All quiet")
    grace.goto(f"/items/{number}/move/")
    grace.get_by_label("Who can see it").select_option(index=0)
    grace.locator("main form button").last.click()
    expect(max_.locator("main article.row .byline")).not_to_contain_text("Night watch")
    expect(max_.locator("main article.row")).to_contain_text("All quiet")
    expect(comment_with(max_, "Not here")).to_be_visible()
    expect(max_.locator("[data-shut]")).to_have_count(0)
    assert max_.evaluate("window.same")
