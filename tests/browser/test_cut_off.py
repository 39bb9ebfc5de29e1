"""When the wire is cut, on purpose or by accident: what the page says, and what becomes of what was written."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_talking import home, live, post, row_with, write

pytestmark = pytest.mark.browser


def test_a_text_written_offline_is_sent_once_when_the_network_is_back(browser_as, watcher):
    watcher.network_may_fail = True
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    max_.context.set_offline(True)
    write(max_, "Written in the tunnel")
    expect(max_.locator("[data-pending]")).to_contain_text("Written in the tunnel")
    expect(max_.locator("[data-pending]")).to_contain_text("Waiting for a connection")
    max_.context.set_offline(False)
    expect(row_with(nora, "Written in the tunnel")).to_have_count(1)
    expect(row_with(max_, "Written in the tunnel")).to_have_count(1)
    expect(max_.locator("[data-pending] article")).to_have_count(0)
    max_.wait_for_timeout(2000)
    nora.reload()
    expect(row_with(nora, "Written in the tunnel")).to_have_count(1)


def test_a_text_written_offline_survives_that_the_page_is_closed(browser_as, watcher):
    watcher.network_may_fail = True
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    max_.context.set_offline(True)
    write(max_, "Written before the battery died")
    expect(max_.locator("[data-pending]")).to_contain_text("battery")
    max_.close()
    context = max_.context
    context.set_offline(False)
    again = context.new_page()
    again.goto("/")
    expect(row_with(nora, "Written before the battery died")).to_have_count(1)
    expect(row_with(again, "Written before the battery died")).to_have_count(1)


def test_an_answer_that_got_lost_on_the_way_is_asked_for_again_and_is_one_post(browser_as, watcher):
    watcher.network_may_fail = True
    max_, nora = home(browser_as("max")), home(browser_as("nora"))

    def lose(route):
        route.fetch()
        route.abort()

    max_.route("**/statuses/", lose, times=1)
    write(max_, "Said once")
    expect(max_.locator("[data-pending]")).to_contain_text("Said once")
    max_.locator("[data-pending]").get_by_text("Try again").click()
    expect(max_.locator("[data-pending] article")).to_have_count(0)
    expect(row_with(max_, "Said once")).to_have_count(1)
    nora.reload()
    expect(row_with(nora, "Said once")).to_have_count(1)


def test_a_server_that_restarts_is_found_again_and_nothing_is_missed(browser_as, plein, watcher):
    watcher.network_may_fail = True
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    for n in range(len(plein.ports)):
        plein.kill_web(n)
    expect(nora.locator("#live-state")).to_have_attribute("data-state", "offline")
    expect(nora.locator("#live-line")).to_be_visible()
    write(max_, "Written to a server that is away")
    for n in range(len(plein.ports)):
        plein.start_web(n)
    expect(row_with(nora, "Written to a server that is away")).to_have_count(1, timeout=45_000)
    live_again = nora.locator("#live-state")
    expect(live_again).to_have_attribute("data-state", "live", timeout=35_000)
    expect(nora.locator("#live-line")).to_be_hidden()


def test_a_browser_whose_websockets_are_blocked_says_so_and_still_gets_everything(browser_as, watcher):
    watcher.network_may_fail = True
    nora = browser_as("nora")
    nora.add_init_script(
        "globalThis.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 10); } close() {} };"
    )
    nora.goto("/")
    expect(nora.locator("#live-state")).to_have_attribute("data-state", "polling", timeout=20_000)
    expect(nora.locator("#live-state")).to_contain_text("Not quite live")
    expect(nora.locator("#live-line")).to_contain_text("every few seconds")
    max_ = home(browser_as("max"))
    post(max_, "For those behind old walls")
    expect(row_with(nora, "For those behind old walls")).to_have_count(1, timeout=15_000)


def test_who_is_removed_while_watching_hears_nothing_more(browser_as, plein, town, watcher):
    watcher.network_may_fail = True  # the page asks what is left of it, and is told that there is nothing
    nora, grace = browser_as("nora"), browser_as("grace")
    people, frames = town["people"], []
    nora.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(data)))
    nora.goto("/groups/cellar/")
    live(nora)
    grace.goto("/groups/cellar/")
    live(grace)
    post(grace, "Before the door closed")
    expect(row_with(nora, "Before the door closed")).to_have_count(1)
    plein.manage(
        "shell", "-c", REMOVE.format(owner=people["grace"]["id"], member=people["nora"]["id"], group=town["groups"]["cellar"]["id"])
    )
    expect(nora.get_by_text("You can no longer see this place.")).to_be_visible()
    expect(nora.locator("main article.row")).to_have_count(0)
    post(grace, "Among ourselves now")
    nora.wait_for_timeout(3000)
    assert not any("Among ourselves now" in str(frame) for frame in frames)
    assert any("Before the door closed" in str(frame) for frame in frames)


REMOVE = """
from accounts.models import Member
from social.joining.actions import remove_member
remove_member(Member.objects.get(pk={owner}), {group}, {member})
"""


def test_what_was_edited_deleted_and_moved_while_a_page_was_cut_off_is_so_when_it_is_back(browser_as, plein, town, watcher):
    watcher.network_may_fail = True
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    for text in ("Will be edited", "Will be deleted", "Will be moved", "Will stay"):
        post(max_, text)
        expect(row_with(nora, text)).to_have_count(1)
    nora.goto("/")
    live(nora)
    max_.context.close()
    cut(plein, nora, CHANGE.format(member=town["people"]["max"]["id"], council=town["groups"]["council"]["audience"]))
    expect(row_with(nora, "Was edited")).to_have_count(1)
    expect(row_with(nora, "Was written meanwhile")).to_have_count(1)
    expect(row_with(nora, "Will stay")).to_have_count(1)
    for text in ("Will be edited", "Will be deleted", "Will be moved"):
        expect(row_with(nora, text)).to_have_count(0)


def test_a_page_that_is_too_far_behind_reads_its_list_again(browser_as, plein, town, watcher):
    watcher.network_may_fail = True
    max_, nora = home(browser_as("max")), home(browser_as("nora"))
    post(max_, "The last one before the night")
    expect(row_with(nora, "The last one before the night")).to_have_count(1)
    nora.locator("send-form textarea").first.fill("Typed before the night")
    max_.context.close()
    cut(plein, nora, NIGHT.format(member=town["people"]["max"]["id"]))
    expect(row_with(nora, "Night 229")).to_have_count(1)
    expect(row_with(nora, "The last one before the night")).to_have_count(0)
    ids = nora.locator("article.row[data-v]").evaluate_all("rows => rows.map((row) => Number(row.id.slice(5)))")
    assert ids == sorted(set(ids), reverse=True)
    expect(nora.locator("send-form textarea").first).to_have_value("Typed before the night")
    morning = home(browser_as("max"))
    post(morning, "Good morning")
    expect(row_with(nora, "Good morning")).to_have_count(1)
    nora.locator("send-form textarea").first.fill("")
    nora.wait_for_timeout(500)


def cut(plein, page, meanwhile: str) -> None:
    """Take the server away from the page, let `meanwhile` happen, and give it back."""
    for n in range(len(plein.ports)):
        plein.kill_web(n)
    expect(page.locator("#live-state")).to_have_attribute("data-state", "offline")
    plein.manage("shell", "-c", meanwhile)
    for n in range(len(plein.ports)):
        plein.start_web(n)
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live", timeout=40_000)


CHANGE = """
from accounts.models import Audience, Member
from social.items import actions
from social.items.models import Item
from social.statuses.actions import publish_status
from accounts.organisation import organisation
max_ = Member.objects.get(pk={member})
def of(text):
    return Item.objects.for_system("a story").filter(author=max_, text=text).latest("pk").pk
actions.edit_item(max_, of("Will be edited"), "Was edited")
actions.delete_item(max_, of("Will be deleted"))
actions.move_item(max_, of("Will be moved"), Audience.objects.get(pk={council}))
publish_status(max_, organisation().square, "Was written meanwhile")
"""
NIGHT = """
from accounts.models import Member
from accounts.organisation import organisation
from social.statuses.actions import publish_status
for n in range(230):
    publish_status(Member.objects.get(pk={member}), organisation().square, f"Night {{n}}", f"in-the-night-{{n}}")
"""


def test_a_restored_database_is_noticed_and_what_was_typed_is_kept(browser_as, plein):
    nora = home(browser_as("nora"))
    nora.evaluate("() => { globalThis.before = true; }")
    nora.locator("send-form textarea").first.fill("Typed before the restore")
    plein.manage("shell", "-c", "from realtime.models import Epoch; Epoch.renew()")
    nora.wait_for_function("() => !globalThis.before", timeout=30_000)
    live(nora)
    expect(nora.locator("send-form textarea").first).to_have_value("Typed before the restore")
    nora.locator("send-form textarea").first.fill("")
    nora.wait_for_timeout(500)


def test_a_draft_is_there_again_after_a_reload(browser_as):
    max_ = home(browser_as("max"))
    max_.locator("send-form textarea").first.fill("Half a thought")
    max_.wait_for_timeout(500)
    max_.reload()
    expect(max_.locator("send-form textarea").first).to_have_value("Half a thought")
    max_.locator("send-form textarea").first.fill("")
    max_.wait_for_timeout(500)


def test_too_long_a_text_is_refused_with_a_sentence_and_stays(browser_as, watcher):
    watcher.network_may_fail = True
    max_ = home(browser_as("max"))
    box = max_.locator("send-form textarea").first
    box.evaluate("box => box.removeAttribute('maxlength')")
    box.fill("é" * 40_000)
    box.press("Control+Enter")
    expect(max_.locator("send-form [role=alert]")).to_be_visible()
    assert len(box.input_value()) == 40_000
    box.fill("")
    max_.wait_for_timeout(500)
