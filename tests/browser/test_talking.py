"""Two people with a browser each: what one does, the other sees, once and at once."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def live(page: Page) -> Page:
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live", timeout=10_000)
    return page


def home(page: Page) -> Page:
    page.goto("/")
    return live(page)


def write(page: Page, text: str, form: str = "send-form") -> None:
    page.locator(f"{form} textarea").first.fill(text)
    page.locator(f"{form} textarea").first.press("Control+Enter")


def post(page: Page, text: str):
    """Post on the page and return its row."""
    write(page, text)
    row = row_with(page, text)
    expect(row).to_have_count(1)
    return row


def row_with(page: Page, text: str):
    return page.locator("article.row[data-v]", has_text=text)


def comment_with(page: Page, text: str):
    return page.locator("article.comment[data-v]", has_text=text)


def test_a_post_appears_on_the_other_screen_and_on_neither_twice(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    post(max_, "The north entrance is open")
    expect(row_with(nora, "The north entrance is open")).to_have_count(1)
    max_.wait_for_timeout(2500)
    expect(row_with(max_, "The north entrance is open")).to_have_count(1)
    expect(row_with(nora, "The north entrance is open")).to_have_count(1)
    expect(row_with(nora, "The north entrance is open").locator("time")).to_have_text("just now")


def test_a_comment_counts_on_the_feed_and_appears_under_the_post(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    row = post(max_, "Who has a bicycle pump")
    seen = row_with(nora, "Who has a bicycle pump")
    seen.locator("[data-n=comments]").locator("xpath=..").click()
    nora.wait_for_url(re.compile("/items/"))
    live(nora)
    write(nora, "I have one", "send-form:has(#answer)")
    expect(comment_with(nora, "I have one")).to_have_count(1)
    expect(row.locator("[data-n=comments]")).to_have_text("1")
    max_.goto(nora.url)
    live(max_)
    write(nora, "It stands in the hall", "send-form:has(#answer)")
    expect(comment_with(max_, "It stands in the hall")).to_have_count(1)
    comment_with(max_, "I have one").locator("[data-reply]").click()
    write(max_, "Thank you", "send-form:has(#answer)")
    expect(comment_with(nora, "Thank you")).to_have_count(1)
    texts = nora.locator("article.comment .comment-body").all_inner_texts()
    assert [text.strip() for text in texts] == ["I have one", "Thank you", "It stands in the hall"]


def test_a_reaction_counts_on_both_screens_and_is_ones_own_on_one(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    row = post(max_, "Cake in the kitchen")
    seen = row_with(nora, "Cake in the kitchen")
    seen.locator("[data-react]").click()
    expect(seen.locator("[data-react]")).to_have_attribute("aria-pressed", "true")
    expect(row.locator("[data-n=reactions]")).to_have_text("1")
    expect(row.locator("[data-react]")).to_have_attribute("aria-pressed", "false")
    nora.reload()
    live(nora)
    expect(seen.locator("[data-react]")).to_have_attribute("aria-pressed", "true")
    seen.locator("[data-react]").click()
    expect(row.locator("[data-n=reactions]")).to_have_text("")


def test_an_edit_replaces_and_a_delete_removes_on_the_other_screen(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    row = post(max_, "Lunch at twelf")
    seen = row_with(nora, "Lunch at twel")
    expect(seen).to_have_count(1)
    row.locator("summary").click()
    row.get_by_role("link", name="Edit").click()
    max_.locator("textarea").fill("Lunch at twelve")
    max_.locator("main form:has(textarea) button:not([type])").last.click()
    max_.wait_for_url(re.compile(r"/items/\d+/(#.*)?$"))  # colleagues may have it before its author is led back
    expect(row_with(nora, "Lunch at twelve")).to_have_count(1)
    expect(row_with(nora, "Lunch at twelf")).to_have_count(0)
    max_.goto("/")
    row = row_with(max_, "Lunch at twelve")
    row.locator("summary").click()
    row.get_by_role("link", name="Delete").click()
    expect(row_with(nora, "Lunch at twelve")).to_have_count(0)


def test_only_the_author_is_offered_to_edit(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    row, seen = post(max_, "Mine to change"), row_with(nora, "Mine to change")
    expect(seen).to_have_count(1)
    row.locator("summary").click()
    seen.locator("summary").click()
    expect(row.get_by_text("Edit", exact=True)).to_be_visible()
    expect(seen.get_by_text("Link to this post")).to_be_visible()
    expect(seen.get_by_text("Edit", exact=True)).to_be_hidden()


def test_who_reads_further_down_is_offered_new_posts(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora", width=390))
    write(max_, "\n\n".join(["A long story"] * 60))
    expect(row_with(max_, "A long story")).to_have_count(1)
    expect(row_with(nora, "A long story")).to_have_count(1)
    nora.mouse.wheel(0, 700)
    nora.wait_for_function("scrollY > 300")
    nora.wait_for_timeout(300)
    place = "document.querySelector('article.row .row-body').getBoundingClientRect().top"
    before = nora.evaluate(place)
    post(max_, "And a short one")
    expect(nora.locator(".new-pill:visible")).to_have_text("1 new post")
    nora.wait_for_timeout(300)
    assert abs(nora.evaluate(place) - before) <= 1, "what the reader looks at stays where it is"
    nora.locator(".new-pill:visible").click()
    expect(row_with(nora, "And a short one")).to_be_in_viewport()


def test_a_colleague_who_is_here_has_a_dot(browser_as):
    max_ = home(browser_as("max"))
    post(max_, "Max is here")
    eva = home(browser_as("eva"))
    dot = row_with(eva, "Max is here").locator("[data-presence]")
    expect(dot).to_have_attribute("data-here", "")
    max_.context.close()
    expect(dot).not_to_have_attribute("data-here", "", timeout=15_000)


def test_the_bell_rings_for_who_is_named(browser_as):
    grace, nora = home(browser_as("grace")), home(browser_as("nora"))
    before = int(nora.locator("#bell").get_attribute("data-count"))
    post(grace, "What do you think, @nora")
    expect(nora.locator("#bell")).to_have_attribute("data-count", str(before + 1))


SPEAKS = "from accounts.models import Member; Member.objects.filter(handle='eva').update(language='{}')"


@pytest.fixture
def eva_in_dutch(plein):
    """For one story: the others know her pages in English."""
    plein.manage("shell", "-c", SPEAKS.format("nl"))
    yield
    plein.manage("shell", "-c", SPEAKS.format("en"))


@pytest.mark.usefixtures("eva_in_dutch")
def test_a_page_in_dutch_hears_rows_in_dutch(browser_as):
    grace, eva = home(browser_as("grace")), home(browser_as("eva", language="nl", width=390, dark=True))
    post(grace, "Goedemorgen")
    expect(row_with(eva, "Goedemorgen").locator("time")).to_have_text("zojuist")
    expect(row_with(eva, "Goedemorgen").locator("summary")).to_have_text("Meer")
    assert eva.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no page scrolls sideways"


def test_older_posts_are_added_to_the_list_that_is_there(browser_as, plein, town):
    plein.manage("shell", "-c", MANY.format(member=town["people"]["grace"]["id"], audience=town["groups"]["garden"]["audience"]))
    max_ = browser_as("max")
    max_.goto("/groups/garden/")
    live(max_)
    expect(max_.locator("article.row[data-v]")).to_have_count(20)
    max_.locator("a[rel=next]").click()
    expect(max_.locator("article.row[data-v]")).to_have_count(40)
    assert max_.url.endswith("/groups/garden/")
    ids = max_.locator("article.row[data-v]").evaluate_all("rows => rows.map((row) => Number(row.id.slice(5)))")
    assert ids == sorted(set(ids), reverse=True)


MANY = """
from accounts.models import Audience, Member
from social.statuses.actions import publish_status
from accounts.limits import spend
for n in range(45):
    publish_status(Member.objects.get(pk={member}), Audience.objects.get(pk={audience}), f"Number {{n}}", f"many-posts-{{n}}")
"""
