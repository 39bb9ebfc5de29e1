"""The client's rule of docs/realtime.md, with a clock and a server that the story moves."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def live(modules):
    """A page that is live; `say` lets the server speak, `told` is what the page was told."""
    return LivePage(modules)


# Whatever was promised has been kept: a message to oneself comes after all of it, and needs no timer.
SETTLE = """() => new Promise((done) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = done;
  channel.port2.postMessage(0);
})"""


class LivePage:
    def __init__(self, page):
        self.page = page
        page.evaluate("async () => { globalThis.fakes = await import('/fakes.js'); globalThis.run = fakes.run; globalThis.ok = fakes.ok; }")

    def open(self, answers="{}", random="() => 0.5"):
        self.page.evaluate(f"async () => {{ await fakes.live({answers}, {random}); }}")
        return self

    def ready(self):
        self.open()
        self.page.evaluate("() => { FakeSocket.last.accept(); FakeSocket.last.say(ok()); }")
        return self

    def say(self, frame):
        self.page.evaluate(f"() => FakeSocket.last.say({frame})")

    def wait(self, ms):
        self.page.clock.run_for(ms)
        self.page.evaluate(
            "() => new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); })"
        )

    def get(self, what):
        return self.page.evaluate(f"() => {what}")

    @property
    def shown(self):
        return [item for _stream, item, _v in self.get("told.objects")]

    @property
    def subs(self):
        return self.get("FakeSocket.last.subs()")

    @property
    def sockets(self):
        return self.get("FakeSocket.all.length")


def test_a_page_says_its_positions_and_is_live_when_the_server_agrees(live):
    live.open()
    assert live.get("one.state") == "catching-up"
    live.page.evaluate("() => FakeSocket.last.accept()")
    assert live.subs == [{"a1": 10, "m7": 0}]
    assert live.get("one.state") == "catching-up"
    live.say("ok()")
    assert live.get("one.state") == "live"


def test_a_run_that_comes_twice_is_applied_once(live):
    live.ready()
    live.say("run(11, 12, 1, 2)")
    live.say("run(11, 12, 1, 2)")
    live.say("run(12, 12, 2)")
    assert live.shown == ["item-1", "item-2"]
    live.wait(2000)
    assert live.subs == [{"a1": 10, "m7": 0}]


def test_a_run_that_overlaps_what_is_known_is_applied(live):
    live.ready()
    live.say("run(11, 11, 1)")
    live.say("run(10, 13, 1, 2, 3)")
    assert live.shown == ["item-1", "item-1", "item-2", "item-3"]
    assert live.get("one.streams.last.get('a1')") == 13


def test_a_gap_waits_half_a_second_and_then_resumes(live):
    live.ready()
    live.say("run(13, 13, 3)")
    assert live.shown == []
    live.wait(450)
    assert len(live.subs) == 1
    live.wait(100)
    assert live.subs[1:] == [{"a1": 10}]
    assert live.get("one.state") == "catching-up"
    live.say("run(11, 13, 1, 2, 3)")
    live.say("ok({a1: 13})")
    assert live.shown == ["item-1", "item-2", "item-3"]
    assert live.get("one.state") == "live"


def test_a_late_run_closes_the_gap_without_a_question(live):
    live.ready()
    live.say("run(12, 12, 2)")
    live.wait(300)
    live.say("run(11, 11, 1)")
    assert live.shown == ["item-1", "item-2"]
    live.wait(2000)
    assert len(live.subs) == 1


def test_an_empty_run_moves_the_position(live):
    live.ready()
    live.say("run(11, 14)")
    live.say("run(15, 15, 5)")
    assert live.shown == ["item-5"]


def test_a_head_that_is_ahead_for_half_a_second_is_asked_for(live):
    live.ready()
    live.say("{t: 'beat', now: 1, s: {a1: 11, m7: 0}}")
    live.wait(600)
    assert live.subs[1:] == [{"a1": 10}]


def test_a_head_that_arrives_meanwhile_is_not_asked_for(live):
    live.ready()
    live.say("{t: 'beat', now: 1, s: {a1: 11, m7: 0}}")
    live.wait(200)
    live.say("run(11, 11, 1)")
    live.wait(1000)
    assert len(live.subs) == 1


def test_silence_of_25_s_says_not_live_and_connects_again(live):
    live.ready()
    live.wait(24_900)
    assert live.get("one.state") == "live"
    live.wait(200)
    assert live.get("told.states").count("offline") == 1
    live.wait(1000)
    assert live.sockets == 2
    live.say("run(11, 11, 1)")
    live.page.evaluate("() => FakeSocket.last.accept()")
    assert live.subs == [{"a1": 11, "m7": 0}]


def test_a_beat_is_enough_to_stay_live(live):
    live.ready()
    for _ in range(5):
        live.wait(15_000)
        live.say("{t: 'beat', now: 1, s: {a1: 10, m7: 0}}")
    assert live.get("one.state") == "live"
    assert live.sockets == 1


def test_a_lost_connection_comes_back_and_resumes_from_where_it_was(live):
    live.ready()
    live.say("run(11, 12, 1, 2)")
    live.page.evaluate("() => FakeSocket.last.close(1006)")
    assert live.get("one.state") == "offline"
    live.wait(1000)
    live.page.evaluate("() => FakeSocket.last.accept()")
    assert live.sockets == 2
    assert live.subs == [{"a1": 12, "m7": 0}]


def test_waits_grow_with_every_failure_and_never_pass_half_a_minute(live):
    live.ready()
    waits = live.get("Array.from({length: 8}, () => { one.connection.random = () => 1; return one.connection.jitter(); })")
    assert waits == [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]


def test_after_a_restart_pages_come_back_spread_over_ten_seconds(live):
    live.open(random="() => 0.95")
    live.page.evaluate("() => { FakeSocket.last.accept(); FakeSocket.last.say(ok()); }")
    live.say("{t: 'bye', why: 'restart'}")
    live.page.evaluate("() => FakeSocket.last.close(1012)")
    live.wait(9000)
    assert live.sockets == 1
    live.wait(1000)
    assert live.sockets == 2


def test_who_is_signed_out_does_not_come_back(live):
    live.ready()
    live.say("{t: 'bye', why: 'signed-out'}")
    live.page.evaluate("() => FakeSocket.last.close(4401)")
    live.wait(60_000)
    assert live.get("one.state") == "signed-out"
    assert live.sockets == 1


def test_a_refused_ticket_is_exchanged_before_the_next_try(live):
    live.open()
    live.page.evaluate("() => FakeSocket.last.close(1006)")
    live.wait(10)
    live.wait(1500)
    assert live.get("ask.asked") == ["/live/ticket"]
    assert live.get("FakeSocket.last.url").endswith("ticket=again")


def test_a_signed_out_session_learns_it_from_the_ticket(live):
    live.open("{'/live/ticket': () => ({status: 401, say: 'no'})}")
    live.page.evaluate("() => FakeSocket.last.close(1006)")
    live.wait(60_000)
    assert live.get("one.state") == "signed-out"
    assert live.sockets == 1


def test_a_ticket_that_grew_old_is_exchanged_first(live):
    live.ready()
    for _ in range(41):
        live.wait(15_000)
        live.say("{t: 'beat', now: 1, s: {}}")
    live.page.evaluate("() => FakeSocket.last.close(1006)")
    live.wait(1000)
    live.wait(10)
    assert live.get("ask.asked") == ["/live/ticket"]
    assert live.sockets == 2


def test_where_websockets_are_blocked_the_page_asks_and_says_so(live):
    polled = "({epoch: 'e1', now: 1, every: 5, frames: [run(11, 11, 1), ok({a1: 11, m7: 0})]})"
    live.open("{'/live/poll': () => " + polled + "}")
    for _ in range(2):
        live.page.evaluate("() => FakeSocket.last.close(1006)")
        live.wait(10)
        live.wait(3000)
    assert live.get("one.state") == "polling"
    assert live.shown == ["item-1"]
    asked = live.get("ask.asked.filter((url) => url.startsWith('/live/poll'))")
    assert asked[0].endswith("epoch=e1&s=a1:10,m7:0")
    live.wait(5000)
    live.wait(5000)
    asked = live.get("ask.asked.filter((url) => url.startsWith('/live/poll'))")
    assert asked[-1].endswith("s=a1:11,m7:0")
    assert 2 <= len(asked) <= 4


def test_without_any_network_the_page_says_not_live(live):
    live.open("{'/live/ticket': () => { throw new TypeError('no network'); }}")
    live.page.evaluate("() => FakeSocket.last.close(1006)")
    live.wait(10)
    assert live.get("one.state") == "offline"
    live.wait(3000)
    assert live.sockets == 2


def test_another_epoch_is_told_and_nothing_is_asked_for(live):
    live.open()
    live.page.evaluate("() => FakeSocket.last.accept('e2')")
    assert live.get("told.epochs") == 1
    assert live.subs == []


def test_stale_and_refused_streams_are_not_listened_to_any_more(live):
    live.ready()
    live.say("{t: 'no', s: ['a1']}")
    live.say("{t: 'stale', s: ['m7']}")
    assert live.get("told.refused") == ["a1"]
    assert live.get("told.stale") == ["m7"]
    live.say("run(11, 11, 1)")
    assert live.shown == []
    live.page.evaluate("() => { one.streams.place({m7: 40}, {again: true}); one.streams.want(['m7']); }")
    assert live.subs[-1] == {"m7": 40}


def test_coming_back_to_the_page_asks_at_once(live):
    live.ready()
    live.page.evaluate("() => dispatchEvent(new Event('online'))")
    assert live.subs[-1] == {"a1": 10, "m7": 0}
    live.wait(4100)
    assert live.get("one.state") == "offline", "a socket that does not answer somebody who came back is dead"


def test_leaving_a_stream_keeps_its_position(live):
    live.ready()
    live.page.evaluate("() => { one.streams.want(['i5']); one.streams.leave(['i5']); one.streams.want(['i5']); }")
    assert live.subs[-2:] == [{"i5": 3}, {"i5": 3}]
    assert live.get("FakeSocket.last.sent.filter((frame) => frame.t === 'unsub')") == [{"t": "unsub", "s": ["i5"]}]
