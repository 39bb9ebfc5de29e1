"""Several people in a session at the same moment: nothing is lost, and nobody fights."""

import pytest

from realtime.models import Event
from social.airing.actions import begin_session, end_session
from social.asking.actions import ask_question, vote_question
from social.asking.models import Fate, Question, QuestionVote
from social.chatting.actions import say_line
from social.chatting.models import Line
from social.hosting import actions as hosting
from social.sessions.actions import come
from social.sessions.models import Coming
from tests.social.test_at_once import at_once, no_gaps
from tests.social.told_of import fresh, question

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "a test looks"


def test_everything_that_is_said_asked_and_voted_at_once_is_there_once(people, session):
    planned = session()
    begin_session(people.cor, planned.pk)
    asked = ask_question(people.cor, planned.pk, "What?")
    crowd = [people.max, people.nora, people.grace, people.ada]
    deeds = [lambda who=who: say_line(who, planned.pk, who.name) for who in crowd]
    deeds += [lambda who=who: vote_question(who, asked.pk, True) for who in (*crowd, people.max)]
    deeds += [lambda who=who: ask_question(who, planned.pk, f"{who.name}?", "k" * 16) for who in (people.max, people.max, people.nora)]
    deeds += [lambda who=who: come(who, planned.pk, True) for who in (people.max, people.max, people.nora)]
    at_once(*deeds)
    assert Line.objects.for_system(WHY).count() == 4
    assert question(asked.pk).votes == QuestionVote.objects.for_system(WHY).filter(question=asked).count() == 5
    assert fresh(planned).question_count == Question.objects.for_system(WHY).count() == 3
    assert fresh(planned).coming_count == Coming.objects.for_system(WHY).count() == 2
    assert Event.objects.filter(kind="line").count() == 4
    no_gaps()


def test_two_moderators_at_once_do_not_fight(people, session):
    planned = session(approves=True)
    begin_session(people.cor, planned.pk)
    first, second, third = (ask_question(people.max, planned.pk, words) for words in ("One?", "Two?", "Three?"))
    at_once(
        lambda: hosting.approve_question(people.eva, first.pk),
        lambda: hosting.approve_question(people.cor, first.pk),
        lambda: hosting.call_question(people.eva, second.pk),
        lambda: hosting.call_question(people.cor, third.pk),
        lambda: hosting.merge_question(people.eva, first.pk, second.pk),
        lambda: hosting.park_question(people.cor, first.pk, "Later"),
    )
    up = list(Question.objects.for_system(WHY).filter(fate=Fate.ANSWERING).values_list("pk", flat=True))
    assert up == [fresh(planned).answering_id], "one question is being answered, and the session says which"
    assert question(first.pk).fate in (Fate.PARKED, Fate.MERGED)
    assert fresh(planned).waiting_count == Question.objects.for_system(WHY).filter(fate=Fate.WAITING).count()
    no_gaps()


def test_a_vote_beside_a_merge_counts_once(people, session):
    planned = session()
    _people = people.grace, people.ada
    twin, target = ask_question(people.max, planned.pk, "When?"), ask_question(people.nora, planned.pk, "When then?")
    at_once(
        lambda: hosting.merge_question(people.eva, twin.pk, target.pk),
        lambda: vote_question(people.grace, target.pk, True),
        lambda: vote_question(people.grace, twin.pk, True),
        lambda: vote_question(people.ada, target.pk, True),
    )
    kept = QuestionVote.objects.for_system(WHY).filter(question=target).values_list("member", flat=True)
    assert len(kept) == len(set(kept)) == question(target.pk).votes
    assert {people.max.pk, people.nora.pk, people.ada.pk, people.grace.pk} == set(kept)
    no_gaps()


def test_a_session_ended_twice_at_once_ends_once(people, session):
    planned = session()
    begin_session(people.cor, planned.pk)
    version = fresh(planned).version
    at_once(lambda: end_session(people.cor, planned.pk), lambda: end_session(people.eva, planned.pk))
    assert fresh(planned).version == version + 1
