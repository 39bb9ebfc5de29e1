"""Polls: one's own vote, results only after it or when it is closed, numbers and never names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime.models import Event
from social.extras import Extras, PollPlan
from social.items.actions import delete_item
from social.polls.actions import vote
from social.rows import render
from social.statuses.actions import publish_status
from social.statuses.models import Choice, Poll, Vote
from tests.people import square

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
HOUR = timedelta(hours=1)


def poll(member, audience=None, text="Which day?", choices=("Monday", "Tuesday", "Friday"), **plan):
    return publish_status(member, audience or square(), text, extras=Extras(poll=PollPlan(tuple(choices), **plan)))


def choices(item) -> list[int]:
    return list(Choice.objects.for_system("test").filter(poll__item=item).order_by("position").values_list("pk", flat=True))


def votes(item) -> list[int]:
    return list(Choice.objects.for_system("test").filter(poll__item=item).order_by("position").values_list("votes", flat=True))


def close(item) -> None:
    item.refresh_from_db()
    closed = timezone.now() - HOUR
    Poll.objects.for_system("test").filter(item=item).update(closes_at=closed)
    item.data["poll"]["closes"] = closed.isoformat()
    item.save(update_fields=["data"])


def test_a_poll_is_made_in_the_composer(people, browser):
    form = {"text": "Which day?", "audience": square().pk, "key": KEY, "choice": ["Monday", "", " Friday "], "multiple": "on"}
    status, said = browser("max").script("/statuses/", form)
    assert status == 201
    made = Poll.objects.for_system("test").get()
    assert made.multiple
    assert [choice.text for choice in made.choices.for_system("test")] == ["Monday", "Friday"]
    assert "Monday" in said["object"]["html"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"choice": ["Alone"]}, "A poll has two to 10 answers."),
        ({"choice": [str(n) for n in range(11)]}, "A poll has two to 10 answers."),
        ({"choice": ["Yes", "yes"]}, "Two answers are the same."),
        ({"choice": ["Yes", "n" * 101]}, "An answer is too long: at most 100 characters."),
        ({"choice": ["Yes", "No"], "closes_at": "2020-01-01T10:00"}, "This time is over. Choose a later one."),
        ({"choice": ["Yes", "No"], "closes_at": "9999-01-01T10:00"}, "Choose a time within a year."),
        ({"choice": ["Yes", "No"], "text": ""}, "Write something first."),
    ],
)
def test_a_poll_that_is_none_is_refused_and_nothing_typed_is_lost(people, browser, wrong, sentence):
    answer = browser("max").post("/statuses/", {"text": "Which day?", "audience": square().pk, "key": KEY, **wrong})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert all(f'value="{text}"' in html for text in wrong["choice"][:10])
    assert not Poll.objects.for_system("test").exists()


def test_who_has_not_voted_sees_no_result_anywhere(people, browser):
    item = poll(people.max)
    vote(people.cor, item.pk, choices(item)[:1])
    nora = browser("nora")
    pages = [nora.read("/"), nora.read(f"/items/{item.pk}/"), nora.read(f"/items/{item.pk}/carried/")]
    pages += [nora.script(f"/items/{item.pk}/carried/")[1]["html"], nora.script(f"/items/{item.pk}/carried/?again")[1]["html"]]
    for html in pages:
        assert "Monday" in html
        assert "poll-result" not in html
        assert "100%" not in html
        assert "poll-bar" not in html
    assert "poll-bar" not in browser("max").read(f"/items/{item.pk}/")  # nor does who asked


def test_nothing_of_the_results_is_in_what_is_pushed(people):
    item = poll(people.max)
    before = {name: render([(item.stream, name, item.pk)], ["en"])["en"] for name in ("item", "counts")}
    vote(people.cor, item.pk, choices(item)[1:2])
    after = {name: render([(item.stream, name, item.pk)], ["en"])["en"] for name in ("item", "counts")}
    assert after["counts"][item.stream, "counts", item.pk] == [{"id": f"item-{item.pk}", "n": {"comments": 0, "reactions": 0, "voters": 1}}]
    [now], [then] = after["item"].values(), before["item"].values()
    assert now[0]["html"].replace('data-n="voters">1<', 'data-n="voters"><') == then[0]["html"]
    assert list(Event.objects.filter(stream=item.stream).values_list("kind", flat=True)) == ["counts"]


def test_who_voted_sees_the_bars_and_their_own_answer(people, browser):
    item = poll(people.max)
    vote(people.cor, item.pk, choices(item)[:1])
    nora = browser("nora")
    answer = nora.post(f"/items/{item.pk}/votes/", {"choice": choices(item)[1]})
    assert (answer.status_code, answer["Location"]) == (303, f"/items/{item.pk}/")
    html = nora.read(f"/items/{item.pk}/")
    assert html.count('<progress class="poll-bar" max="2" value="1"') == 2
    assert html.count("<strong>50%</strong>") == 2
    assert html.count("data-chosen") == 1
    assert "Your answer" in html
    assert "style=" not in html
    assert "cor" not in nora.script(f"/items/{item.pk}/carried/")[1]["html"].lower()


def test_a_vote_may_be_changed_and_said_twice(people, browser):
    item = poll(people.max)
    first, second, third = choices(item)
    nora = browser("nora")
    for chosen in (first, first, third):
        status, said = nora.script(f"/items/{item.pk}/votes/", {"choice": chosen})
        assert (status, said["object"]["n"]["voters"]) == (200, 1)
    assert votes(item) == [0, 0, 1]
    again = nora.read(f"/items/{item.pk}/carried/?again")
    assert f'value="{third}" checked' in again
    assert Vote.objects.for_system("test").count() == 1
    assert Event.objects.filter(stream=item.stream).count() == 2


def test_several_answers_only_where_they_are_asked_for(people):
    one, many = poll(people.max), poll(people.max, multiple=True)
    with pytest.raises(Refused):
        vote(people.nora, one.pk, choices(one)[:2])
    vote(people.nora, many.pk, choices(many)[:2])
    vote(people.nora, many.pk, choices(many)[1:])
    assert votes(many) == [0, 1, 1]
    many.refresh_from_db()
    assert many.data["poll"]["voters"] == 1


def test_no_answer_is_a_sentence_and_so_is_an_answer_of_another_poll(people, browser):
    item, other = poll(people.max), poll(people.max)
    nora = browser("nora")
    assert nora.script(f"/items/{item.pk}/votes/", {}) == (422, {"say": "Choose one of the answers.", "fields": {}})
    assert nora.script(f"/items/{item.pk}/votes/", {"choice": choices(other)[0]})[0] == 403
    assert nora.script(f"/items/{item.pk}/votes/", {"choice": "x"})[0] == 403
    assert votes(item) == [0, 0, 0]


def test_a_closed_poll_shows_its_results_and_takes_no_vote(people, browser):
    item = poll(people.max, closes_at=timezone.now() + HOUR)
    vote(people.cor, item.pk, choices(item)[:1])
    close(item)
    nora = browser("nora")
    status, said = nora.script(f"/items/{item.pk}/votes/", {"choice": choices(item)[0]})
    assert (status, said["say"]) == (403, "This poll is closed.")
    html = nora.read(f"/items/{item.pk}/")
    assert "<strong>100%</strong>" in html
    assert "Ended" in html
    assert 'name="choice"' not in html
    assert "Change your vote" not in browser("cor").read(f"/items/{item.pk}/")


def test_a_poll_of_a_secret_group_does_not_exist_for_others(people, group, browser):
    club = group("secret", max=Rank.MEMBER)
    item = poll(people.max, club.audience)
    for name in ("nora", "ada"):
        assert browser(name).get(f"/items/{item.pk}/carried/").status_code == 404
        assert browser(name).post(f"/items/{item.pk}/votes/", {"choice": choices(item)[0]}).status_code == 404
    with pytest.raises(NotVisible):
        vote(people.nora, item.pk, choices(item)[:1])


def test_a_poll_that_was_deleted_is_gone_with_its_answers(people, browser):
    item = poll(people.max)
    vote(people.nora, item.pk, choices(item)[:1])
    delete_item(people.max, item.pk)
    assert browser("nora").get(f"/items/{item.pk}/carried/").status_code == 404
    with pytest.raises(NotVisible):
        vote(people.nora, item.pk, choices(item)[1:2])


def test_a_post_without_a_poll_takes_no_votes(people, browser):
    item = publish_status(people.max, square(), "No question")
    assert browser("nora").post(f"/items/{item.pk}/votes/", {"choice": 1}).status_code == 404
    assert "<carried-part" not in browser("nora").read(f"/items/{item.pk}/")
