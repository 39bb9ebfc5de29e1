"""The timeline on real screens: what is unread, what is followed, and the place where one was."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_talking import live, post

pytestmark = pytest.mark.browser

MANY = """
from accounts.models import Audience, Member
from social.statuses.actions import publish_status
for n in range(70):
    publish_status(Member.objects.get(pk={member}), Audience.objects.get(pk={audience}), f"Row {{n}}", f"rows-of-{key}-{{n}}")
"""


def at(page: Page, address: str) -> Page:
    page.goto(address)
    return live(page)


def row(page: Page, text: str):
    return page.locator("article.row[data-v]").filter(has_text=text)


def badge(page: Page, group: str):
    return page.get_by_role("navigation", name="Places").get_by_role("link", name=group).locator("[data-unread-of]")


def test_somebody_goes_to_an_item_three_pages_down_and_comes_back_to_the_same_row(browser_as, plein, town):
    garden = town["groups"]["garden"]["audience"]
    plein.manage("shell", "-c", MANY.format(member=town["people"]["grace"]["id"], audience=garden, key="back"))
    max_, grace = at(browser_as("max"), "/groups/garden/"), at(browser_as("grace"), "/groups/garden/")
    for count in (40, 60):
        max_.locator("a[rel=next]").click()
        expect(max_.locator("article.row[data-v]")).to_have_count(count)
    there = row(max_, re.compile(r"Row 15\b"))
    there.scroll_into_view_if_needed()
    top = there.bounding_box()["y"]
    with max_.expect_navigation():
        there.locator("time").first.click()
    expect(max_.locator("h1, .row").first).to_be_visible()
    post(grace, "Written while Max was reading")
    max_.go_back()
    live(max_)
    there = row(max_, re.compile(r"Row 15\b"))
    expect(there).to_be_in_viewport()
    max_.wait_for_function(
        "([row, top]) => Math.abs(document.getElementById(row).getBoundingClientRect().top - top) < 4", arg=[there.get_attribute("id"), top]
    )
    expect(row(max_, "Written while Max was reading")).to_have_count(1)
    post(grace, "And this comes live")
    expect(max_.get_by_role("button", name="1 new post")).to_be_visible()


def test_what_is_unread_is_counted_while_it_comes_and_gone_when_it_was_read(browser_as):
    grace, max_ = at(browser_as("grace"), "/groups/garden/"), at(browser_as("max"), "/")
    with max_.expect_response("**/read/"):
        post(grace, "Read at once")
    expect(row(max_, "Read at once")).to_be_in_viewport()
    expect(badge(max_, "Garden")).to_be_hidden()
    max_.goto("/people/")
    post(grace, "One for later")
    post(grace, "Two for later")
    at(max_, "/?show=following")
    expect(badge(max_, "Garden")).to_have_text(re.compile("^2"))
    post(grace, "Three comes live")
    expect(badge(max_, "Garden")).to_have_text(re.compile("^3"))
    expect(max_.get_by_role("navigation", name="What you see").locator("[data-unread-of]")).to_have_text(re.compile(r"^\d"))
    with max_.expect_response("**/read/"):
        at(max_, "/groups/garden/")
    expect(max_.locator(".new-divider")).to_have_text("Seen before")
    expect(badge(max_, "Garden")).to_be_hidden()
    at(max_, "/?show=unread")
    expect(row(max_, "Two for later")).to_have_count(0)


def test_a_followed_topic_comes_into_the_timeline_and_its_page_from_a_group_not_joined(browser_as):
    grace, ada = at(browser_as("grace"), "/groups/garden/"), browser_as("ada")
    post(grace, "The first #compost of the year")
    at(ada, "/")
    expect(row(ada, "of the year")).to_have_count(0)
    at(ada, "/topics/compost/")
    ada.get_by_role("button", name="Follow").click()
    expect(ada.get_by_role("button", name="Following")).to_be_visible()
    live(ada)
    home = at(ada.context.new_page(), "/")
    expect(row(home, "of the year")).to_have_count(1)
    post(grace, "More #compost today")
    post(grace, "Nothing about it")
    for page in (ada, home):
        expect(row(page, "More #compost today")).to_have_count(1)
        expect(row(page, "Nothing about it")).to_have_count(0)
    ada.get_by_role("button", name="Following").click()
    expect(row(home, "More #compost today")).to_have_count(0)


def test_who_leaves_a_group_sees_it_go_from_the_page_that_is_open(browser_as):
    max_, ada = at(browser_as("max"), "/groups/garden/"), at(browser_as("ada"), "/groups/garden/")
    ada.get_by_role("button", name="Join").click()
    home = at(ada.context.new_page(), "/")
    post(max_, "While Ada is in")
    expect(row(home, "While Ada is in")).to_have_count(1)
    ada.locator("summary", has_text="More about this group").click()
    ada.get_by_role("button", name="Leave").click()
    expect(row(home, "While Ada is in")).to_have_count(0)
    post(max_, "After Ada left")
    post(at(browser_as("nora"), "/"), "To everyone")
    expect(row(home, "To everyone")).to_have_count(1)
    expect(row(home, "After Ada left")).to_have_count(0)


def test_a_page_that_refused_a_post_is_read_again_from_its_own_address(browser_as, watcher):
    watcher.network_may_fail = True  # the refusal itself
    max_, ada = at(browser_as("max"), "/groups/garden/"), at(browser_as("ada"), "/")
    post(max_, "Before Ada came in")
    ada.locator("#compose").evaluate("form => HTMLFormElement.prototype.submit.call(form)")  # as before the scripts were there
    ada.wait_for_url("**/statuses/")
    live(ada)
    garden = at(ada.context.new_page(), "/groups/garden/")
    garden.get_by_role("button", name="Join").click()
    expect(row(ada, "Before Ada came in")).to_have_count(1)
    assert ada.url.endswith("/statuses/")
    garden.locator("summary", has_text="More about this group").click()
    garden.get_by_role("button", name="Leave").click()
    expect(row(ada, "Before Ada came in")).to_have_count(0)
