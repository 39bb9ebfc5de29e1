"""An hour with leadership: planned, asked, answered, and what stays of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import policy
from accounts.models import Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime.models import Event, Stream
from social.airing.actions import begin_session, end_session, set_chat, take_over, tend_sessions
from social.asking.actions import ask_question
from social.chatting.actions import announce_line, delete_line, hush, say_line, unhush
from social.chatting.models import Line
from social.hosting import actions as hosting
from social.items.models import Item
from social.joining.actions import remove_member
from social.sessions.actions import cancel_session, change_session, come
from social.sessions.models import Session, Stage
from tests.people import square
from tests.social.told_of import fresh, on, told

pytestmark = pytest.mark.django_db


PLAN = {
    "title": "Ask the board",
    "about": "The new strategy",
    "minutes": "45",
    "hosts": "@cor",
    "moderators": "@eva @max",
    "language": "en",
    "takes_questions": "on",
    "slow_seconds": "0",
}


def tomorrow() -> str:
    return (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


# ---- planning


def test_a_leader_plans_a_session_for_everybody_and_it_stands_in_the_timeline(people, browser):
    cor, _eva, _max = browser("cor"), people.eva, people.max
    assert "Plan a session" in cor.read("/sessions/")
    assert cor.post("/sessions/new/", {**PLAN, "place": square().pk, "starts_at": tomorrow(), "key": "k" * 16}).status_code == 303
    session = Session.objects.for_system("a test").get()
    again = cor.post("/sessions/new/", {**PLAN, "place": square().pk, "starts_at": tomorrow(), "key": "k" * 16})
    assert again["Location"] == f"/sessions/{session.pk}/"
    page = browser("nora").read(f"/sessions/{session.pk}/")
    assert "Ask the board" in page
    assert "The new strategy" in page
    assert "Ask the board" in browser("nora").read("/")
    assert "Ask the board" in browser("nora").read("/sessions/")
    assert browser("nora").get(f"/items/{session.pk}/")["Location"] == f"/sessions/{session.pk}/"
    assert told(people.max) == ["hosting"]
    ranks = dict(Membership.objects.filter(audience__backstage_of=session).values_list("member__handle", "rank"))
    assert ranks == {"cor": Rank.OWNER, "eva": Rank.MODERATOR, "max": Rank.MODERATOR}


def test_for_everybody_only_leaders_and_communications_plan(people, browser, session):
    with pytest.raises(Refused):
        session(by="nora")
    status, said = browser("nora").script("/sessions/new/", {**PLAN, "place": square().pk, "starts_at": tomorrow()})
    assert status == 422
    assert "place" in said["fields"]
    assert browser("gus").get("/sessions/new/").status_code == 403


def test_any_member_plans_one_in_a_group_they_may_post_in(people, group, session):
    team = group("secret", max=Rank.MEMBER)
    planned = session(by="max", audience=team.audience, hosts=[people.grace], moderators=[])
    assert fresh(planned).prepared_by == people.max
    assert policy.can_see(people.grace, planned)
    assert not policy.can_see(people.nora, planned)
    with pytest.raises(NotVisible):
        session(by="nora", audience=team.audience, hosts=[people.nora], moderators=[])
    with pytest.raises(Refused):  # cor does not see the group
        session(by="max", audience=team.audience, hosts=[people.cor], moderators=[])


def test_a_list_of_members_and_guests_can_be_its_public(people, browser, session):
    planned = session(guests=[people.gus])
    assert "Ask the board" in browser("gus").read(f"/sessions/{planned.pk}/")
    assert browser("nora").get(f"/sessions/{planned.pk}/").status_code == 404
    assert planned.item.audience.pk not in dict(browser("gus").get("/").context.get("places") or ())
    begin_session(people.cor, planned.pk)
    assert say_line(people.gus, planned.pk, "Hello from outside")
    with pytest.raises(Refused):  # nothing else is put into it
        policy.require(people.cor, "post", planned.item.audience)


def test_what_is_wrong_with_a_plan_is_said_and_nothing_typed_is_lost(people, browser):
    answer = browser("cor").post("/sessions/new/", {**PLAN, "hosts": "@nobody-here", "place": square().pk, "starts_at": "2020-01-01T10:00"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is nobody called @nobody-here." in page
    assert "This time is over. Choose a later one." in page
    assert "The new strategy" in page


def test_a_session_is_moved_and_called_off_and_who_was_coming_is_told_why(people, browser, session):
    planned = session()
    come(people.max, planned.pk, True)
    come(people.max, planned.pk, True)
    assert fresh(planned).coming_count == 1
    form = {**PLAN, "title": "Ask us", "moderators": "@eva", "starts_at": tomorrow(), "why": "The hall is taken", "key": "m" * 16}
    assert browser("eva").post(f"/sessions/{planned.pk}/change/", form).status_code == 303
    assert told(people.max) == ["moved"]
    assert "The hall is taken" in browser("max").read(f"/sessions/{planned.pk}/")
    cancel_session(people.cor, planned.pk, "A storm")
    assert told(people.max) == ["moved", "called_off"]
    assert "A storm" in browser("max").read("/notifications/")
    assert "This session is called off." in browser("nora").read(f"/sessions/{planned.pk}/")
    with pytest.raises(Refused):
        come(people.nora, planned.pk, True)
    with pytest.raises(Refused):
        begin_session(people.cor, planned.pk)


def test_who_only_comes_steers_nothing(people, session):
    planned = session()
    for deed in (begin_session, end_session):
        with pytest.raises(Refused):
            deed(people.nora, planned.pk)
    with pytest.raises(Refused):
        cancel_session(people.nora, planned.pk, "no")
    with pytest.raises(NotVisible):
        begin_session(people.gus, planned.pk)


# ---- lobby, on air, ended


def test_the_clock_opens_the_lobby_and_tells_open_pages_once(people, session):
    soon, later = session(), session(starts_at=timezone.now() + timedelta(hours=3))
    with pytest.raises(Refused):
        begin_session(people.cor, later.pk)
    before = Stream.objects.get(name=soon.item.stream).head
    assert tend_sessions() == 2  # it is opened, and who comes is reminded
    assert tend_sessions() == 0
    assert Stream.objects.get(name=soon.item.stream).head > before
    assert fresh(soon).shape == "lobby"
    assert fresh(later).shape == "before"


def test_a_session_begins_and_ends_by_its_hosts_and_begun_twice_is_begun_once(people, browser, session):
    planned = session()
    cor = browser("cor")
    assert cor.post(f"/sessions/{planned.pk}/begin/").status_code == 303
    version = fresh(planned).version
    begin_session(people.eva, planned.pk)
    assert fresh(planned).version == version
    assert 'data-shape="live"' in browser("nora").read(f"/sessions/{planned.pk}/")
    [head, _queue] = on(planned.item.stream, "session", planned.pk)
    assert 'data-shape="live"' in head["html"]
    end_session(people.cor, planned.pk)
    end_session(people.eva, planned.pk)
    assert fresh(planned).stage == Stage.ENDED


def test_a_session_that_everybody_left_ends_by_itself(people, session):
    planned = session()
    begin_session(people.cor, planned.pk)
    Session.objects.for_system("time passes").filter(pk=planned.pk).update(starts_at=timezone.now() - timedelta(hours=6))
    assert tend_sessions() == 1
    assert fresh(planned).stage == Stage.ENDED


def test_when_no_host_comes_the_page_says_so_and_a_moderator_takes_over(people, browser, session):
    planned = session()
    take_over(people.eva, planned.pk)  # too early: nothing changes
    Session.objects.for_system("time passes").filter(pk=planned.pk).update(starts_at=timezone.now() - timedelta(minutes=20))
    assert "No host has come yet" in browser("nora").read(f"/sessions/{planned.pk}/")
    take_over(people.eva, planned.pk)
    begin_session(people.eva, planned.pk)
    assert hosting.answer_question(people.eva, ask_question(people.max, planned.pk, "Who is here?").pk, "I am").answer == "I am"


# ---- the chat


def test_a_line_is_said_once_and_drawn_for_everybody(people, browser, session):
    planned = session()
    with pytest.raises(Refused):  # not on air yet
        say_line(people.max, planned.pk, "Hello")
    begin_session(people.cor, planned.pk)
    status, said = browser("max").script(f"/sessions/{planned.pk}/lines/", {"text": "Hello **all**", "key": "l" * 16})
    assert status == 201
    assert (
        browser("max").script(f"/sessions/{planned.pk}/lines/", {"text": "Hello **all**", "key": "l" * 16})[1]["object"]["id"]
        == said["object"]["id"]
    )
    line = Line.objects.for_system("a test").get()
    assert on(planned.item.stream, "line", line.pk)[0]["html"] == said["object"]["html"]
    assert "<strong>all</strong>" in said["object"]["html"]
    assert "data-host" not in said["object"]["html"]
    assert "data-host" in on(planned.item.stream, "line", say_line(people.cor, planned.pk, "Welcome").pk)[0]["html"]
    assert "Hello" in browser("nora").read(f"/sessions/{planned.pk}/")


def test_a_line_locks_nothing_and_costs_few_queries(people, session, django_assert_max_num_queries):
    planned = session()
    begin_session(people.cor, planned.pk)
    say_line(people.max, planned.pk, "First")
    with django_assert_max_num_queries(11) as queries:
        say_line(people.max, planned.pk, "Second", "s" * 16)
    assert not [one for one in queries.captured_queries if "FOR UPDATE" in one["sql"] or "FOR NO KEY" in one["sql"]]


def test_slow_mode_a_closed_chat_and_being_muted_are_said_in_a_sentence(people, browser, session):
    planned = session(slow_seconds=30)
    begin_session(people.cor, planned.pk)
    say_line(people.max, planned.pk, "One")
    status, said = browser("max").script(f"/sessions/{planned.pk}/lines/", {"text": "Two"})
    assert status == 403
    assert said["say"].startswith("Slow mode is on. Wait")
    say_line(people.cor, planned.pk, "Hosts do not")
    say_line(people.cor, planned.pk, "wait")
    set_chat(people.eva, planned.pk, closed=True, slow_seconds=0)
    status, said = browser("nora").script(f"/sessions/{planned.pk}/lines/", {"text": "May I?"})
    assert (status, said["say"]) == (403, "The moderators closed the chat.")
    assert announce_line(people.eva, planned.pk, "Coffee is ready").kind == "announcement"
    set_chat(people.eva, planned.pk, closed=False, slow_seconds=0)
    hush(people.eva, planned.pk, people.max.pk, "Please stay on topic")
    with pytest.raises(Refused, match="Please stay on topic"):
        say_line(people.max, planned.pk, "Why?")
    assert "Please stay on topic" in browser("max").read(f"/sessions/{planned.pk}/")
    with pytest.raises(Refused):  # a moderator does not mute the host
        hush(people.eva, planned.pk, people.cor.pk, "no")
    unhush(people.eva, planned.pk, people.max.pk)
    assert say_line(people.max, planned.pk, "Thanks")


def test_a_line_is_taken_away_by_its_author_or_a_moderator_and_its_place_stays(people, browser, session):
    planned = session()
    begin_session(people.cor, planned.pk)
    mine, other = say_line(people.max, planned.pk, "Unwise words"), say_line(people.nora, planned.pk, "Wise words")
    assert "Unwise words" in browser("max").read(f"/lines/{mine.pk}/delete/")
    delete_line(people.max, mine.pk)
    with pytest.raises(Refused):
        delete_line(people.max, other.pk)
    delete_line(people.eva, other.pk)
    page = browser("nora").read(f"/sessions/{planned.pk}/")
    assert "wise words" not in page
    assert "This line was taken back." in page
    assert "A moderator took this line away." in page


def test_earlier_lines_come_a_page_at_a_time(people, browser, session):
    planned = session()
    begin_session(people.cor, planned.pk)
    lines = [say_line(people.max, planned.pk, f"line number {n}") for n in range(104)]
    page = browser("nora").read(f"/sessions/{planned.pk}/")
    assert f'id="line-{lines[4].pk}"' in page
    assert f'id="line-{lines[3].pk}"' not in page
    older = browser("nora").read(f"/sessions/{planned.pk}/lines/?before={lines[4].pk}")
    assert f'id="line-{lines[0].pk}"' in older


# ---- places and people


def test_who_is_taken_out_of_the_group_loses_the_session_and_its_backstage(people, group, browser, session):
    team = group("closed", max=Rank.MEMBER, eva=Rank.MEMBER)
    planned = session(by="max", audience=team.audience, hosts=[people.grace], moderators=[people.eva])
    asked = ask_question(people.max, planned.pk, "When?")
    remove_member(people.grace, team.pk, people.eva.pk)
    assert not policy.can_see(people.eva, planned)
    assert not policy.can_see(people.eva, asked)
    assert planned.backstage_id not in policy.may_hear([people.eva.pk])[people.eva.pk].rows
    remove_member(people.grace, team.pk, people.max.pk)
    assert not policy.can_see(people.max, asked)  # one's own neither
    assert on(f"m{people.max.pk}", "question", asked.pk)[0].get("gone")


def test_a_session_is_not_edited_commented_moved_or_deleted_like_a_post(people, browser, session):
    planned = session()
    cor = browser("cor")
    for verb in ("edit", "delete", "move"):
        assert cor.get(f"/items/{planned.pk}/{verb}/").status_code == 403
    assert cor.script(f"/items/{planned.pk}/comments/", {"text": "hello"})[0] == 403
    assert Item.objects.for_system("a test").get(pk=planned.pk).state == "published"


def test_its_page_costs_the_same_however_much_was_said(people, browser, session, django_assert_max_num_queries):
    planned = session(approves=True)
    begin_session(people.cor, planned.pk)
    for n in range(12):
        ask_question(people.max, planned.pk, f"Question {n}?")
        say_line(people.nora, planned.pk, f"Line {n}")
    eva = browser("eva")
    eva.read(f"/sessions/{planned.pk}/")
    with django_assert_max_num_queries(30):
        eva.read(f"/sessions/{planned.pk}/")


def test_the_list_of_sessions_is_read_a_page_at_a_time(people, browser, session):
    for n in range(22):
        session(title=f"Session number {n:02}", starts_at=timezone.now() + timedelta(hours=1 + n // 2))
    nora = browser("nora")
    first = nora.read("/sessions/")
    assert "Session number 19" in first
    assert "Session number 20" not in first
    following = nora.get("/sessions/").context["next"]
    second = nora.read(f"/sessions/{following}")
    assert "Session number 20" in second
    assert "Session number 19" not in second


def test_planning_says_who_may_hear_the_hosts_stream(people, session):
    planned = session()
    heard = policy.may_hear([people.cor.pk, people.eva.pk, people.nora.pk])
    assert [planned.backstage_id in heard[one.pk].rows for one in (people.cor, people.eva, people.nora)] == [True, True, False]
    changed = change_session(people.cor, planned.pk, _plan(planned, people, moderators=[people.nora]))
    heard = policy.may_hear([people.eva.pk, people.nora.pk])
    assert [changed.backstage_id in heard[one.pk].rows for one in (people.eva, people.nora)] == [False, True]
    assert Event.objects.filter(stream="access", object__in=[people.eva.pk, people.nora.pk], kind="member").count() >= 2


def _plan(planned, people, **changes):
    from social.sessions.actions import Plan

    return Plan(**({"title": "Same", "about": "", "starts_at": planned.starts_at, "hosts": [people.cor]} | changes))
