"""The timeline: what comes into it, what is kept out, and up to where each place was read."""

import pytest
from django.urls import reverse

from accounts import policy
from accounts.models import Membership
from accounts.roles import Rank
from realtime.models import Event
from social.feed.actions import mark_read
from social.follows.models import Follow, MutedPerson
from social.items.models import Item, Topic
from social.joining.actions import join, leave, remove_member
from social.marks.models import Mark, ReadMark
from social.statuses.actions import publish_status
from social.timeline import LATEST, places_of
from tests.people import square
from tests.social.conftest import block

pytestmark = pytest.mark.django_db


def follow(browser, address, on=True):
    answer = browser.post(address, {"on": "1" if on else "0"})
    assert answer.status_code == 303, answer.content[:300]


def texts(browser, address="/") -> list[str]:
    """The posts of a page, as one would read them from the top."""
    html = browser.read(address)
    return [word for word in html.split('<article class="row"')[1:] for word in [word.split("<p>")[1].split("</p>")[0]]]


def same_as_the_policy(member):
    found = Item.objects.visible_to(member).filter(policy.feed_of(member)).order_by("-pk").values_list("pk", flat=True)
    assert [pk for pk, _shared in places_of(member).newest("all", LATEST)] == list(found)


def test_max_follows_nora_and_meets_her_post_in_a_group_he_did_not_join(people, group, browser):
    garden = group("open", nora=Rank.MEMBER)
    publish_status(people.nora, garden.audience, "Tulips")
    publish_status(people.grace, garden.audience, "Not by her")
    max_ = browser("max")
    assert texts(max_) == []
    follow(max_, "/people/nora/follow/")
    assert texts(max_) == texts(max_, "/?show=following") == ["Tulips"]
    same_as_the_policy(people.max)
    follow(max_, "/people/nora/follow/", on=False)
    assert texts(max_) == []


def test_following_gives_no_access(people, group, browser):
    council = group("closed", nora=Rank.MEMBER)
    topic = Topic.objects.create(slug="budget", name="Budget")
    item = publish_status(people.nora, council.audience, "Numbers")
    item.topics.add(topic)
    Follow.objects.create(member=people.max, person=people.nora)
    Follow.objects.create(member=people.max, topic=topic)
    Follow.objects.create(member=people.max, audience=council.audience)
    max_ = browser("max")
    assert texts(max_) == texts(max_, "/?show=following") == []
    assert "cycling" not in max_.read("/following/")
    assert max_.post(f"/groups/{council.slug}/follow/").status_code == 404
    same_as_the_policy(people.max)


def test_an_item_that_comes_by_several_ways_comes_once(people, group, browser):
    garden = group("open", nora=Rank.MEMBER)
    one, two = (Topic.objects.create(slug=slug, name=slug) for slug in ("soil", "seeds"))
    item = publish_status(people.nora, garden.audience, "Everything")
    item.topics.add(one, two)
    max_ = browser("max")
    for address in ("/people/nora/follow/", "/topics/soil/follow/", "/topics/seeds/follow/", f"/groups/{garden.slug}/follow/"):
        follow(max_, address)
    assert texts(max_) == texts(max_, "/?show=following") == ["Everything"]
    same_as_the_policy(people.max)


def test_a_followed_group_is_in_the_timeline_until_it_closes(people, group, browser):
    garden = group("open")
    publish_status(people.grace, garden.audience, "Weeds")
    max_ = browser("max")
    follow(max_, f"/groups/{garden.slug}/follow/")
    assert texts(max_, "/?show=following") == ["Weeds"]
    browser("grace").post(f"/groups/{garden.slug}/settings/", {"name": "Cycling", "purpose": "", "kind": "closed"})
    garden.refresh_from_db()
    assert garden.kind == "closed"
    assert texts(max_) == []
    same_as_the_policy(people.max)


def test_who_leaves_does_not_follow_on(people, group, browser):
    garden = group("open")
    max_ = browser("max")
    follow(max_, f"/groups/{garden.slug}/follow/")
    join(people.max, garden.pk)
    leave(people.max, garden.pk)
    publish_status(people.grace, garden.audience, "After")
    assert texts(max_) == []


def test_what_is_muted_is_in_no_list_however_it_is_followed(people, group, browser):
    garden = group("open", max=Rank.MEMBER, nora=Rank.MEMBER)
    topic = Topic.objects.create(slug="soil", name="Soil")
    for author, audience in ((people.nora, garden.audience), (people.cor, square())):
        publish_status(author, audience, f"By {author.handle}").topics.add(topic)
    max_ = browser("max")
    for address in ("/people/nora/follow/", "/topics/soil/follow/", "/people/cor/follow/"):
        follow(max_, address)
    assert texts(max_) == ["By cor", "By nora"]
    follow(max_, f"/groups/{garden.slug}/muted/")
    MutedPerson.objects.create(member=people.max, person=people.cor)
    for address in ("/", "/?show=following", "/?show=unread", "/topics/soil/"):
        assert texts(max_, address) == [], address
    assert texts(max_, f"/groups/{garden.slug}/") == ["By nora"], "its own page shows it all the same"
    assert "Keep out" not in max_.read(f"/groups/{garden.slug}/")
    assert reverse("group", args=[garden.slug]) in max_.read("/following/")
    same_as_the_policy(people.max)
    follow(max_, f"/groups/{garden.slug}/muted/", on=False)
    assert texts(max_) == ["By nora"]


def test_only_members_mute_a_group(people, group, browser):
    garden = group("open")
    assert browser("max").post(f"/groups/{garden.slug}/muted/").status_code == 403
    assert not Membership.objects.filter(member=people.max).exists()


def test_nobody_follows_themselves_or_more_than_fits(people, browser, monkeypatch):
    max_ = browser("max")
    assert max_.script("/people/max/follow/", {"on": "1"})[0] == 403
    monkeypatch.setattr("social.follows.actions.MOST", 1)
    assert people.nora
    assert people.cor
    follow(max_, "/people/nora/follow/")
    follow(max_, "/people/nora/follow/")
    status, said = max_.script("/people/cor/follow/", {"on": "1"})
    assert status == 403
    assert "Stop following one of them first" in said["say"]
    assert Follow.objects.filter(member=people.max).count() == 1


def test_what_one_follows_is_a_list_that_goes_on(people, browser):
    topics = [Topic.objects.create(slug=f"t{n}", name=f"Topic {n}") for n in range(45)]
    Follow.objects.bulk_create([Follow(member=people.max, topic=topic) for topic in topics])
    max_ = browser("max")
    first = max_.read("/following/")
    assert "#Topic 44" in first
    assert "#Topic 4<" not in first
    more = max_.read("/following/" + first.split('href="?before=')[1].split('"')[0].join(["?before=", ""]))
    assert "#Topic 4<" in more
    assert "#Topic 5<" not in more


# ---- topics


def test_a_topic_that_only_others_may_read_of_does_not_exist(people, group, browser):
    cellar = group("secret", nora=Rank.MEMBER)
    item = publish_status(people.nora, cellar.audience, "Psst")
    item.topics.add(Topic.objects.create(slug="plot", name="Plot"))
    max_, nora = browser("max"), browser("nora")
    assert max_.get("/topics/plot/").status_code == max_.post("/topics/plot/follow/").status_code == 404
    assert "plot" not in max_.read("/topics/")
    assert texts(nora, "/topics/plot/") == ["Psst"]
    assert "#Plot" in nora.read("/topics/")
    remove_member(people.grace, cellar.pk, people.nora.pk)
    assert nora.get("/topics/plot/").status_code == 404


def test_a_topic_page_goes_on_and_hears_every_place_that_may_have_it(people, group, browser):
    garden, topic = group("open", nora=Rank.MEMBER), Topic.objects.create(slug="soil", name="Soil")
    for n in range(25):
        publish_status(people.nora, garden.audience if n % 2 else square(), f"n{n}").topics.add(topic)
    max_ = browser("max")
    html = max_.read("/topics/soil/")
    assert texts(max_, "/topics/soil/")[0] == "n24"
    assert garden.audience.stream in html.split('id="feed" data-stream="')[1].split('"')[0].split()
    assert block(html, "wants")["topics"] == ["soil"]
    following = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert texts(max_, following)[-1] == "n0"


def test_topics_are_listed_by_name_page_by_page_after_those_of_now(people, browser, monkeypatch):
    monkeypatch.setattr("social.follows.views.TOPICS", 2)
    for n in range(3):
        item = publish_status(people.nora, square(), f"n{n}")
        item.topics.add(Topic.objects.create(slug=f"t{n}", name=f"T{n}"), Topic.objects.get_or_create(slug="both", name="Both")[0])
    max_ = browser("max")
    html = max_.read("/topics/")
    now, first = html.split("What is written about now")[1].split("All topics")
    assert now.count("#Both") == 1
    assert now.index("#Both") < now.index("#T0")
    more = max_.read("/topics/" + html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0])
    assert [word for word in ("#Both", "#T0", "#T1", "#T2") if word in first] == ["#Both", "#T0"]
    assert [word for word in ("#Both", "#T0", "#T1", "#T2") if word in more] == ["#T1", "#T2"]


# ---- read marks


def unread(browser, address="/"):
    return block(browser.read(address), "wants")["unread"]


def test_unread_counts_what_others_wrote_since_and_no_more_than_a_few(people, group, browser):
    garden = group("open", max=Rank.MEMBER)
    max_, key = browser("max"), str(garden.audience_id)
    publish_status(people.max, garden.audience, "My own")
    assert unread(max_)[key] == 0
    items = [publish_status(people.grace, garden.audience, f"n{n}") for n in range(12)]
    assert unread(max_)[key] == 10
    assert "<span data-few>9+</span>" in max_.read("/places/")
    status, said = max_.script("/read/", {"items": str(items[8].pk)})
    assert status == 200
    assert said["object"] == {"id": "unread", "n": {key: 3}}
    assert texts(max_, "/?show=unread") == ["n11", "n10", "n9"]


def test_a_mark_never_goes_back_and_never_beyond_what_one_sees(people, group, browser):
    garden, council = group("open", max=Rank.MEMBER), group("closed")
    first, last = (publish_status(people.grace, garden.audience, word) for word in ("first", "last"))
    other = publish_status(people.grace, council.audience, "Not for Max")
    max_ = browser("max")
    for items in (f"{last.pk}", f"{first.pk}", f"{first.pk} {last.pk} {other.pk} {10**17}"):
        assert max_.script("/read/", {"items": items})[0] == 200
    [mark] = ReadMark.objects.filter(member=people.max)
    assert (mark.audience_id, mark.up_to) == (garden.audience_id, last.pk)


def test_nonsense_marks_nothing(people, browser):
    max_ = browser("max")
    for items in ("a", "1,2", "-1", "9" * 30, " ".join(["1"] * 101)):
        status, said = max_.script("/read/", {"items": items})
        assert status == 422
        assert "marked as read" in said["say"]
    assert max_.script("/read/", {})[0] == 200
    assert not ReadMark.objects.filter(member=people.max).exists()


def test_all_can_be_marked_as_read_up_to_what_was_shown(people, group, browser):
    garden = group("open", max=Rank.MEMBER)
    items = [publish_status(people.grace, audience, f"n{n}") for n, audience in enumerate([square(), garden.audience, square()])]
    Mark.objects.create(member=people.max, item=items[0], unread=True)
    max_ = browser("max")
    html = max_.read("/?show=unread")
    assert f'name="all" value="{items[2].pk}"' in html
    later = publish_status(people.grace, garden.audience, "Came in between")
    assert max_.post("/read/", {"all": items[2].pk}).status_code == 303
    assert texts(max_, "/?show=unread") == ["Came in between"]
    max_.post("/read/", {"all": later.pk})
    assert "You have read everything" in max_.read("/?show=unread")


def test_what_was_marked_as_unread_by_hand_is_among_the_unread(people, browser):
    item = publish_status(people.grace, square(), "Later")
    mark_read(people.max, [item.pk])
    max_ = browser("max")
    assert texts(max_, "/?show=unread") == []
    Mark.objects.create(member=people.max, item=item, unread=True)
    assert texts(max_, "/?show=unread") == ["Later"]


def test_a_line_divides_what_is_new_from_what_was_seen(people, group, browser):
    garden = group("open", max=Rank.MEMBER)
    old = publish_status(people.grace, garden.audience, "Old")
    max_ = browser("max")
    assert "new-divider" not in max_.read("/"), "all is new"
    mark_read(people.max, [old.pk])
    assert "new-divider" not in max_.read("/"), "nothing is new"
    publish_status(people.grace, garden.audience, "New")
    publish_status(people.max, square(), "My own is not news")
    for address in ("/", f"/groups/{garden.slug}/"):
        above, below = max_.read(address).split('class="new-divider"')
        assert "<p>New</p>" in above
        assert "<p>Old</p>" in below


def test_older_rows_of_a_choice_are_of_the_same_choice(people, group, browser):
    garden = group("open", nora=Rank.MEMBER)
    for n in range(25):
        publish_status(people.nora, garden.audience, f"n{n}")
        publish_status(people.cor, square(), f"other {n}")
    max_ = browser("max")
    follow(max_, "/people/nora/follow/")
    status, first = max_.script("/?show=following")
    assert status == 200
    status, second = max_.script(first["next"])
    assert len(first["rows"]) == 20
    assert len(second["rows"]) == 5
    assert all("<p>n" in row for row in first["rows"] + second["rows"])


def test_a_page_hears_other_places_only_when_something_is_followed_everywhere(people, group, browser):
    garden = group("open", nora=Rank.MEMBER)
    max_ = browser("max")
    heard = lambda: max_.read("/").split('id="feed" data-stream="')[1].split('"')[0].split()  # noqa: E731
    assert garden.audience.stream not in heard()
    follow(max_, "/people/nora/follow/")
    assert garden.audience.stream in heard()
    wants = block(max_.read("/"), "wants")
    assert wants["people"] == [people.nora.pk]
    assert garden.audience_id not in wants["audiences"]


def test_open_pages_hear_that_the_timeline_changed(people, group):
    garden = group("open")
    join(people.max, garden.pk)
    leave(people.max, garden.pk)
    assert Event.objects.filter(stream=f"m{people.max.pk}", kind="places").count() == 2


def test_a_guest_has_their_groups_and_nothing_else(people, group, browser):
    council = group("closed", gus=Rank.MEMBER)
    publish_status(people.grace, council.audience, "For Gus too")
    publish_status(people.grace, square(), "For colleagues")
    gus = browser("gus")
    follow(gus, "/people/grace/follow/")
    for address in ("/", "/?show=following", "/?show=unread"):
        assert texts(gus, address) == ["For Gus too"], address
    same_as_the_policy(people.gus)
