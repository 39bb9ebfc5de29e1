"""What is written is kept in the browser until the server has answered, and sent once."""

import pytest

pytestmark = pytest.mark.browser

BOX = """async () => {
  const { Outbox } = await import("/static/js/lib/outbox.js");
  globalThis.posts = [];
  globalThis.answer ??= { ok: false, status: 0, json: null };
  globalThis.heard = [];
  const send = async (url, data) => { posts.push([url, data.get("key"), data.get("text")]); return globalThis.answer; };
  globalThis.box = new Outbox(7, { send, heard: (entry, said) => heard.push([entry.key, said.status]) });
  const entry = (key, text) => ({ key, url: "/statuses/", fields: [["key", key], ["text", text]], place: "/statuses/", text });
  globalThis.write = (key, text) => box.first(entry(key, text));
}"""
GOOD = "() => { globalThis.answer = { ok: true, status: 201, json: { location: '/items/1/' } }; }"


@pytest.fixture
def box(modules):
    modules.evaluate(BOX)
    return modules


def posts(page):
    return page.evaluate("() => posts")


def entries(page):
    return page.evaluate("() => box.entries.map((entry) => [entry.key, entry.state])")


def test_a_text_that_is_answered_is_not_kept(box):
    box.evaluate(GOOD)
    box.evaluate("() => write('key-one', 'hello')")
    assert posts(box) == [["/statuses/", "key-one", "hello"]]
    assert entries(box) == []


def test_text_written_offline_is_sent_once(box):
    assert box.evaluate("async () => (await write('key-one', 'hello')).kept") is True
    assert entries(box) == [["key-one", "waiting"]]
    box.evaluate(GOOD)
    box.evaluate("() => Promise.all([box.flush(), box.flush(), box.flush()])")
    box.evaluate("() => box.flush()")
    assert [key for _url, key, _text in posts(box)] == ["key-one", "key-one"], "the failed try and one more, under one key"
    assert box.evaluate("() => heard") == [["key-one", 201]]
    assert entries(box) == []


def test_text_written_offline_is_sent_after_a_reload(box):
    box.evaluate("() => write('key-one', 'hello')")
    box.reload()
    box.evaluate(BOX)
    box.evaluate(GOOD)
    box.evaluate("async () => { box.adopt(); await box.flush(); }")
    assert posts(box) == [["/statuses/", "key-one", "hello"]]
    assert entries(box) == []


def test_a_page_closed_while_it_was_sending_sends_again_under_the_same_key(box):
    box.evaluate("() => { box.send = () => new Promise(() => {}); write('key-one', 'hello'); }")
    assert entries(box) == [["key-one", "trying"]]
    box.reload()
    box.evaluate(BOX)
    box.evaluate(GOOD)
    box.evaluate("async () => { box.adopt(); await box.flush(); }")
    assert posts(box) == [["/statuses/", "key-one", "hello"]]


def test_texts_go_in_the_order_they_were_written(box):
    box.evaluate("async () => { await write('key-one', 'one'); await write('key-two', 'two'); posts.length = 0; }")
    box.evaluate(GOOD)
    box.evaluate("() => box.flush()")
    assert [text for _url, _key, text in posts(box)] == ["one", "two"]


def test_a_network_that_is_still_away_is_not_asked_for_every_text(box):
    box.evaluate("async () => { await write('key-one', 'one'); await write('key-two', 'two'); posts.length = 0; await box.flush(); }")
    assert len(posts(box)) == 1
    assert entries(box) == [["key-one", "waiting"], ["key-two", "waiting"]]


def test_a_refusal_keeps_the_text_and_says_why(box):
    box.evaluate("() => write('key-one', 'hello')")
    box.evaluate("() => { globalThis.answer = { ok: false, status: 403, json: { say: 'You are not a member here.' } }; }")
    box.evaluate("() => box.flush()")
    assert box.evaluate("() => box.entries[0]")["say"] == "You are not a member here."
    box.evaluate("() => box.flush()")
    assert len(posts(box)) == 2, "a refused text is sent again only when its writer says so"
    box.evaluate(GOOD)
    box.evaluate("() => box.retry('key-one')")
    assert entries(box) == []


def test_too_many_waits_as_long_as_the_server_says(box):
    box.evaluate("() => write('key-one', 'hello')")
    box.evaluate("() => { globalThis.answer = { ok: false, status: 429, json: { say: 'Wait.', wait: 12 } }; }")
    box.evaluate("() => box.flush()")
    box.evaluate(GOOD)
    box.clock.run_for(11_000)
    assert len(posts(box)) == 2
    box.clock.run_for(1500)
    assert len(posts(box)) == 3
    assert entries(box) == []


def test_another_member_in_the_same_browser_sends_nothing_of_it(box):
    box.evaluate("() => write('key-one', 'hello')")
    found = box.evaluate("async () => { const { Outbox } = await import('/static/js/lib/outbox.js'); return new Outbox(8).entries; }")
    assert found == []


FORM = """async () => {
  document.head.insertAdjacentHTML("beforeend", `<script type="application/json" id="live">{"member": 7}</` + `script>`);
  document.querySelector("main").innerHTML = `<send-form><form method="post" action="/statuses/">
    <input type="hidden" name="key" value="key-of-the-page">
    <textarea name="text"></textarea><button>Post</button></form></send-form><live-list data-stream="a1"></live-list>`;
  globalThis.posts = [];
  globalThis.fetch = async (url, options) => {
    posts.push([new URL(url, location).pathname, options.body.get("key"), options.body.get("text")]);
    if (!globalThis.said) throw new TypeError("no network");
    const headers = new Headers({ "content-type": "application/json" });
    return { ok: said.status < 400, status: said.status, url, headers, json: async () => said };
  };
  await import("/static/js/elements/live-list.js");
  await import("/static/js/elements/send-form.js");
}"""
POSTED = """() => { globalThis.said = { status: 201, location: "/items/5/",
  object: { id: "item-5", v: 1, html: '<article id="item-5" data-v="1">hello</article>' } }; }"""


@pytest.fixture
def form(modules):
    modules.evaluate(FORM)
    return modules


def test_a_post_appears_without_leaving_the_page_and_the_box_is_empty_again(form):
    form.evaluate(POSTED)
    form.fill("textarea", "hello")
    form.press("textarea", "Control+Enter")
    form.wait_for_selector("#item-5")
    assert form.input_value("textarea") == ""
    assert form.evaluate("() => posts") == [["/statuses/", "key-of-the-page", "hello"]]
    assert form.input_value("[name=key]") not in ("", "key-of-the-page")


def test_sending_twice_in_a_row_sends_once(form):
    form.evaluate(
        """() => {
          const counted = fetch;
          globalThis.fetch = (...all) => { counted(...all).catch(() => {}); return new Promise(() => {}); };
        }"""
    )
    form.fill("textarea", "hello")
    form.click("button")
    form.evaluate("() => document.querySelector('send-form button').click()")
    form.press("textarea", "Control+Enter")
    assert len(form.evaluate("() => posts")) == 1
    assert form.get_attribute("button", "aria-busy") == "true"


def test_what_is_refused_is_said_beside_the_text(form):
    form.evaluate(
        "() => { globalThis.said = { status: 422, say: 'That is too long.', fields: { text: ['That is too long.', 'Really.'] } }; }"
    )
    form.fill("textarea", "hello")
    form.click("button")
    form.wait_for_selector("[role=alert]")
    assert form.locator("[role=alert] p").all_text_contents() == ["That is too long.", "Really."]
    assert form.input_value("textarea") == "hello"
    form.evaluate(POSTED)
    form.click("button")
    form.wait_for_selector("#item-5")
    assert form.locator("[role=alert]").count() == 0


def test_too_many_says_how_long_to_wait(form):
    form.evaluate("() => { globalThis.said = { status: 429, wait: 12 }; }")
    form.fill("textarea", "hello")
    form.click("button")
    form.wait_for_selector("[role=alert]")
    assert form.text_content("[role=alert]") == "Wait 12 seconds and send it again."


def test_an_offline_text_is_shown_as_waiting_and_goes_when_the_network_is_back(form):
    form.fill("textarea", "from the train")
    form.click("button")
    form.wait_for_selector("[data-pending] [data-state=sending]")
    assert form.input_value("textarea") == ""
    assert "from the train" in form.text_content("[data-pending]")
    form.evaluate(POSTED)
    form.click("text=Try again")
    form.wait_for_selector("#item-5")
    assert form.locator("[data-pending] article").count() == 0
    keys = form.evaluate("() => posts.map(([, key]) => key)")
    assert keys == ["key-of-the-page"] * 2


def test_a_waiting_text_can_be_thrown_away(form):
    form.fill("textarea", "never mind")
    form.click("button")
    form.click("text=Discard")
    assert form.locator("[data-pending] article").count() == 0


def test_a_draft_survives_a_reload_and_not_its_sending(form):
    form.fill("textarea", "half a thought")
    form.clock.run_for(400)
    form.reload()
    form.evaluate(FORM)
    assert form.input_value("textarea") == "half a thought"
    form.evaluate(POSTED)
    form.click("button")
    form.wait_for_selector("#item-5")
    form.reload()
    form.evaluate(FORM)
    assert form.input_value("textarea") == ""
