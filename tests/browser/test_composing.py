"""Writing in a real browser: pictures pasted and put in order, names and signs by keyboard alone, a draft for each place."""

import base64
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_axe import findings
from tests.browser.test_talking import home, live, post, row_with
from tests.media.pictures import photo

pytestmark = pytest.mark.browser

PASTE = """([field, files]) => {
  const data = new DataTransfer();
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  for (const [name, text] of files) data.items.add(new File([bytes(text)], name, { type: "image/jpeg" }));
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(field).dispatchEvent(event);
}"""


def begin(page: Page, field: str = "#compose textarea"):
    """Come to the box of words; its tools are there a moment later."""
    text = page.locator(field)
    text.focus()
    expect(page.locator(f"form:has({field.split()[-1]}) .suggestions").first).to_be_attached()
    return text


def test_a_pasted_picture_with_its_words_appears_at_a_colleague(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    text = begin(max_)
    text.fill("Straight from the clipboard")
    data = base64.b64encode(photo()).decode()
    max_.evaluate(PASTE, ["#compose textarea", [["one.jpg", data], ["two.jpg", data]]])
    words = max_.locator("#compose").get_by_label("What is in the picture")
    expect(words).to_have_count(2)
    expect(words.first).to_be_focused()
    words.nth(0).fill("Comes second")
    words.nth(1).fill("Comes first")
    max_.locator(".picture").nth(1).get_by_role("button", name="Earlier").click()
    expect(words.nth(0)).to_have_value("Comes first")
    max_.get_by_role("button", name="Post", exact=True).click()
    pictures = row_with(nora, "Straight from the clipboard").locator(".row-picture img")
    expect(pictures).to_have_count(2)
    assert [picture.get_attribute("alt") for picture in pictures.all()] == ["Comes first", "Comes second"]
    expect(max_.locator("#compose .picture")).to_have_count(0)


def test_a_fifth_picture_stays_out_and_it_is_said(browser_as):
    ada = home(browser_as("ada"))
    begin(ada)
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo()} for n in range(5)]
    ada.locator("#compose input[type=file]").set_input_files(files)
    expect(ada.locator("#compose .picture")).to_have_count(4)
    expect(ada.locator("#compose [role=alert]")).to_have_text("At most 4 pictures.")
    ada.locator(".picture").first.get_by_text("Without the picture").click()
    assert ada.locator("#compose input[type=file]").evaluate("input => [...input.files].map((file) => file.name)") == [
        "1.jpg",
        "2.jpg",
        "3.jpg",
    ]


def test_people_topics_and_emoji_are_found_by_keyboard_alone(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    text = begin(max_)
    max_.keyboard.type("Ask @no")
    expect(max_.get_by_role("option", name="Nora")).to_have_attribute("aria-selected", "true")
    assert text.get_attribute("aria-activedescendant") == max_.get_by_role("option", name="Nora").get_attribute("id")
    max_.keyboard.press("Escape")
    expect(max_.locator(".suggestions").first).to_be_hidden()
    max_.keyboard.type("r")
    expect(max_.get_by_role("option", name="Nora")).to_be_visible()
    max_.keyboard.press("Enter")
    expect(text).to_have_value("Ask @nora ")
    max_.keyboard.type(":thumbs")
    expect(max_.get_by_role("option", name="thumbs up")).to_be_visible()
    max_.keyboard.press("Tab")
    expect(text).to_have_value("Ask @nora 👍")
    max_.keyboard.type(" :red_heart:")
    expect(text).to_have_value("Ask @nora 👍 ❤️")
    max_.keyboard.type(" #Keyboards")
    max_.keyboard.press("Control+Enter")
    row = row_with(nora, "Ask @nora 👍 ❤️ #Keyboards")
    expect(row.locator("a.mention")).to_have_attribute("href", "/people/nora/")
    expect(row.locator("a.topic")).to_have_attribute("href", "/topics/keyboards/")
    begin(nora)
    nora.keyboard.type("More #key")
    expect(nora.get_by_role("option", name="#Keyboards")).to_have_attribute("aria-selected", "false")
    nora.keyboard.press("ArrowDown")
    nora.keyboard.press("Enter")
    expect(nora.locator("#compose textarea")).to_have_value("More #Keyboards ")


def test_what_opens_while_one_writes_is_for_everybody(browser_as):
    for width, dark in ((1280, False), (390, True)):
        grace = home(browser_as("grace", width=width, dark=dark))
        text = begin(grace)
        files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo()} for n in range(2)]
        grace.locator("#compose input[type=file]").set_input_files(files)
        text.fill("@")
        expect(grace.get_by_role("option").first).to_be_visible()
        assert not findings(Axe(), grace)
        text.fill("Some *words*")
        grace.get_by_role("button", name="Preview").click()
        expect(grace.locator("#compose .writing-preview em")).to_be_visible()
        assert not findings(Axe(), grace)


def test_signs_by_key_and_button_and_how_it_will_look(browser_as):
    grace = home(browser_as("grace"))
    text = begin(grace)
    grace.keyboard.type("train")
    grace.keyboard.press("Control+A")
    grace.keyboard.press("Control+b")
    expect(text).to_have_value("**train**")
    grace.keyboard.press("Control+b")
    expect(text).to_have_value("train")
    grace.get_by_role("button", name="Italics").click()
    expect(text).to_have_value("*train*")
    grace.keyboard.press("Control+z")
    expect(text).to_have_value("train")
    text.fill("one\ntwo")
    grace.keyboard.press("Control+A")
    grace.get_by_role("button", name="List").click()
    expect(text).to_have_value("- one\n- two")
    grace.get_by_role("button", name="Preview").click()
    expect(grace.locator("#compose .writing-preview li")).to_have_text(["one", "two"])
    expect(text).to_be_hidden()
    grace.get_by_role("button", name="Write", exact=True).click()
    expect(text).to_be_focused()
    expect(text).to_have_value("- one\n- two")
    text.fill("")


def test_each_place_keeps_its_own_draft(browser_as):
    max_ = home(browser_as("max"))
    row = post(max_, "A post to write under")
    thread = row.locator("a[href*='/items/']").first.get_attribute("href").split("#")[0]
    places = {"/": "#compose", "/groups/garden/": "#compose", thread: "#answer", f"{thread}edit/": "main form.composer"}
    for n, (place, form) in enumerate(places.items()):
        max_.goto(place)
        expect(max_.locator(f"{form} [data-draft]")).to_be_hidden()
        max_.locator(f"{form} textarea").first.fill(f"Half a thought {n}")
        expect(max_.locator(f"{form} [data-draft]")).to_be_visible()
    for n, (place, form) in enumerate(places.items()):
        max_.goto(place)
        expect(max_.locator(f"{form} textarea").first).to_have_value(f"Half a thought {n}")
        max_.locator(f"{form}").get_by_role("button", name="Throw it away").click()
        expect(max_.locator(f"{form} [data-draft]")).to_be_hidden()
        expect(max_.locator(f"{form} textarea").first).to_have_value("A post to write under" if "edit" in place else "")
        max_.reload()
        expect(max_.locator(f"{form} textarea").first).not_to_have_value(re.compile("Half a thought"))


def fill_all(page: Page) -> None:
    """Put into the composer whatever it takes besides words."""
    compose = page.locator("#compose")
    compose.locator("textarea").focus()
    for fold in ("More", "Poll", "Praise", "Later"):
        compose.locator("summary", has_text=fold).first.click()
    for n, words in enumerate(("Monday", "Tuesday", "Never"), 1):
        compose.get_by_role("button", name="One more answer").click() if n > 2 else None
        compose.get_by_label(f"Answer {n}", exact=True).fill(words)
    compose.get_by_label("More than one answer is possible").check()
    compose.get_by_label("Closes (if you like)").fill("2090-05-04T12:30")
    compose.get_by_label("Whom do you praise?").fill("@max")
    compose.get_by_label("Publish at").fill("2090-05-01T08:00")
    compose.get_by_label("Announcement").check()


def expect_all(page: Page) -> None:
    compose = page.locator("#compose")
    for n, words in enumerate(("Monday", "Tuesday", "Never"), 1):
        expect(compose.get_by_label(f"Answer {n}", exact=True)).to_have_value(words)
        expect(compose.get_by_label(f"Answer {n}", exact=True)).to_be_visible()
    expect(compose.get_by_label("More than one answer is possible")).to_be_checked()
    expect(compose.get_by_label("Closes (if you like)")).to_have_value("2090-05-04T12:30")
    expect(compose.get_by_label("Whom do you praise?")).to_have_value("@max")
    expect(compose.get_by_label("Publish at")).to_have_value("2090-05-01T08:00")
    expect(compose.get_by_label("Publish at")).to_be_visible()
    expect(compose.get_by_label("Announcement")).to_be_checked()
    expect(compose.get_by_role("button", name="Schedule")).to_be_visible()


def test_a_draft_keeps_the_poll_the_praise_the_times_and_the_announcement_too(browser_as, town):
    grace, council = browser_as("grace"), str(town["groups"]["council"]["audience"])
    grace.goto("/groups/garden/")
    live(grace)
    fill_all(grace)
    expect(grace.locator("#compose [data-draft]")).to_be_visible()  # without a word of text
    grace.locator("#compose textarea").fill("When do we rake the leaves")
    grace.reload()
    live(grace)
    expect(grace.locator("#compose textarea")).to_have_value("When do we rake the leaves")
    expect_all(grace)
    # Another place has a draft of its own.
    grace.goto("/")
    live(grace)
    expect(grace.locator("#compose [name=due_at]")).to_have_value("")
    grace.locator("#compose textarea").fill("For the council")
    grace.locator("#compose select[name=audience]").select_option(council)
    expect(grace.locator("#compose [data-draft]")).to_be_visible()
    grace.reload()
    live(grace)
    expect(grace.locator("#compose select[name=audience]")).to_have_value(council)
    grace.locator("#compose").get_by_role("button", name="Throw it away").click()
    grace.goto("/groups/garden/")
    live(grace)
    expect_all(grace)
    grace.locator("#compose").get_by_role("button", name="Throw it away").click()
    expect(grace.locator("#compose [name=praise]")).to_have_value("")
    expect(grace.locator("#compose .composer-more[open]")).to_have_count(0)
    expect(grace.get_by_role("button", name="Post", exact=True)).to_be_visible()
    grace.reload()
    live(grace)
    expect(grace.locator("#compose [data-draft]")).to_be_hidden()
    assert [one.input_value() for one in grace.locator("#compose [name=choice]").all()] == [""] * 10


def test_a_draft_with_a_poll_is_posted_with_it_and_then_gone(browser_as):
    grace, max_ = browser_as("grace"), browser_as("max")
    max_.goto("/groups/garden/")
    live(max_)
    grace.goto("/groups/garden/")
    live(grace)
    compose = grace.locator("#compose")
    compose.locator("textarea").fill("Which day suits you")
    compose.locator("summary", has_text="More").click()
    compose.locator("summary", has_text="Poll").click()
    compose.get_by_label("Answer 1", exact=True).fill("Monday")
    compose.get_by_label("Answer 2", exact=True).fill("Tuesday")
    grace.reload()
    live(grace)
    compose.locator("textarea").press("Control+Enter")
    expect(row_with(max_, "Which day suits you").get_by_text("Tuesday")).to_be_visible()
    grace.reload()
    live(grace)
    expect(compose.locator("textarea")).to_have_value("")
    expect(compose.locator("[name=choice]").first).to_have_value("")


def test_an_edit_is_saved_without_losing_its_place(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    row = post(max_, "Witten in haste")
    item = row.locator("a[href*='/items/']").first.get_attribute("href").split("#")[0]
    max_.goto(f"{item}edit/")
    max_.locator("main textarea").fill("**Written** in haste")
    max_.get_by_role("button", name="Save").click()
    max_.wait_for_url(re.compile(rf"{item}$"))
    live(max_)
    expect(row_with(nora, "Written in haste").locator("strong")).to_have_text("Written")


def test_without_scripts_a_button_shows_how_it_will_look(browser_as):
    eva = browser_as("eva", scripts=False)
    eva.goto("/")
    eva.locator("#compose textarea").fill("Some *slanted* words")
    eva.get_by_role("button", name="Preview").click()
    expect(eva.locator("#compose .writing-preview em")).to_have_text("slanted")
    expect(eva.locator("#compose textarea")).to_have_value("Some *slanted* words")
    eva.get_by_role("button", name="Post", exact=True).click()
    eva.goto("/")
    expect(row_with(eva, "Some slanted words")).to_have_count(1)


def test_the_pictures_of_a_post_are_changed_and_everybody_sees_it(browser_as):
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    begin(max_).fill("Two herons at the dike")
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo()} for n in range(2)]
    max_.locator("#compose input[type=file]").set_input_files(files)
    words = max_.locator("#compose").get_by_label("What is in the picture")
    words.nth(0).fill("The near one")
    words.nth(1).fill("The far one")
    max_.get_by_role("button", name="Post", exact=True).click()
    pictures = row_with(nora, "Two herons at the dike").locator(".row-picture img")
    expect(pictures).to_have_count(2)
    row = row_with(max_, "Two herons at the dike")
    max_.goto(f"/items/{row.get_attribute('id').split('-')[1]}/edit/")
    form = max_.locator("main form.composer")
    form.get_by_label("Without the picture").nth(0).check()
    form.get_by_label("What is in the picture").nth(1).fill("The only one")
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo()} for n in range(4)]
    form.locator("input[type=file]").set_input_files(files)
    expect(form.locator("[data-pictures] .picture")).to_have_count(3)
    expect(form.locator("[role=alert]")).to_have_text("At most 4 pictures.")
    for _picture in range(2):
        form.locator("[data-pictures] [data-remove]").first.click()
    form.locator("[data-pictures]").get_by_label("What is in the picture").fill("The heron that came")
    assert not findings(Axe(), max_)
    form.get_by_role("button", name="Save").click()
    max_.wait_for_url(re.compile(r"/items/\d+/$"))
    for page in (nora, max_):
        pictures = row_with(page, "Two herons at the dike").locator(".row-picture img")
        expect(pictures.nth(0)).to_have_attribute("alt", "The only one")
        expect(pictures.nth(1)).to_have_attribute("alt", "The heron that came")
        expect(pictures).to_have_count(2)


def test_without_scripts_a_picture_comes_off_and_another_beside_it(browser_as):
    max_ = browser_as("max", scripts=False)
    max_.goto("/")
    max_.locator("#compose textarea").fill("One swan")
    max_.locator("#compose summary", has_text="Picture").click()
    file = {"name": "swan.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    max_.locator("#compose input[name=pictures]").set_input_files(file)
    max_.locator("#compose input[name=alt]").fill("A swan")
    max_.locator("#compose").get_by_role("button", name="Post", exact=True).click()
    max_.goto(max_.url + "edit/")
    form = max_.locator("main form.composer")
    form.get_by_label("Without the picture").check()
    form.locator("summary", has_text="Picture").click()
    form.locator("input[name=pictures2]").set_input_files(file)
    form.locator("input[name=alt2]").fill("Another swan")
    form.get_by_role("button", name="Save").click()
    expect(max_.locator(".row-picture img")).to_have_attribute("alt", "Another swan")
