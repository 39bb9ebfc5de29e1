"""The questions of a session: asked, wanted, answered, and never dropped in silence."""

import pytest

from accounts.policy import NotVisible, Refused
from realtime.models import Event
from social.airing.actions import begin_session, end_session
from social.asking.actions import ask_question, vote_question, withdraw_question
from social.asking.models import Fate, Question
from social.chatting.actions import say_line
from social.hosting import actions as hosting
from tests.social.conftest import block
from tests.social.told_of import fresh, on, question, told

pytestmark = pytest.mark.django_db


# ---- questions


def test_a_question_stands_in_the_queue_by_votes_and_who_asks_votes_for_it(people, browser, session):
    planned = session()
    first, second = ask_question(people.max, planned.pk, "When?"), ask_question(people.nora, planned.pk, "Why?")
    vote_question(people.grace, second.pk, True)
    vote_question(people.grace, second.pk, True)
    assert (question(first.pk).votes, question(second.pk).votes) == (1, 2)
    html = browser("grace").read(f"/sessions/{planned.pk}/")
    assert html.index("Why?") < html.index("When?")
    assert block(html, "own")["voted"] == [second.pk]
    by_time = browser("grace").read(f"/sessions/{planned.pk}/?queue=time")
    assert by_time.index("When?") < by_time.index("Why?")
    assert on(planned.item.stream, "question_votes", second.pk) == [{"id": f"question-{second.pk}", "n": {"votes": 2}}]
    status, said = browser("grace").script(f"/questions/{second.pk}/vote/", {"on": "0"})
    assert (status, said["object"]["n"], said["unvoted"]) == (200, {"votes": 1}, [second.pk])


def test_a_question_asked_twice_by_the_same_form_is_one(people, session):
    planned = session()
    assert ask_question(people.max, planned.pk, "When?", "q" * 16) == ask_question(people.max, planned.pk, "When?", "q" * 16)
    assert fresh(planned).question_count == 1


def test_a_waiting_question_belongs_to_the_hosts_and_the_page_says_how_many_wait(people, browser, session):
    planned = session(approves=True)
    asked = ask_question(people.max, planned.pk, "A delicate thing?")
    assert asked.fate == Fate.WAITING
    address = f"/sessions/{planned.pk}/"
    assert "A delicate thing?" in browser("max").read(address)
    assert "A delicate thing?" in browser("eva").read(address)
    html = browser("nora").read(address)
    assert "A delicate thing?" not in html
    assert '<span data-n="waiting">1</span>' in html
    assert on(planned.item.stream, "question", asked.pk) == []
    assert "A delicate thing?" in on(planned.backstage.stream, "question", asked.pk)[0]["html"]
    assert "A delicate thing?" in on(f"m{people.max.pk}", "question", asked.pk)[0]["html"]
    assert on(f"m{people.nora.pk}", "question", asked.pk) == [{"id": f"question-{asked.pk}", "gone": True}]
    with pytest.raises(NotVisible):
        vote_question(people.nora, asked.pk, True)
    hosting.approve_question(people.eva, asked.pk)
    hosting.approve_question(people.cor, asked.pk)
    assert "A delicate thing?" in browser("nora").read(address)
    assert fresh(planned).waiting_count == 0
    streams = set(Event.objects.filter(kind="question", object=asked.pk).values_list("stream", flat=True))
    assert streams == {planned.item.stream, planned.backstage.stream, f"m{people.max.pk}"}


def test_what_moderators_ask_does_not_wait(people, session):
    assert ask_question(people.eva, session(approves=True).pk, "On behalf of the line?").fate == Fate.OPEN


def test_a_question_is_put_up_answered_while_everybody_reads_along_and_its_asker_told(people, browser, session):
    planned = session()
    first, second = ask_question(people.max, planned.pk, "When?"), ask_question(people.nora, planned.pk, "Why?")
    with pytest.raises(Refused):  # not on air
        hosting.call_question(people.cor, first.pk)
    begin_session(people.cor, planned.pk)
    hosting.call_question(people.eva, first.pk)
    assert browser("cor").script(f"/questions/{first.pk}/draft/", {"text": "In spr"})[0] == 200
    [shown] = on(planned.item.stream, "question", first.pk)
    assert "In spr" in shown["html"]
    assert 'data-shelf="now"' in shown["html"]
    with pytest.raises(Refused):  # a moderator puts questions up; hosts answer
        hosting.answer_question(people.eva, first.pk, "Never")
    hosting.call_question(people.eva, second.pk)  # what was begun is answered by that
    assert question(first.pk).fate == Fate.ANSWERED
    hosting.answer_question(people.cor, second.pk, "Because.")
    assert question(second.pk).fate == Fate.ANSWERED
    assert fresh(planned).answering is None
    assert told(people.nora) == ["answered"]
    line = say_line(people.max, planned.pk, "Thanks")
    assert line.chapter is None


def test_parked_declined_and_joined_questions_say_why_and_where_they_went(people, browser, session):
    planned = session(approves=True)
    rude, late, twin = (ask_question(people.max, planned.pk, words) for words in ("Rude words", "About the budget?", "When then?"))
    target = ask_question(people.eva, planned.pk, "When?")
    assert browser("eva").post(f"/questions/{rude.pk}/decline/", {"words": ""}).status_code == 422
    assert browser("eva").post(f"/questions/{rude.pk}/decline/", {"words": "Not about a person"}).status_code == 303
    hosting.park_question(people.eva, late.pk, "Goes to the works council on 3 May")
    hosting.merge_question(people.eva, twin.pk, target.pk)
    html = browser("nora").read(f"/sessions/{planned.pk}/")
    assert "Rude words" not in html
    assert "Not about a person" in html
    assert "About the budget?" in html
    assert "Goes to the works council on 3 May" in html
    assert f'href="/sessions/{planned.pk}/#question-{target.pk}"' in html
    assert "Rude words" in browser("max").read(f"/sessions/{planned.pk}/")
    assert question(target.pk).votes == 2
    assert told(people.max) == ["declined", "parked", "merged"]
    [bare] = on(planned.item.stream, "question", rude.pk)
    [whole] = on(planned.backstage.stream, "question", rude.pk)
    assert "Rude words" not in bare["html"]
    assert whole["v"] > bare["v"]
    with pytest.raises(Refused):
        hosting.park_question(people.eva, twin.pk, "again")
    hosting.reopen_question(people.cor, late.pk)
    assert question(late.pk).fate == Fate.OPEN


def test_one_takes_ones_own_question_back_until_it_was_dealt_with(people, session):
    planned = session()
    mine = ask_question(people.max, planned.pk, "Never mind")
    with pytest.raises(Refused):
        withdraw_question(people.nora, mine.pk)
    withdraw_question(people.max, mine.pk)
    assert on(planned.item.stream, "question", mine.pk) == [{"id": f"question-{mine.pk}", "gone": True}]
    assert fresh(planned).question_count == 0
    other = ask_question(people.max, planned.pk, "And this?")
    hosting.answer_question(people.cor, other.pk, "Yes")
    with pytest.raises(Refused):
        withdraw_question(people.max, other.pk)


def test_a_line_becomes_a_question_in_its_authors_name_once(people, browser, session):
    planned = session()
    begin_session(people.cor, planned.pk)
    line = say_line(people.max, planned.pk, "Will there be more trains?")
    status, said = browser("eva").script(f"/lines/{line.pk}/question/", {})
    assert status == 200
    hosting.question_from_line(people.cor, line.pk)
    made = Question.objects.for_system("a test").get()
    assert (made.author, made.text, made.votes) == (people.max, "Will there be more trains?", 1)
    with pytest.raises(Refused):
        hosting.question_from_line(people.nora, line.pk)


def test_who_reads_it_later_still_asks_and_the_answer_joins_the_record(people, browser, session):
    planned = session()
    begin_session(people.cor, planned.pk)
    end_session(people.cor, planned.pk)
    late = ask_question(people.max, planned.pk, "I could not come: when?")
    hosting.answer_question(people.cor, late.pk, "In spring.")
    assert "In spring." in browser("nora").read(f"/sessions/{planned.pk}/")
