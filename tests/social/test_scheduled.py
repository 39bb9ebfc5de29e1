"""Scheduled posts: nobody but their author knows of them, they come out on time, and not when they may not any more."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import Rank
from media.models import Blob, File
from media.sweep import forget_unshared
from plein.work import REGULAR
from realtime.models import Event, Stream
from social.extras import Extras, PollPlan
from social.items.models import Item, Picture, State, Topic
from social.joining.actions import remove_member
from social.notifications.models import Notification
from social.polls.actions import vote
from social.scheduling.actions import publish_due, schedule_status, waiting_of
from social.statuses.actions import publish_status
from social.statuses.models import Choice
from tests.people import square

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
HOUR = timedelta(hours=1)


def wait(member, text="Later", audience=None, pictures=(), extras=None, key="") -> Item:
    schedule_status(member, audience or square(), text, timezone.now() + HOUR, key, pictures, extras or Extras())
    return waiting_of(member).last()


def time_comes() -> int:
    Item.objects.for_system("test").filter(state=State.SCHEDULED, due_at__isnull=False).update(due_at=timezone.now() - timedelta(seconds=1))
    return publish_due()


def test_a_time_in_the_composer_is_in_the_members_own_zone(people, browser):
    people.max.time_zone = "America/New_York"
    people.max.save()
    at = (timezone.now() + timedelta(days=3)).astimezone(ZoneInfo("America/New_York")).replace(minute=30, second=0, microsecond=0)
    form = {"text": "Good morning", "audience": square().pk, "key": KEY, "due_at": at.strftime("%Y-%m-%dT%H:%M")}
    max_ = browser("max")
    assert max_.script("/statuses/", form) == (201, {"location": "/scheduled/"})
    assert max_.post("/statuses/", form)["Location"] == "/scheduled/"
    assert waiting_of(people.max).get().due_at == at
    assert f"{at:%H}:30" in max_.read("/scheduled/")


@pytest.mark.parametrize("due", ["2020-01-01T10:00", "9999-01-01T10:00", "tomorrow", "2026-13-45T99:99"])
def test_a_time_that_is_none_is_refused_and_the_words_stay(people, browser, due):
    answer = browser("max").post("/statuses/", {"text": "Good morning", "audience": square().pk, "due_at": due})
    assert answer.status_code == 422
    assert "Good morning" in answer.content.decode()
    assert not Item.objects.for_system("test").exists()


def test_nobody_else_learns_of_a_post_that_waits(people, browser, group):
    item = wait(people.max, "A secret for now #surprise, @nora", extras=Extras(poll=PollPlan(("Yes", "No")), praise=people.nora))
    for name in ("nora", "ada", "max"):
        reader = browser(name)
        for path in ("/", "/people/max/", "/people/nora/", "/notifications/", *([] if name == "max" else ["/scheduled/"])):
            assert "secret for now" not in reader.read(path)
        for path in (f"/items/{item.pk}/", f"/items/{item.pk}/carried/", f"/items/{item.pk}/share/"):
            assert reader.get(path).status_code == 404
    for name in ("nora", "ada"):
        assert browser(name).get(f"/scheduled/{item.pk}/").status_code == 404
        for verb in ("", "publish/", "delete/"):
            assert browser(name).post(f"/scheduled/{item.pk}/{verb}", {"text": "x"}).status_code == 404
    assert not Notification.objects.for_system("test").exists()
    assert not Event.objects.exclude(stream=Stream.ACCESS).exists()
    assert not Stream.objects.filter(name=item.stream).exists()
    assert not Topic.objects.exists()


def test_it_comes_out_on_time_as_the_newest_of_the_feed(people, browser):
    people.nora  # noqa: B018 - she is there to be named
    item = wait(people.max, "Good morning @nora #breakfast")
    publish_status(people.cor, square(), "Posted meanwhile")
    assert publish_due() == 0
    assert time_comes() == 1
    assert publish_due() == 0
    [out] = Item.objects.for_system("test").filter(author=people.max)
    assert out.state == State.PUBLISHED
    assert out.pk > item.pk
    html = browser("nora").read("/")
    assert html.index("Good morning") < html.index("Posted meanwhile")
    assert list(Event.objects.filter(stream=square().stream).values_list("object", flat=True))[-1] == out.pk
    assert Stream.objects.get(name=out.stream).audience == square().pk
    assert Notification.objects.for_system("test").get().member == people.nora
    assert [topic.slug for topic in out.topics.all()] == ["breakfast"]
    assert timezone.now() - out.created_at < HOUR


def test_it_keeps_its_pictures_its_poll_and_its_praise(people, browser):
    blob = Blob.objects.create(sha256="0" * 64, size=1)
    file = File.objects.create(blob=blob, owner=people.max, name="a", state="ready", created_at=timezone.now() - timedelta(days=9))
    item = wait(people.max, "Look", pictures=[(file, "A bridge")], extras=Extras(poll=PollPlan(("Yes", "No")), praise=people.nora))
    assert forget_unshared() == 0
    assert not File.objects.visible_to(people.nora).exists()
    assert time_comes() == 1
    out = Item.objects.for_system("test").get(author=people.max)
    assert Picture.objects.visible_to(people.nora).get().item == out
    assert File.objects.visible_to(people.nora).get() == file
    vote(people.nora, out.pk, [Choice.objects.for_system("test").first().pk])
    html = browser("nora").read(f"/items/{out.pk}/")
    assert 'alt="A bridge"' in html
    assert "<strong>100%</strong>" in html
    assert "Praise for" in html
    assert not Item.objects.for_system("test").filter(pk=item.pk).exists()


def test_who_was_removed_meanwhile_publishes_nothing_and_is_shown_why(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    wait(people.max, "For the club", club.audience)
    remove_member(people.grace, club.pk, people.max.pk)
    assert time_comes() == 0
    assert "For the club" not in browser("grace").read(f"/groups/{club.slug}/")
    html = browser("max").read("/scheduled/")
    assert "Not published" in html
    assert "You cannot see this place any more." in html
    assert "For the club" in html
    assert time_comes() == 0
    told = browser("max").read("/notifications/")
    assert told.count("Your scheduled post was not published") == 1
    assert 'href="/scheduled/"' in told.split("Your scheduled post")[0].rsplit("<li", 1)[1]


def test_who_was_deactivated_meanwhile_publishes_nothing(people):
    wait(people.max)
    people.max.is_active = False
    people.max.save()
    assert time_comes() == 0
    assert waiting_of(people.max).get().data["refused"] == "place"


@pytest.mark.parametrize("why", ["post", "announce", "praise", "shared"])
def test_the_policy_is_asked_again_about_everything(people, group, why):
    club = group("closed", max=Rank.OWNER, nora=Rank.MEMBER)
    original = publish_status(people.grace, club.audience, "First")
    extras = {"announce": Extras(announce=True), "praise": Extras(praise=people.nora), "shared": Extras(shared=original)}
    place = square() if why == "shared" else club.audience
    wait(people.max, audience=place, extras=extras.get(why))
    if why == "post":
        club.audience.post_rank = Rank.NOBODY
        club.audience.save()
    elif why == "announce":
        Membership.objects.filter(member=people.max).update(rank=Rank.MEMBER)
    else:
        remove_member(people.grace, club.pk, (people.nora if why == "praise" else people.max).pk)
    assert time_comes() == 0
    assert waiting_of(people.max).get().data["refused"] == why


def test_one_that_may_not_come_out_keeps_no_other_waiting(people, group):
    club = group("closed", max=Rank.MEMBER)
    wait(people.max, "Never", club.audience)
    remove_member(people.grace, club.pk, people.max.pk)
    wait(people.max, "Yes")
    assert time_comes() == 1


def test_words_time_and_place_may_be_changed_while_it_waits(people, group, browser):
    club, max_ = group("closed", max=Rank.MEMBER), browser("max")
    item = wait(people.max, "Frist words")
    assert "Frist words" in max_.read(f"/scheduled/{item.pk}/")
    due = (timezone.localtime(timezone=ZoneInfo("Europe/Amsterdam")) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    form = {"text": "First words", "due_at": due, "audience": club.audience_id}
    assert max_.post(f"/scheduled/{item.pk}/", form)["Location"] == "/scheduled/"
    item.refresh_from_db()
    assert (item.text, item.audience_id) == ("First words", club.audience_id)
    assert item.due_at == datetime.strptime(due, "%Y-%m-%dT%H:%M").replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    wrong = max_.post(f"/scheduled/{item.pk}/", {**form, "text": "Typed", "due_at": "2020-01-01T10:00"})
    assert wrong.status_code == 422
    assert "Typed" in wrong.content.decode()


def test_another_place_gives_a_refused_post_its_way_again(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    item = wait(people.max, "For somebody", club.audience)
    remove_member(people.grace, club.pk, people.max.pk)
    time_comes()
    due = (timezone.localtime(timezone=ZoneInfo("Europe/Amsterdam")) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    browser("max").post(f"/scheduled/{item.pk}/", {"text": "For all", "due_at": due, "audience": square().pk})
    assert time_comes() == 1


def test_it_may_be_published_now_or_thrown_away(people, browser):
    first, second = wait(people.max, "Now"), wait(people.max, "Never")
    max_ = browser("max")
    answer = max_.post(f"/scheduled/{first.pk}/publish/")
    assert answer.status_code == 303
    assert "Now" in browser("nora").read(answer["Location"])
    assert max_.post(f"/scheduled/{first.pk}/publish/").status_code == 404
    assert max_.post(f"/scheduled/{second.pk}/delete/").status_code == 303
    assert "Nothing is waiting" in max_.read("/scheduled/")
    assert time_comes() == 0


def test_the_form_sent_twice_waits_once(people):
    wait(people.max, key=KEY)
    wait(people.max, key=KEY)
    assert waiting_of(people.max).count() == 1


def test_the_worker_looks_every_few_seconds():
    every, job = REGULAR["scheduled"]
    assert job is publish_due
    assert every <= timedelta(seconds=30)
