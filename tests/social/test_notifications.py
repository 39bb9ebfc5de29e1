"""Who is told what, once, and only while they may see it."""

import pytest

from accounts.roles import Rank
from realtime.models import Event
from social.comments.actions import add_comment, delete_comment
from social.joining.actions import add_member, ask, remove_member, set_rank
from social.notifications.models import Notification
from social.notifications.tasks import mail_told
from social.rows import render
from social.statuses.actions import publish_status
from tests.people import square
from tests.social.conftest import block

pytestmark = pytest.mark.django_db


def bell(browser) -> str:
    return browser.read("/").split('id="bell"')[1].split('data-count="')[1].split('"')[0]


def told(member) -> list[str]:
    return list(Notification.objects.for_system("test").filter(member=member).order_by("pk").values_list("verb", flat=True))


def test_a_mention_tells_the_person_and_links_to_them(people, browser):
    nora = browser("nora")
    item = publish_status(people.max, square(), "Ask @Nora, not max@nora or @nobody.")
    page = nora.read(f"/items/{item.pk}/")
    assert '<a class="mention" href="/people/nora/">@Nora</a>, not max@nora or @nobody.' in page
    assert bell(nora) == "1"
    assert told(people.nora) == ["mention"]
    assert Event.objects.filter(stream=f"m{people.nora.pk}", kind="notification").count() == 1


def test_nobody_is_told_of_their_own_deeds_or_twice_of_one(people, browser):
    item = publish_status(people.max, square(), "I am @max")
    assert people.nora
    comment = add_comment(people.max, item.pk, "Me again")
    add_comment(people.nora, item.pk, "Yes @max", parent_pk=comment.pk)
    assert told(people.max) == ["mention"]


def test_an_answer_tells_the_author_of_the_comment_and_of_the_post(people):
    item = publish_status(people.max, square(), "Soup?")
    comment = add_comment(people.nora, item.pk, "Yes")
    add_comment(people.cor, item.pk, "Me too", parent_pk=comment.pk)
    assert told(people.max) == ["reply", "reply"]
    assert told(people.nora) == ["reply"]


def test_a_mention_of_who_cannot_see_it_tells_nobody(people, group, browser):
    club = group("closed")
    nora = browser("nora")
    publish_status(people.grace, club.audience, "Not for @nora")
    assert told(people.nora) == []
    assert bell(nora) == "0"


def test_who_was_removed_reads_no_more_of_it(people, group, browser):
    club = group("closed")
    add_member(people.grace, club.pk, people.nora.handle)
    publish_status(people.grace, club.audience, "For @nora")
    nora = browser("nora")
    assert bell(nora) == "2"
    one = Notification.objects.for_system("test").get(verb="mention")
    ref = (f"m{people.nora.pk}", "notification", one.pk)
    assert "Grace mentioned you" in render([ref], ["en"])["en"][ref][0]["html"]
    remove_member(people.grace, club.pk, people.nora.pk)
    assert bell(nora) == "1"
    page = nora.read("/notifications/")
    assert f"Grace took you out of {club.name}" in page
    assert "mentioned" not in page
    assert render([ref], ["en"])["en"][ref] == [{"id": f"notification-{one.pk}", "gone": True}, {"id": "bell", "n": {"unread": 1}}]


def test_what_is_told_of_a_removed_comment_goes_with_it(people, browser):
    item = publish_status(people.max, square(), "Soup?")
    comment = add_comment(people.nora, item.pk, "Yes @cor")
    cor = browser("cor")
    assert bell(cor) == "0" or told(people.cor)
    delete_comment(people.nora, comment.pk)
    assert bell(cor) == bell(browser("max")) == "0"


def test_reading_is_a_deed_of_its_own(people, browser):
    for n in range(3):
        add_comment(people.nora, publish_status(people.max, square(), f"Soup {n}?").pk, "Yes")
    max_ = browser("max")
    page = max_.read("/notifications/")
    assert page.count('class="chip accent"') == 3
    assert bell(max_) == "3"
    newest = block(page, "live")["streams"][f"m{people.max.pk}"]
    first = Notification.objects.for_system("test").order_by("pk").first()
    max_.post("/notifications/read/", {"up_to": first.pk})
    assert bell(max_) == "2"
    max_.post("/notifications/read/")
    max_.post("/notifications/read/")
    assert bell(max_) == "0"
    assert "Nora commented on your post" in max_.read("/notifications/")
    assert block(max_.read("/notifications/"), "live")["streams"][f"m{people.max.pk}"] == newest + 2
    assert browser("nora").get("/notifications/read/").status_code == 405


def test_only_ones_own_are_read(people, browser):
    item = publish_status(people.max, square(), "Soup?")
    add_comment(people.nora, item.pk, "Yes")
    browser("cor").post("/notifications/read/", {"up_to": 10**9})
    assert bell(browser("max")) == "1"


def test_they_come_thirty_at_a_time(people, browser):
    for n in range(35):
        add_comment(people.nora, publish_status(people.max, square(), f"Soup {n}?").pk, "Yes")
    max_ = browser("max")
    assert max_.read("/notifications/").count('id="notification-') == 30
    status, said = max_.script("/notifications/")
    status, said = max_.script(said["next"])
    assert (len(said["rows"]), said["next"]) == (5, None)


def test_what_happens_in_one_conversation_is_one_line_that_names_who(people, browser):
    item = publish_status(people.max, square(), "Soup?")
    max_, stream = browser("max"), f"m{people.max.pk}"
    for name in ("nora", "cor", "grace", "eva"):
        add_comment(getattr(people, name), item.pk, f"Yes, says {name}")
    add_comment(people.eva, item.pk, "And bread")
    page = max_.read("/notifications/")
    assert page.count('id="notification-') == 1
    assert "Eva, Grace and 2 others commented on your post" in page
    assert '<p class="truncate faint">Soup?</p>' in page
    assert bell(max_) == "1"
    ids = list(Notification.objects.for_system("test").filter(member=people.max).order_by("pk").values_list("pk", flat=True))
    refs = [(stream, "notification", pk) for pk in ids]
    drawn = render(refs, ["en"])["en"]
    assert [drawn[ref][0].get("gone", False) for ref in refs] == [True, True, True, True, False]
    assert "Eva, Grace and 2 others" in drawn[refs[-1]][0]["html"]


def test_a_row_makes_way_for_the_next_one_of_its_conversation_on_open_pages(people):
    item = publish_status(people.max, square(), "Soup?")
    add_comment(people.nora, item.pk, "Yes")
    add_comment(people.cor, item.pk, "No")
    told = Event.objects.filter(stream=f"m{people.max.pk}", kind="notification").order_by("position").values_list("object", flat=True)
    first, second = Notification.objects.for_system("test").filter(member=people.max).order_by("pk").values_list("pk", flat=True)
    assert list(told) == [first, first, second]


def test_what_is_left_of_a_conversation_shows_when_the_newest_word_is_taken_back(people, browser):
    item = publish_status(people.max, square(), "Soup?")
    add_comment(people.nora, item.pk, "Yes")
    last = add_comment(people.cor, item.pk, "No")
    delete_comment(people.cor, last.pk)
    assert "Nora commented on your post" in browser("max").read("/notifications/")
    assert bell(browser("max")) == "1"


def test_reading_one_conversation_leaves_the_others(people, browser):
    items = [publish_status(people.max, square(), f"Soup {n}?") for n in range(2)]
    for item in items:
        add_comment(people.nora, item.pk, "Yes")
    max_ = browser("max")
    max_.post("/notifications/read/", {"thread": f"i{items[0].pk}"})
    assert bell(max_) == "1"
    assert 'class="notification unread"' in max_.read("/notifications/")


def test_who_decides_is_written_a_letter_when_somebody_asks_to_join(people, group, mailoutbox, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    club = group("closed")
    ask(people.nora, club.pk)
    ask(people.nora, club.pk)
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [(["grace@example.org"], f"Nora asks to join {club.name}")]
    assert f"/groups/{club.slug}/members/" in mailoutbox[0].body


def test_no_letter_goes_to_who_may_not_read_it_any_more(people, group, mailoutbox):
    club = group("closed")
    ask(people.nora, club.pk)
    told = Notification.objects.for_system("test").get(verb="ask")
    mailoutbox.clear()
    add_member(people.grace, club.pk, people.max.handle)
    set_rank(people.grace, club.pk, people.max.pk, Rank.OWNER)
    remove_member(people.max, club.pk, people.grace.pk)
    mail_told.func(told.pk)
    assert mailoutbox == []
