"""Around a session: the badge on every page, who is coming, hands, moderators' talk, and what the crowd calls out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime import doorbell
from realtime.models import Event
from social.airing.actions import begin_session, end_session, set_chat
from social.chatting.actions import delete_line, hush, say_line, talk_backstage
from social.chatting.models import Line
from social.cheering.actions import cheer
from social.hosting.actions import question_from_line
from social.nameless.actions import ask_nameless, new_secret, reply_nameless
from social.raising.actions import give_floor, lower_hand, raise_hand
from social.raising.models import Hand
from social.search.models import Entry
from social.sessions.actions import come
from social.sessions.models import Session
from tests.people import row
from tests.social.told_of import on

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_air(people, session):
    return begin_session(people.cor, session().pk)


# ---- the badge and the card


def test_while_a_session_runs_every_page_says_so_to_who_may_come(people, browser, on_air):
    badge = f'class="on-air-badge" href="/sessions/{on_air.pk}/"'
    for address in ("/", "/groups/", "/people/nora/", "/notifications/", "/account/settings/"):
        assert badge in browser("nora").read(address), address
    assert badge not in browser("nora").read(f"/sessions/{on_air.pk}/")
    assert badge not in browser("gus").read("/")
    end_session(people.cor, on_air.pk)
    assert badge not in browser("nora").read("/groups/")


def test_the_badge_costs_no_query_of_its_own(people, browser, on_air, django_assert_max_num_queries):
    nora = browser("nora")
    nora.read("/")
    with django_assert_max_num_queries(12):
        nora.read("/")


def test_home_shows_what_is_on_air_or_else_the_next_one_with_its_time(people, group, browser, session):
    later = session(title="In a week", starts_at=timezone.now() + timedelta(days=7))
    assert "In a week" in browser("nora").read("/")
    secret = group("secret", max=Rank.MEMBER)
    hidden = session(by="max", title="A quiet hour", audience=secret.audience, hosts=[people.grace], moderators=[])
    assert "A quiet hour" in browser("max").read("/")
    home = browser("nora").read("/")
    assert "A quiet hour" not in home
    aside = home[home.index("aside-session") :]
    assert aside.index("Next session") < aside.index("In a week") < aside.index("With Cor")
    begin_session(people.grace, hidden.pk)
    assert "on-air" in browser("max").read("/")
    # What should have begun long ago is not the next one.
    Session.objects.for_system("time passes").filter(pk=later.pk).update(starts_at=timezone.now() - timedelta(hours=2))
    assert "aside-session" not in browser("nora").read("/")


# ---- who is coming, who is muted


def test_the_lobby_shows_faces_of_who_is_coming(people, browser, session):
    planned = session()
    for name in ("max", "grace"):
        come(getattr(people, name), planned.pk, True)
    page = browser("nora").read(f"/sessions/{planned.pk}/")
    assert page.count('class="crowd-face"') == 2
    assert f'title="{people.max.name}"' in page


def test_who_was_muted_is_shown_to_moderators_with_a_button_that_ends_it(people, browser, on_air):
    say_line(people.max, on_air.pk, "Noise")
    hush(people.eva, on_air.pk, people.max.pk, "Please stay on topic")
    address, button = f"/sessions/{on_air.pk}/", f"/sessions/{on_air.pk}/unmute/{people.max.pk}/"
    assert button in browser("eva").read(address)
    assert button not in browser("nora").read(address)
    assert browser("eva").post(button).status_code == 303
    assert button not in browser("eva").read(address)
    assert say_line(people.max, on_air.pk, "Thanks")


# ---- hands


def test_hosts_see_hands_in_their_order_and_who_has_the_floor_is_marked_once(people, browser, on_air):
    address = f"/sessions/{on_air.pk}/"
    assert browser("nora").post(f"{address}hand/").status_code == 303
    raise_hand(people.max, on_air.pk, True)
    assert raise_hand(people.max, on_air.pk, True).pk == Hand.objects.for_system("a test").get(member=people.max).pk
    shown = browser("eva").read(address)
    first, second = Hand.objects.for_system("a test").order_by("pk")
    assert shown.index(f'id="hand-{first.pk}"') < shown.index(f'id="hand-{second.pk}"')
    assert f'id="hand-{first.pk}"' in browser("nora").read(address)
    assert f'id="hand-{first.pk}"' not in browser("max").read(address)
    assert f'id="hand-{first.pk}"' not in browser("grace").read(address)
    assert "raised a hand" in on(on_air.backstage.stream, "hand", first.pk)[0]["html"]
    assert on(f"m{people.max.pk}", "hand", first.pk) == [{"id": f"hand-{first.pk}", "gone": True}]
    assert on(on_air.item.stream, "hand", first.pk) == [{"id": f"hand-{first.pk}", "gone": True}]

    set_chat(people.eva, on_air.pk, closed=True, slow_seconds=60)
    assert browser("eva").post(f"{address}hands/{first.pk}/floor/").status_code == 303
    assert "has the floor" in on(f"m{people.nora.pk}", "hand", first.pk)[0]["html"]
    live = say_line(people.nora, on_air.pk, "May I ask this aloud?")
    assert live.asked_live
    assert "Asked live" in on(on_air.item.stream, "line", live.pk)[0]["html"]
    assert on(on_air.backstage.stream, "hand", first.pk) == [{"id": f"hand-{first.pk}", "gone": True}]
    with pytest.raises(Refused):  # the floor was for one line
        say_line(people.nora, on_air.pk, "And this?")


def test_a_hand_is_lowered_by_its_member_by_a_moderator_and_by_the_end(people, browser, on_air, session):
    for lower in (lambda hand: raise_hand(people.max, on_air.pk, False), lambda hand: lower_hand(people.eva, on_air.pk, hand.pk)):
        hand = raise_hand(people.max, on_air.pk, True)
        with pytest.raises(Refused):
            give_floor(people.nora, on_air.pk, hand.pk)
        with pytest.raises(NotVisible):
            give_floor(people.gus, on_air.pk, hand.pk)
        lower(hand)
        assert not Hand.objects.for_system("a test").exists()
    raise_hand(people.max, on_air.pk, True)
    end_session(people.cor, on_air.pk)
    assert not Hand.objects.for_system("a test").exists()
    with pytest.raises(Refused):
        raise_hand(people.max, on_air.pk, True)


def test_who_is_muted_raises_no_hand(people, on_air):
    say_line(people.max, on_air.pk, "Noise")
    hush(people.eva, on_air.pk, people.max.pk, "Enough")
    with pytest.raises(Refused, match="Enough"):
        raise_hand(people.max, on_air.pk, True)


# ---- moderators' talk


def test_what_moderators_say_to_each_other_is_theirs_alone(people, browser, on_air):
    address = f"/sessions/{on_air.pk}/"
    status, said = browser("eva").script(f"{address}backstage/", {"text": "Nora before Max", "key": "b" * 16})
    assert status == 201
    line = Line.objects.for_system("a test").get()
    assert said["object"]["id"] == f"line-{line.pk}"
    assert 'data-shelf="backstage"' in said["object"]["html"]
    assert talk_backstage(people.eva, on_air.pk, "Nora before Max", "b" * 16).pk == line.pk
    assert "Nora before Max" in browser("cor").read(address)
    for name in ("nora", "max", "grace"):
        assert "Nora before Max" not in browser(name).read(address)
        with pytest.raises(Refused):
            talk_backstage(getattr(people, name), on_air.pk, "me too")
    assert "Nora before Max" not in browser("nora").read(f"{address}lines/")
    assert "Nora before Max" in on(on_air.backstage.stream, "line", line.pk)[0]["html"]
    assert on(on_air.item.stream, "line", line.pk) == [{"id": f"line-{line.pk}", "gone": True}]
    assert set(Event.objects.filter(kind="line", object=line.pk).values_list("stream", flat=True)) == {on_air.backstage.stream}
    with pytest.raises(NotVisible):
        question_from_line(people.eva, line.pk)
    with pytest.raises(NotVisible):
        delete_line(people.nora, line.pk)
    end_session(people.cor, on_air.pk)
    assert not Entry.objects.for_system("a test").filter(kind="line", object=line.pk).exists()
    assert "Nora before Max" not in browser("eva").get(f"{address}text/").content.decode()
    delete_line(people.cor, line.pk)
    assert set(Event.objects.filter(kind="line", object=line.pk).values_list("stream", flat=True)) == {on_air.backstage.stream}


# ---- what the crowd calls out


def test_what_is_called_out_is_counted_and_written_nowhere(people, browser, on_air, monkeypatch):
    called = []
    monkeypatch.setattr("social.cheering.actions.call_out", lambda *said: called.append(said))
    events = Event.objects.count()
    address = f"/sessions/{on_air.pk}/cheer/"
    assert browser("nora").post(address, {"kind": "love"}).status_code == 303
    assert browser("nora").script(address, {"kind": "love"})[0] == 200
    assert called == [(on_air.item.stream, "love")] * 2
    assert Event.objects.count() == events
    # A browser that did not hear the answer sends it again; another one's key is another key.
    again = {"kind": "love", "key": "c" * 36}
    assert [browser("nora").script(address, again) for _ in range(3)] == [(200, {"location": f"/sessions/{on_air.pk}/"})] * 3
    assert browser("nora").post(address, again).status_code == 303
    assert len(called) == 3
    browser("max").post(address, again)
    assert len(called) == 4
    assert browser("nora").script(address, {"kind": "fire"})[0] == 403
    say_line(people.max, on_air.pk, "Noise")
    hush(people.eva, on_air.pk, people.max.pk, "Enough")
    with pytest.raises(Refused):
        cheer(people.max, on_air.pk, "love")
    with pytest.raises(NotVisible):
        cheer(people.gus, on_air.pk, "love")
    end_session(people.cor, on_air.pk)
    with pytest.raises(Refused):
        cheer(people.nora, on_air.pk, "love")
    assert len(called) == 4


def test_calling_out_where_nobody_serves_is_lost_and_harms_nothing():
    doorbell.call_out("i1", "love")


# ---- questions without a name


def test_who_has_the_secret_reads_what_became_of_it_and_what_hosts_wrote_to_them_alone(people, browser, session):
    planned, secret = session(takes_anonymous=True, approves=True), new_secret()
    asked = ask_nameless(people.max, planned.pk, "A delicate thing?", secret)
    assert browser("nora").get(f"/questions/{asked.pk}/reply/").status_code == 404
    eva = browser("eva")
    assert "You do not learn who that is" in eva.read(f"/questions/{asked.pk}/reply/")
    assert eva.post(f"/questions/{asked.pk}/reply/", {"text": "Come and see us", "key": "r" * 16}).status_code == 303
    told = browser("max").post("/questions/nameless/", {"secret": secret, "look": "1"}).content.decode()
    assert "A delicate thing?" in told
    assert "Waits for a moderator" in told
    assert "Come and see us" in told
    assert "Come and see us" not in eva.read(f"/sessions/{planned.pk}/")
    assert browser("max").post("/questions/nameless/", {"secret": new_secret(), "look": "1"}).status_code == 403
    assert browser("gus").post("/questions/nameless/", {"secret": secret, "look": "1"}).status_code == 403
    with pytest.raises(NotVisible):
        reply_nameless(people.nora, asked.pk, "me")


def test_pages_about_questions_without_a_name_ask_for_nothing_else_by_themselves(browser, session):
    planned = session(takes_anonymous=True)
    max_ = browser("max")
    assert "data-places=" in max_.read("/people/")
    for address in (f"/sessions/{planned.pk}/questions/nameless/", "/questions/nameless/"):
        assert "data-places=" not in max_.read(address)
    form = {"text": "Why?", "secret": new_secret()}
    assert "data-places=" not in max_.post(f"/sessions/{planned.pk}/questions/nameless/", form).content.decode()


def test_a_guest_sees_the_faces_of_those_they_know(people, group, browser, session):
    closed = group("closed", max=Rank.MEMBER)
    row(closed.audience, people.gus)
    planned = session(by="max", audience=closed.audience, hosts=[people.grace], moderators=[])
    come(people.max, planned.pk, True)
    assert f'title="{people.max.name}"' in browser("gus").read(f"/sessions/{planned.pk}/")
