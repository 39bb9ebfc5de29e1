"""What a run does to the page: rows by version and order, counts, and never under somebody's hands."""

import pytest

pytestmark = pytest.mark.browser

SET_UP = """async (html) => {
  document.querySelector("main").innerHTML = html;
  await import("/static/js/elements/live-list.js");
  const { applyAll, apply } = await import("/static/js/live/apply.js");
  const rows = await import("/static/js/live/rows.js");
  rows.watchBusy();
  const item = (n, v = 1, text = `post ${n}`, extra = "") =>
    `<article class="row" id="item-${n}" data-v="${v}" data-author="3" ${extra}><p>${text}</p><textarea></textarea>
     <details class="menu"><summary>More</summary></details><button>Like</button><span data-count="comments"></span></article>`;
  const comment = (n, path, v = 1) => `<article id="comment-${n}" data-v="${v}" data-path="${path}">${n}</article>`;
  Object.assign(globalThis, { applyAll, apply, item, comment });
  globalThis.put = (n, v = 1, text, extra) => applyAll([{ id: `item-${n}`, v, html: item(n, v, text, extra), n: { comments: 0 } }], "a1");
  globalThis.ids = () => [...document.querySelectorAll("live-list [data-v]")].map((row) => row.id);
}"""


@pytest.fixture
def feed(modules):
    """A feed of stream a1 with posts 2 and 4."""
    modules.evaluate(SET_UP, '<live-list data-stream="a1 a4" data-order="newest"></live-list>')
    modules.evaluate("() => { put(2); put(4); }")
    return modules


def ids(page):
    return page.evaluate("() => ids()")


def test_newest_posts_stand_first_wherever_they_arrive(feed):
    feed.evaluate("() => { put(3); put(5); put(1); }")
    assert ids(feed) == ["item-5", "item-4", "item-3", "item-2", "item-1"]


def test_an_older_version_is_ignored_and_a_newer_one_replaces(feed):
    feed.evaluate("() => { put(2, 3, 'third'); put(2, 2, 'second'); }")
    assert feed.text_content("#item-2 p") == "third"
    assert ids(feed) == ["item-4", "item-2"]


def test_counts_belong_to_their_row_and_zero_is_nothing(feed):
    feed.evaluate("() => applyAll([{id: 'item-2', n: {comments: 1234}}], 'i2')")
    assert feed.text_content("#item-2 [data-count]") == "1,234"
    assert feed.text_content("#item-4 [data-count]") == ""
    feed.evaluate("() => applyAll([{id: 'item-2', n: {comments: 0}}], 'i2')")
    assert feed.text_content("#item-2 [data-count]") == ""


def test_what_is_gone_goes(feed):
    feed.evaluate("() => applyAll([{id: 'item-2', gone: true}], 'a1')")
    assert ids(feed) == ["item-4"]


def test_an_item_that_moved_where_this_feed_does_not_look_goes_though_its_own_stream_was_first(feed):
    feed.evaluate("() => applyAll([{id: 'item-4', v: 2, html: item(4, 2, 'moved', 'data-audience=\"9\"')}], 'i4')")
    feed.evaluate("() => applyAll([{id: 'item-4', gone: true}], 'a1')")
    assert ids(feed) == ["item-2"]


def test_an_item_that_moved_to_another_place_of_this_feed_stays(feed):
    feed.evaluate("() => applyAll([{id: 'item-4', v: 2, html: item(4, 2, 'moved', 'data-audience=\"4\"')}], 'a4')")
    feed.evaluate("() => applyAll([{id: 'item-4', gone: true}], 'a1')")
    assert feed.text_content("#item-4 p") == "moved"


def test_one_broken_object_harms_no_other(feed, watcher):
    feed.evaluate("() => applyAll([{id: 'item-9', v: 1, html: 'no element'}, {id: 'item-8', v: 1, html: item(8)}], 'a1')")
    assert ids(feed) == ["item-8", "item-4", "item-2"]
    assert "item-9" in watcher.complaints.pop()


def test_a_script_in_a_row_does_not_run(feed):
    feed.evaluate("""() => put(6, 1, '<script>globalThis.ran = true;</' + 'script><b>six</b>')""")
    assert feed.text_content("#item-6 b") == "six"
    assert feed.evaluate("() => globalThis.ran") is None


def test_a_row_somebody_writes_in_is_replaced_when_they_leave_it(feed):
    feed.fill("#item-2 textarea", "half a sent")
    feed.evaluate("() => { put(2, 2, 'edited'); put(2, 3, 'edited twice'); applyAll([{id: 'item-2', n: {comments: 7}}], 'i2'); }")
    assert feed.text_content("#item-2 p") == "post 2"
    assert feed.text_content("#item-2 [data-count]") == "7"
    assert feed.input_value("#item-2 textarea") == "half a sent"
    feed.evaluate("() => document.activeElement.blur()")
    feed.clock.run_for(50)
    assert feed.text_content("#item-2 p") == "edited twice"


def test_an_open_menu_is_not_taken_from_under_the_pointer(feed):
    feed.click("#item-4 summary")
    feed.evaluate("() => applyAll([{id: 'item-4', gone: true}], 'a1')")
    assert ids(feed) == ["item-4", "item-2"]
    feed.click("#item-4 summary")
    feed.evaluate(
        "() => new Promise((done) => { const frame = new MessageChannel(); frame.port1.onmessage = done; frame.port2.postMessage(0); })"
    )
    feed.clock.run_for(50)
    assert ids(feed) == ["item-2"]


def test_a_clicked_button_keeps_the_focus_when_its_row_is_replaced(feed):
    feed.click("#item-2 button")
    feed.evaluate("() => put(2, 2, 'edited')")
    assert feed.text_content("#item-2 p") == "edited"
    assert feed.evaluate("() => document.activeElement.textContent") == "Like"


def scrolled(page):
    page.evaluate("() => { document.body.style.paddingBottom = '5000px'; scrollTo(0, 100); }")


def test_who_has_scrolled_is_offered_new_posts_behind_a_pill(feed):
    scrolled(feed)
    top = feed.evaluate("() => document.getElementById('item-4').getBoundingClientRect().top")
    feed.evaluate("() => put(5)")
    assert feed.text_content(".new-pill") == "1 new post"
    feed.evaluate("() => { put(6); put(6, 2, 'edited'); put(7); applyAll([{id: 'item-7', gone: true}], 'a1'); }")
    assert feed.text_content(".new-pill") == "2 new posts"
    assert ids(feed) == ["item-4", "item-2"]
    feed.clock.run_for(100)
    assert abs(feed.evaluate("() => document.getElementById('item-4').getBoundingClientRect().top") - top) < 60
    feed.click(".new-pill")
    assert ids(feed) == ["item-6", "item-5", "item-4", "item-2"]
    assert feed.text_content("#item-6 p") == "edited"
    assert feed.is_hidden(".new-pill")
    assert feed.evaluate("() => document.activeElement.id") == "item-6"


def test_ones_own_post_appears_at_once(feed):
    scrolled(feed)
    feed.evaluate("() => apply({id: 'item-9', v: 1, html: item(9)}, '', {own: true})")
    assert ids(feed) == ["item-9", "item-4", "item-2"]
    feed.evaluate("() => put(9)")
    assert ids(feed) == ["item-9", "item-4", "item-2"]


def test_a_change_of_an_older_post_does_not_bring_it_onto_a_page_that_ends_before_it(feed):
    feed.evaluate(
        "() => document.querySelector('main').append(Object.assign(document.createElement('a'), {rel: 'next', href: '?before=2'}))"
    )
    feed.evaluate("() => put(1, 4, 'old and edited')")
    assert ids(feed) == ["item-4", "item-2"]


def test_comments_stand_in_the_order_of_their_paths(modules):
    modules.evaluate(SET_UP, '<live-list data-stream="i4" data-order="path"></live-list>')
    modules.evaluate("""() => {
      const put = (n, path) => applyAll([{ id: `comment-${n}`, v: 1, on: 'item-4', path, html: comment(n, path) }], 'i4');
      put(1, '0001'); put(2, '0002'); put(3, '0001.0003'); put(4, '0001.0003.0004'); put(5, '000a'); put(6, '0001.0006');
    }""")
    assert ids(modules) == [f"comment-{n}" for n in (1, 3, 4, 6, 2, 5)]


def test_comments_of_another_item_stay_away(modules):
    modules.evaluate(SET_UP, '<live-list data-stream="i4" data-order="path"></live-list>')
    modules.evaluate("() => applyAll([{id: 'comment-8', v: 1, on: 'item-5', path: '0001', html: comment(8, '0001')}], 'i5')")
    assert ids(modules) == []


def test_the_bell_counts(modules):
    modules.evaluate(SET_UP, "")
    modules.evaluate("() => applyAll([{id: 'bell', n: {unread: 3}}], 'm7')")
    assert modules.text_content("#bell") == "3"
    assert modules.get_attribute("#bell", "data-count") == "3"
    modules.evaluate("() => applyAll([{id: 'bell', n: {unread: 0}}], 'm7')")
    assert modules.text_content("#bell") == ""


def test_new_things_are_announced_sparingly(feed):
    feed.clock.run_for(6000)
    feed.evaluate("() => put(11)")
    feed.clock.run_for(400)
    assert feed.text_content("#announcements") == "1 new post"
    feed.evaluate("() => { put(12); put(13); }")
    feed.clock.run_for(4000)
    assert feed.text_content("#announcements") == "1 new post"
    feed.clock.run_for(1500)
    assert feed.text_content("#announcements") == "2 new posts"


def test_a_new_row_glows_for_a_moment(feed):
    feed.evaluate("() => put(7)")
    assert feed.get_attribute("#item-7", "data-fresh") == ""
    feed.clock.run_for(2500)
    assert feed.get_attribute("#item-7", "data-fresh") is None


def test_moments_are_words_that_keep_up_with_the_clock(modules):
    modules.evaluate(
        """async () => {
          const made = new Date(Date.now() - 5000).toISOString();
          document.querySelector("main").innerHTML = `<time datetime="${made}" data-moment>1 Jan</time>`;
          const { startMoments } = await import("/static/js/elements/moments.js");
          const { dress } = await import("/static/js/live/dress.js");
          startMoments();
          dress(document);
        }"""
    )
    assert modules.text_content("time") == "just now"
    modules.clock.run_for(120_000)
    assert modules.text_content("time") == "2 minutes ago"
    modules.evaluate("() => { document.documentElement.lang = 'nl'; }")
    modules.clock.run_for(3_600_000)
    assert modules.text_content("time") == "1 uur geleden"


def test_a_moment_to_come_is_not_just_now(modules):
    words = modules.evaluate(
        """async () => {
          const { words } = await import("/static/js/elements/moments.js");
          const now = Date.UTC(2026, 2, 4, 12);
          return [20e3, 20 * 60e3, 2 * 3600e3, 24 * 3600e3, 30 * 86400e3].map((ahead) => words(now + ahead, now));
        }"""
    )
    assert words == ["just now", "in 20 minutes", "in 2 hours", "tomorrow", "3 Apr"]


def test_what_is_ones_own_is_switched_on_in_every_row(modules):
    modules.evaluate(SET_UP, '<live-list data-stream="a1"></live-list>')
    modules.evaluate(
        """async () => {
          const own = await import("/static/js/live/own.js");
          own.startOwn();
          own.takeOwn({ member: 3, reactions: { "item-6": "like" }, ranks: { 4: 20, 5: 10 } });
          put(6, 1, "mine", 'data-audience="1"');
          document.querySelector("live-list").dataset.stream = "a1 a4 a5";
          const other = (n, audience) =>
            item(n)
              .replace('data-author="3"', `data-author="8" data-audience="${audience}"`)
              .replace("<button>", "<button data-react aria-pressed=false>");
          applyAll([{ id: "item-7", v: 1, html: other(7, 4) }], "a4");
          applyAll([{ id: "item-8", v: 1, html: other(8, 5) }], "a5");
          own.react(document.getElementById("item-8"), "love");
          applyAll([{ id: "item-8", v: 2, html: other(8, 5).replace('data-v="1"', 'data-v="2"') }], "a5");
        }"""
    )
    state = modules.evaluate(
        """() => Object.fromEntries([6, 7, 8].map((n) => {
          const { dataset } = document.getElementById(`item-${n}`);
          return [n, ["mine", "may"].filter((name) => name in dataset)];
        }))"""
    )
    assert state == {"6": ["mine", "may"], "7": ["may"], "8": []}
    assert modules.get_attribute("#item-8 [data-react]", "aria-pressed") == "true"
    assert modules.get_attribute("#item-7 [data-react]", "aria-pressed") == "false"
