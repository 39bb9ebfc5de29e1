"""Announcements: by whom, on top until they are read, told to everybody they are for, counted without names."""

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.policy import Refused
from accounts.roles import Rank, Role
from realtime.models import Epoch
from social.announcements.actions import read_announcement, readers_of
from social.extras import Extras
from social.items.actions import move_item
from social.marks.models import Mark
from social.notifications.models import Notification
from social.notifications.tasks import tell_place
from social.rows import render
from social.statuses.actions import publish_status
from tests.people import person, row, square
from tests.social.test_pages import costs

pytestmark = pytest.mark.django_db
ANNOUNCE = Extras(announce=True)
KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _named():
    """The database has its name already: that is asked once in its life."""
    Epoch.current()


def announce(member, audience=None, text="The bridge is closed"):
    return publish_status(member, audience or square(), text, extras=ANNOUNCE)


def on_top(html: str) -> str:
    """What stands on top of the list of a page."""
    return html.split('id="on-top"')[1].split("</live-list>")[0]


def told() -> list[int]:
    """Let the task that tells everybody run; return who was told."""
    for task in DBTaskResult.objects.filter(task_path="social.notifications.tasks.tell_place"):
        tell_place.func(*task.args_kwargs["args"])
    return sorted(Notification.objects.for_system("test").filter(verb="announced").values_list("member_id", flat=True))


def test_communications_and_leaders_announce_in_the_square_and_owners_in_their_group(people, group):
    comms, club = person("comms", roles=int(Role.MEMBER | Role.COMMUNICATIONS)), group("closed", max=Rank.MODERATOR, cor=Rank.MEMBER)
    announce(comms)
    announce(people.cor)
    announce(people.grace, club.audience)
    for member, audience in [(people.max, square()), (people.ada, square()), (people.max, club.audience), (people.cor, club.audience)]:
        with pytest.raises(Refused):
            announce(member, audience)


def test_it_is_offered_only_to_who_may_and_refused_to_others(people, browser, group):
    club = group("closed", max=Rank.MEMBER)
    assert 'name="announce"' in browser("cor").read("/")
    assert 'name="announce"' not in browser("max").read("/")
    assert 'name="announce"' in browser("grace").read(f"/groups/{club.slug}/")
    assert 'name="announce"' not in browser("max").read(f"/groups/{club.slug}/")
    form = {"text": "Everybody listen", "audience": square().pk, "announce": "on", "key": KEY}
    answer = browser("max").post("/statuses/", form)
    assert answer.status_code == 403
    assert "Everybody listen" in answer.content.decode()


def test_it_stays_on_top_until_it_is_read(people, browser):
    item = announce(people.cor)
    for n in range(25):
        publish_status(people.max, square(), f"Post {n}")
    nora, max_ = browser("nora"), browser("max")
    assert "The bridge is closed" in on_top(nora.read("/"))
    assert nora.read("/").count(f'id="item-{item.pk}"') == 1
    assert nora.post(f"/items/{item.pk}/announcement/", {"key": KEY}).status_code == 303
    assert "The bridge is closed" not in nora.read("/")
    assert "The bridge is closed" in on_top(max_.read("/"))
    assert "The bridge is closed" not in on_top(browser("cor").read("/"))


def test_it_is_not_twice_in_a_short_list(people, browser):
    item = announce(people.cor)
    nora = browser("nora")
    assert nora.read("/").count(f'id="item-{item.pk}"') == 1
    read_announcement(people.nora, item.pk)
    html = nora.read("/")
    assert html.count(f'id="item-{item.pk}"') == 1
    assert "The bridge is closed" not in on_top(html)


def test_a_group_has_its_own(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    announce(people.grace, club.audience, "We move to Monday")
    max_ = browser("max")
    assert "We move to Monday" in on_top(max_.read("/"))
    assert "We move to Monday" in on_top(max_.read(f"/groups/{club.slug}/"))
    assert "We move to Monday" not in browser("nora").read("/")


def test_after_one_is_read_the_earlier_one_is_on_top(people, browser):
    _first, second = announce(people.cor, text="First"), announce(people.cor, text="Second")
    nora = browser("nora")
    assert "Second" in on_top(nora.read("/"))
    nora.post(f"/items/{second.pk}/announcement/")
    assert "First" in on_top(nora.read("/"))


def test_everybody_it_is_for_is_told_once_and_nobody_else(people, group):
    people.all()
    others = [person(f"p{n}") for n in range(40)]
    announce(people.cor)
    expected = sorted(m.pk for m in [people.ada, people.grace, people.max, people.nora, people.eva, *others])
    assert told() == expected
    assert told() == expected


def test_in_a_group_the_members_are_told(people, group):
    club = group("open", max=Rank.MEMBER)
    row(club.audience, people.gus)
    people.nora  # noqa: B018 - she could read it, but is not in it
    announce(people.grace, club.audience)
    assert told() == sorted([people.max.pk, people.gus.pk])


def test_its_author_learns_how_many_have_read_it_and_nobody_learns_who(people, browser):
    item = announce(people.cor)
    for reader in (people.nora, people.max, people.max, people.cor):
        read_announcement(reader, item.pk)
    assert readers_of(item) == 2
    assert "2 colleagues have read this announcement" in browser("cor").read(f"/items/{item.pk}/")
    assert "have read this announcement" not in browser("nora").read(f"/items/{item.pk}/")


def test_its_own_page_offers_to_have_read_it_only_to_who_has_not(people, browser):
    item = announce(people.cor)
    nora = browser("nora")
    assert 'class="on-top"' in nora.read(f"/items/{item.pk}/")
    status, said = nora.script(f"/items/{item.pk}/announcement/", {"key": KEY})
    assert (status, said) == (200, {"location": "/"})
    assert 'class="on-top"' not in nora.read(f"/items/{item.pk}/")


def test_an_ordinary_post_is_not_read_like_that(people, browser):
    item = publish_status(people.cor, square(), "Nothing special")
    assert browser("nora").post(f"/items/{item.pk}/announcement/").status_code == 404
    assert not Mark.objects.for_system("test").exists()


def test_an_announcement_that_moves_is_one_only_where_its_mover_may_announce(people, group):
    club, other = group("closed", cor=Rank.MEMBER), group("open", name="other")
    item = announce(people.grace, club.audience)
    assert move_item(people.grace, item.pk, other.audience).announced_at
    row(other.audience, people.cor)
    assert move_item(people.grace, item.pk, square()).announced_at is None


def test_open_pages_are_told_that_it_belongs_on_top(people):
    item, other = announce(people.cor), publish_status(people.cor, square(), "Nothing special")
    drawn = render([(square().stream, "item", one.pk) for one in (item, other)], ["en"])["en"]
    assert [found[0].get("announced") for found in drawn.values()] == [True, None]


def test_announcements_cost_no_query_more(people, group, browser):
    nora = browser("nora")
    group("closed", nora=Rank.MEMBER)
    publish_status(people.max, square(), "Post")
    before = costs(nora, "/")
    announce(people.cor)
    assert costs(nora, "/") <= before
