"""Groups: started, joined, asked, handed over, closed; what each kind shows to whom."""

import re

import pytest

from accounts.models import Member, Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from realtime.models import Event
from social.groups.actions import create_group, settle_group
from social.groups.models import Ask, Group
from social.joining import actions
from social.settling.actions import widen_group, widening_of
from social.statuses.actions import publish_status
from tests.people import person, row, square

pytestmark = pytest.mark.django_db


def access(kind: str) -> list[int]:
    return list(Event.objects.filter(stream="access", kind=kind).order_by("position").values_list("object", flat=True))


def size(group) -> int:
    return Group.objects.for_system("test").get(pk=group.pk).member_count


def test_max_starts_a_group_and_owns_it(people, browser):
    max_ = browser("max")
    form = {"name": "Cycling to work", "purpose": "Rain or not", "kind": "open", "key": "k" * 16}
    answer = max_.post("/groups/new/", form)
    assert answer["Location"] == "/groups/cycling-to-work/"
    assert max_.post("/groups/new/", form)["Location"] == "/groups/cycling-to-work/"
    assert Group.objects.for_system("test").count() == 1
    assert Membership.objects.get().rank == Rank.OWNER
    assert access("member") == [people.max.pk]
    page = browser("nora").read("/groups/")
    assert "Cycling to work" in page
    assert "Rain or not" in page
    assert "Max" in page


def test_a_guest_starts_no_group_and_sees_no_door(people, group, browser):
    open_, closed = group("open"), group("closed")
    gus = browser("gus")
    assert gus.get("/groups/new/").status_code == 403
    assert gus.post("/groups/new/", {"name": "x", "kind": "open"}).status_code == 403
    for found in [open_, closed]:
        assert gus.get(f"/groups/{found.slug}/").status_code == 404
        assert found.name not in gus.read("/groups/")
        assert gus.post(f"/groups/{found.slug}/join/").status_code == 404
    row(open_.audience, people.gus)
    assert open_.name in gus.read("/groups/")
    assert gus.get(f"/groups/{open_.slug}/").status_code == 200


def test_an_open_group_is_read_by_everyone_and_joined_by_who_wants(people, group, browser):
    club = group("open")
    publish_status(people.grace, club.audience, "Ride on Sunday")
    nora = browser("nora")
    page = nora.read(f"/groups/{club.slug}/")
    assert "Ride on Sunday" in page
    assert 'id="compose"' not in page
    assert "Ride on Sunday" not in nora.read("/")
    for _ in range(2):
        assert nora.post(f"/groups/{club.slug}/join/").status_code == 303
    assert size(club) == 2
    assert access("member")[-1] == people.nora.pk
    assert access("member").count(people.nora.pk) == 1
    assert "Ride on Sunday" in nora.read("/")
    assert 'id="compose"' in nora.read(f"/groups/{club.slug}/")
    assert nora.post(f"/groups/{club.slug}/leave/").status_code == 303
    assert size(club) == 1
    assert "Ride on Sunday" not in nora.read("/")
    assert nora.post(f"/groups/{club.slug}/leave/").status_code == 403


def test_leaving_twice_with_the_same_form_is_leaving_once(people, group, browser):
    club = group("closed")
    actions.add_member(people.grace, club.pk, people.max.handle)
    max_ = browser("max")
    for _ in range(2):
        assert max_.post(f"/groups/{club.slug}/leave/", {"key": "k" * 16}).status_code == 303
    assert size(club) == 1


def test_a_closed_group_shows_its_door_and_lets_in_who_asked(people, group, browser):
    club = group("closed")
    publish_status(people.grace, club.audience, "Minutes of Tuesday")
    nora, grace = browser("nora"), browser("grace")
    page = nora.read(f"/groups/{club.slug}/")
    assert club.name in page
    assert "Grace" in page
    assert "Minutes" not in page
    assert nora.post(f"/groups/{club.slug}/join/").status_code == 403
    assert nora.get(f"/groups/{club.slug}/members/").status_code == 404
    for _ in range(2):
        assert nora.post(f"/groups/{club.slug}/ask/", {"words": "I take the minutes"}).status_code == 303
    assert "You asked to join" in nora.read(f"/groups/{club.slug}/")
    told = grace.read("/notifications/")
    assert told.count("Nora asks to join closed cycling") == 1
    members = grace.read(f"/groups/{club.slug}/members/")
    assert "I take the minutes" in members
    asked = Ask.objects.for_system("test").get()
    assert browser("max").post(f"/groups/{club.slug}/asks/{asked.pk}/admit/").status_code == 404
    assert nora.post(f"/groups/{club.slug}/asks/{asked.pk}/admit/").status_code == 404
    for _ in range(2):
        assert grace.post(f"/groups/{club.slug}/asks/{asked.pk}/admit/").status_code == 303
    assert "Minutes of Tuesday" in nora.read("/")
    assert "Grace let you into closed cycling" in nora.read("/notifications/")
    assert size(club) == 2
    assert not Ask.objects.for_system("test").exists()


def test_a_question_is_taken_back_or_refused(people, group, browser):
    club = group("closed")
    nora = browser("nora")
    nora.post(f"/groups/{club.slug}/ask/")
    nora.post(f"/groups/{club.slug}/ask/withdraw/")
    assert not Ask.objects.for_system("test").exists()
    nora.post(f"/groups/{club.slug}/ask/")
    browser("grace").post(f"/groups/{club.slug}/asks/{Ask.objects.for_system('test').get().pk}/refuse/")
    assert "Ask to join" in nora.read(f"/groups/{club.slug}/")
    assert size(club) == 1


def test_a_secret_group_answers_as_a_free_address(people, group, browser):
    club = group("secret")
    nora = browser("nora")
    for verb in ["", "members/", "settings/"]:
        hidden, free = nora.get(f"/groups/{club.slug}/{verb}"), nora.get(f"/groups/free-address/{verb}")
        assert hidden.status_code == free.status_code == 404
        assert same_for_all(hidden, club.slug) == same_for_all(free, "free-address")
    for verb in ["join", "leave", "ask", "ask/withdraw", "settings", "members/add", "members/1/remove", "members/1/rank", "asks/1/admit"]:
        hidden = nora.script(f"/groups/{club.slug}/{verb}/", {"handle": "max", "rank": 20, "name": "x", "kind": "open"})
        free = nora.script(f"/groups/free-address/{verb}/", {"handle": "max", "rank": 20, "name": "x", "kind": "open"})
        assert hidden == free
        assert hidden[0] == 404, verb
    assert club.name not in nora.read("/groups/")
    assert club.name in browser("grace").read("/groups/")
    assert browser("ada").get(f"/groups/{club.slug}/").status_code == 404


def same_for_all(answer, slug: str) -> str:
    """The answer without its request's own number and token."""
    words = answer.content.decode().replace(answer["X-Request-ID"], "").replace(slug, "SLUG")
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", words)


def test_a_free_name_does_not_tell_that_a_secret_group_has_it(people):
    create_group(people.grace, "Reorganisation", "", "secret")
    assert create_group(people.max, "Reorganisation", "", "open").slug == "reorganisation"
    assert create_group(people.max, "Reorganisation", "", "open").slug.startswith("reorganisation-")
    assert create_group(people.max, "New", "", "open").slug != "new"
    assert create_group(people.max, "日本", "", "open").slug == "group"


def test_the_last_owner_hands_over_before_leaving(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    grace = browser("grace")
    answer = grace.post(f"/groups/{club.slug}/leave/")
    assert answer.status_code == 403
    assert "Make somebody else an owner first" in answer.content.decode()
    assert grace.post(f"/groups/{club.slug}/members/{people.grace.pk}/rank/", {"rank": 10}).status_code == 403
    assert grace.post(f"/groups/{club.slug}/members/{people.max.pk}/rank/", {"rank": 30}).status_code == 303
    assert grace.post(f"/groups/{club.slug}/leave/").status_code == 303
    assert browser("max").get(f"/groups/{club.slug}/settings/").status_code == 200
    assert grace.get(f"/groups/{club.slug}/settings/").status_code == 404


def test_a_deactivated_owner_does_not_count_as_one(people, group):
    club = group("closed", zed=Rank.OWNER)
    with pytest.raises(Refused):
        actions.leave(people.grace, club.pk)


def test_moderators_take_out_members_but_not_each_other(people, group, browser):
    club = group("closed", max=Rank.MODERATOR, nora=Rank.MODERATOR, cor=Rank.MEMBER)
    max_ = browser("max")
    assert max_.post(f"/groups/{club.slug}/members/{people.cor.pk}/remove/").status_code == 303
    assert max_.post(f"/groups/{club.slug}/members/{people.cor.pk}/remove/").status_code == 303
    for other in [people.nora, people.grace]:
        assert max_.post(f"/groups/{club.slug}/members/{other.pk}/remove/").status_code == 403
    assert max_.post(f"/groups/{club.slug}/members/{people.nora.pk}/rank/", {"rank": 10}).status_code == 403
    assert browser("grace").post(f"/groups/{club.slug}/members/{people.nora.pk}/remove/").status_code == 303
    assert access("member")[-2:] == [people.cor.pk, people.nora.pk]
    assert browser("nora").get(f"/groups/{club.slug}/members/").status_code == 404


def test_somebody_is_added_by_handle_at_once_and_told(people, group, browser):
    club = group("secret", max=Rank.MEMBER)
    row(club.audience, people.cor, Rank.MODERATOR)
    assert browser("max").post(f"/groups/{club.slug}/members/add/", {"handle": "nora"}).status_code == 403
    cor, nora = browser("cor"), browser("nora")
    assert cor.post(f"/groups/{club.slug}/members/add/", {"handle": "@Nora"}).status_code == 303
    assert "Cor let you into" in nora.read("/notifications/")
    assert nora.get(f"/groups/{club.slug}/").status_code == 200
    for nobody in ["nobody", people.zed.handle]:
        answer = cor.post(f"/groups/{club.slug}/members/add/", {"handle": nobody})
        assert answer.status_code == 403
        assert f'value="{nobody}"' in answer.content.decode()


def test_a_group_that_closes_is_gone_for_others_at_once(people, group, browser):
    club = group("open", max=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "Inside")
    nora, grace = browser("nora"), browser("grace")
    assert nora.get(f"/items/{item.pk}/").status_code == 200
    form = {"name": "Works council", "purpose": "Talk", "kind": "closed"}
    assert grace.post(f"/groups/{club.slug}/settings/", form)["Location"] == f"/groups/{club.slug}/"
    assert nora.get(f"/items/{item.pk}/").status_code == 404
    assert "Works council" in nora.read(f"/groups/{club.slug}/")
    assert access("audience").count(club.audience_id) == 2  # made, and closed
    assert "Works council" in browser("max").read(f"/items/{item.pk}/")
    assert Event.objects.filter(stream=club.audience.stream, kind="item").count() == 2


def test_a_group_that_becomes_secret_leaves_its_address(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    nora = browser("nora")
    actions.ask(people.nora, club.pk)
    made = settle_group(people.grace, club.pk, club.name, "", "secret")
    assert made.slug != club.slug
    assert nora.get(f"/groups/{club.slug}/").status_code == nora.get(f"/groups/{made.slug}/").status_code == 404
    assert browser("max").get(f"/groups/{made.slug}/").status_code == 200
    assert not Ask.objects.for_system("test").exists()
    with pytest.raises(NotVisible):
        actions.ask(people.nora, club.pk)
    with pytest.raises(Refused):
        settle_group(people.grace, club.pk, club.name, "", "open")
    opened = widen_group(people.grace, club.pk, "open", widening_of(made, "open"))
    assert nora.get(f"/groups/{opened.slug}/").status_code == 200
    assert nora.post(f"/groups/{opened.slug}/join/").status_code == 303


def test_only_owners_settle(people, group, browser):
    club = group("closed", max=Rank.MODERATOR)
    assert browser("max").get(f"/groups/{club.slug}/settings/").status_code == 403
    with pytest.raises(Refused):
        settle_group(people.max, club.pk, "Mine", "", "open")


def test_the_directories_come_a_page_at_a_time_and_hold_everybody_once(people, browser):
    for n in range(65):
        person(f"p{n}")
    for n in range(45):
        create_group(people.grace, f"Club {n % 5}", "", "open")
    Member.objects.filter(handle__startswith="p").update(name="The same")
    for path, card in [("/people/", r'class="person-name" href="([^"]+)"'), ("/groups/", r'class="group-name" href="([^"]+)"')]:
        found, following = [], path
        while following:
            html = browser("max").read(following)
            found += re.findall(card, html)
            more = re.search(r'href="(\?[^"]+)" rel="next"', html)
            following = more and path + more[1].replace("&amp;", "&")
        assert len(found) == len(set(found)) == (67 if path == "/people/" else 45)


def test_a_guest_meets_only_those_who_share_a_place(people, group, browser):
    club = group("closed", max=Rank.MEMBER, gus=Rank.MEMBER)
    assert people.nora
    gus = browser("gus")
    page = gus.read("/people/")
    assert "/people/max/" in page
    assert "/people/nora/" not in page
    assert gus.get("/people/nora/").status_code == 404
    assert gus.get("/people/max/").status_code == 200
    publish_status(people.max, square(), "For members")
    publish_status(people.max, club.audience, "For the club")
    assert "For members" not in gus.read("/people/max/") + gus.read("/")
    assert "For the club" in gus.read("/people/max/")
