"""A group's life: started beside others like it, invited to, kept quiet, handed over, opened to more people, put to rest."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from media.models import File
from realtime.models import Event
from social.comments.actions import add_comment
from social.groups.actions import create_group, settle_group
from social.groups.models import Group
from social.inviting.actions import invite
from social.items.actions import delete_item
from social.items.models import Item
from social.joining import actions
from social.likeness import likeness
from social.rows import render
from social.settling.actions import OtherNumbers, Widening, archive_group, widen_group, widening_of
from social.statuses.actions import publish_status
from tests.media.pictures import photo, upload
from tests.people import person

pytestmark = pytest.mark.django_db


def now(group) -> Group:
    return Group.objects.for_system("test").select_related("audience").get(pk=group.pk)


def access(kind: str) -> list[int]:
    return list(Event.objects.filter(stream="access", kind=kind).order_by("position").values_list("object", flat=True))


# ---- starting one


def test_who_starts_a_group_meets_those_like_it_first(people, group, browser):
    group("open", "Cycling to work")
    group("secret", "Cycling to work in secret")
    max_, form = browser("max"), {"name": "Cycle to work", "purpose": "By bike", "kind": "open", "key": "k" * 16}
    answer = max_.post("/groups/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "There is a group like this already" in page
    assert 'href="/groups/cycling-to-work/"' in page
    assert "in secret" not in page
    assert 'value="Cycle to work"' in page
    assert "By bike" in page
    assert Group.objects.for_system("test").count() == 2
    status, said = max_.script("/groups/new/", form)
    assert (status, said["say"]) == (409, "There is a group like this already.")
    again = {**form, "anyway": "1"}
    assert max_.post("/groups/new/", again)["Location"] == "/groups/cycle-to-work/"
    assert max_.post("/groups/new/", form)["Location"] == "/groups/cycle-to-work/"  # the same form: one deed
    assert Group.objects.for_system("test").count() == 3


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Fietsen naar het werk", "fietsen naar werk", True),
        ("Works council", "The work council", True),
        ("Yoga", "Yoga op vrijdag", True),
        ("Café Zürich", "cafe zurich", True),
        ("Team Zwolle", "Team Utrecht", False),
        ("Photography", "Choir", False),
        ("日本", "日本", True),
        ("!!!", "???", False),
    ],
)
def test_names_are_alike_as_they_are_to_people(one, other, alike):
    assert (likeness(one, other) >= 0.62) == alike
    assert likeness(one, other) == likeness(other, one)


# ---- the directory


def names_at(browser, path) -> list[str]:
    return re.findall(r'class="group-name" href="[^"]+">([^<]+)<', browser.read(path))


def test_the_directory_shows_what_lives_what_is_mine_what_is_new_and_what_is_looked_for(people, group, browser):
    group("open", "Quiet corner"), group("secret", "Cellar")
    lively = group("open", "Lively bunch", max=Rank.MEMBER)
    for n in range(3):
        publish_status(people.grace, lively.audience, f"Post {n}")
    group("closed", "Newest of all")
    nora, max_, grace = browser("nora"), browser("max"), browser("grace")
    assert names_at(nora, "/groups/") == ["Lively bunch", "Newest of all", "Quiet corner"]
    assert names_at(nora, "/groups/?show=new") == ["Newest of all", "Lively bunch", "Quiet corner"]
    assert names_at(nora, "/groups/?show=mine") == []
    assert names_at(max_, "/groups/?show=mine") == ["Lively bunch"]
    assert names_at(grace, "/groups/?show=mine") == ["Cellar", "Lively bunch", "Newest of all", "Quiet corner"]
    assert names_at(nora, "/groups/?q=BUNCH") == ["Lively bunch"]
    assert set(names_at(nora, "/groups/?q=bicycles")) == {"Lively bunch", "Newest of all", "Quiet corner"}
    assert names_at(nora, "/groups/?q=cellar") == []
    assert names_at(grace, "/groups/?q=cellar") == ["Cellar"]
    assert names_at(nora, "/groups/?q=%27%25&after=abc&show=x") == []
    archive_group(people.grace, lively.pk, True)
    assert names_at(nora, "/groups/")[-1] == "Lively bunch"
    assert "Archived" in nora.read("/groups/")


def test_of_a_closed_group_nobody_outside_learns_when_it_was_last_used(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    publish_status(people.max, club.audience, "Minutes")
    assert "Last post" not in browser("nora").read("/groups/")
    assert "Last post" in browser("max").read("/groups/")


@pytest.mark.parametrize("path", ["/groups/?", "/groups/?show=new&", "/groups/?show=mine&", "/groups/?q=Club&"])
def test_every_tab_comes_a_page_at_a_time_and_holds_every_group_once(path, people, browser):
    for n in range(85):
        create_group(people.grace, f"Club {n % 7}", "", "open")
    grace, found, following = browser("grace"), [], path
    while following:
        html = grace.read(following)
        found += re.findall(r'class="group-name" href="([^"]+)"', html)
        more = re.search(r'href="(\?[^"]+)" rel="next"', html)
        following = more and "/groups/" + more[1].replace("&amp;", "&")
    assert len(found) == len(set(found)) == 85


# ---- settings


def test_owners_say_what_a_group_is_about_who_may_write_and_how_it_welcomes(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    grace, max_ = browser("grace"), browser("max")
    form = {
        "name": "Works council",
        "purpose": "Talk",
        "kind": "closed",
        "welcome": "Read the **minutes** first.",
        "topics": "#Trains, safety",
    }
    form |= {"post_rank": 20, "comment_rank": 10, "invite_rank": 30}
    assert grace.post(f"/groups/{club.slug}/settings/", form).status_code == 303
    page = max_.read(f"/groups/{club.slug}/")
    assert "<strong>minutes</strong>" in page
    assert 'id="compose"' not in page
    assert max_.script("/statuses/", {"text": "x", "audience": club.audience_id})[0] == 403
    about = max_.read(f"/groups/{club.slug}/about/")
    for words in ("#Trains", "#safety", "Talk", "Grace", "moderators"):
        assert words in about
    settings = grace.read(f"/groups/{club.slug}/settings/")
    assert "#safety #Trains" in settings
    assert max_.post(f"/groups/{club.slug}/welcome/").status_code == 303
    assert "<strong>minutes</strong>" not in max_.read(f"/groups/{club.slug}/")
    assert grace.post(f"/groups/{club.slug}/settings/", {"name": "Council", "kind": "closed"}).status_code == 303
    assert now(club).welcome == form["welcome"]
    assert now(club).audience.post_rank == 20


@pytest.mark.parametrize(
    ("field", "value"),
    [("topics", "a b c d e f"), ("topics", "so, wh@t?"), ("welcome", "x" * 2049), ("post_rank", "99"), ("comment_rank", "x"), ("name", "")],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(field, value, people, group, browser):
    club = group("closed")
    form = {"name": "Works council", "purpose": "Talk about it", "kind": "closed", field: value}
    answer = browser("grace").post(f"/groups/{club.slug}/settings/", form)
    assert answer.status_code == 422
    assert "Talk about it" in answer.content.decode()
    assert now(club).name == club.name


def test_a_member_of_long_ago_is_not_welcomed(people, group, browser):
    club = group("open", max=Rank.MEMBER)
    settle_group(people.grace, club.pk, club.name, "", "open", welcome="Good that you are here")
    Membership.objects.filter(member=people.max).update(since=timezone.now() - timedelta(days=31))
    for handle in ("max", "grace", "nora"):
        assert "Good that you are here" not in browser(handle).read(f"/groups/{club.slug}/")
    assert "Good that you are here" in browser("nora").read(f"/groups/{club.slug}/about/")


def test_a_picture_on_top_is_seen_by_who_sees_the_card_and_follows_the_kind(people, group, browser, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    club = group("closed", max=Rank.MEMBER)
    grace = browser("grace")

    def seen_by(member):
        return File.objects.visible_to(member).filter(pk=now(club).cover_id).exists()

    assert grace.post(f"/groups/{club.slug}/cover/", {"cover": upload(photo())}).status_code == 303
    assert seen_by(people.nora)
    assert "group-cover" in browser("nora").read(f"/groups/{club.slug}/")
    settle_group(people.grace, club.pk, club.name, "", "secret")
    assert not seen_by(people.nora)
    assert seen_by(people.max)
    invite(people.grace, club.pk, "nora")
    assert "group-cover" not in browser("nora").read(f"/groups/{now(club).slug}/")
    widen_group(people.grace, club.pk, "closed", widening_of(now(club), "closed"))
    assert seen_by(people.nora)
    former = now(club).cover
    assert grace.post(f"/groups/{now(club).slug}/cover/", {"cover": upload(photo())}).status_code == 303
    former.refresh_from_db()
    assert former.state == File.State.GONE
    assert grace.post(f"/groups/{now(club).slug}/cover/", {"remove": "1"}).status_code == 303
    assert now(club).cover is None


def test_what_is_no_picture_is_refused_on_the_page(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    answer = browser("grace").post(f"/groups/{club.slug}/cover/", {})
    assert answer.status_code == 422
    assert "Choose a picture first" in answer.content.decode()
    assert browser("max").post(f"/groups/{club.slug}/cover/", {}).status_code == 403


# ---- opened to more people


def test_to_open_a_group_is_asked_first_with_who_will_see_how_much(people, group, browser):
    people.all()
    club = group("closed", max=Rank.MEMBER)
    for n in range(3):
        publish_status(people.max, club.audience, f"Minutes {n}")
    grace, nora = browser("grace"), browser("nora")
    answer = grace.post(f"/groups/{club.slug}/settings/", {"name": "Council", "purpose": "New words", "kind": "open"})
    assert answer["Location"] == f"/groups/{club.slug}/widen/?to=open"
    assert (now(club).kind, now(club).purpose) == ("closed", "New words")
    page = grace.read(answer["Location"])
    assert "4 colleagues who are not in this group now will see" in page  # ada, nora, eva, cor; not the guest, not the deactivated
    assert "3 posts" in page
    form = dict(re.findall(r'type="hidden" name="(key|to|now|people|posts)" value="([^"]*)"', page))
    publish_status(people.max, club.audience, "Something new")
    again = grace.post(f"/groups/{club.slug}/widen/", form)
    assert again.status_code == 409
    assert "Something changed in the meantime" in again.content.decode()
    assert "4 posts" in again.content.decode()
    assert nora.get(f"/groups/{club.slug}/about/").status_code == 404
    form = dict(re.findall(r'type="hidden" name="(key|to|now|people|posts)" value="([^"]*)"', again.content.decode()))
    for _ in range(2):
        assert grace.post(f"/groups/{club.slug}/widen/", form)["Location"] == f"/groups/{club.slug}/"
    assert access("audience").count(club.audience_id) == 2  # made, and opened
    shown = nora.read(f"/groups/{club.slug}/")
    assert "Minutes 0" in shown
    assert shown.count("Grace opened this group") == 1
    assert grace.get(f"/groups/{club.slug}/widen/?to=open")["Location"] == f"/groups/{club.slug}/settings/"


def test_a_secret_group_that_becomes_closed_shows_its_card_and_no_post(people, group, browser):
    club = group("secret", max=Rank.MEMBER)
    publish_status(people.max, club.audience, "Minutes")
    nora, grace = browser("nora"), browser("grace")
    page = grace.read(f"/groups/{club.slug}/widen/?to=closed")
    assert "will see that it exists" in page
    widen_group(people.grace, club.pk, "closed", Widening("secret", 1, 0))
    assert club.name in nora.read("/groups/")
    assert "Minutes" not in nora.read(f"/groups/{now(club).slug}/")
    assert "Grace made this group visible" in browser("max").read(f"/groups/{now(club).slug}/")


def test_other_numbers_or_no_wider_kind_change_nothing(people, group):
    club = group("closed", max=Rank.MEMBER)
    right = widening_of(club, "open")
    for wrong in (right._replace(people=right.people + 1), right._replace(posts=1), right._replace(now="secret")):
        with pytest.raises(OtherNumbers):
            widen_group(people.grace, club.pk, "open", wrong)
    with pytest.raises(Refused):
        widen_group(people.grace, club.pk, "secret", right)
    with pytest.raises(Refused):
        widen_group(people.max, club.pk, "open", right)
    with pytest.raises(NotVisible):
        widen_group(people.nora, club.pk, "open", right)
    with pytest.raises(Refused):
        settle_group(people.grace, club.pk, club.name, "", "open")
    assert now(club).kind == "closed"
    assert not Item.objects.for_system("test").exists()


def test_what_the_house_wrote_down_is_drawn_in_the_readers_language_and_stays(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    widen_group(people.grace, club.pk, "open", widening_of(club, "open"))
    note = Item.objects.for_system("test").get()
    ref = (club.audience.stream, "item", note.pk)
    drawn = render([ref], ["en", "nl"])
    assert "Grace opened this group" in drawn["en"][ref][0]["html"]
    assert "Grace heeft deze groep geopend" in drawn["nl"][ref][0]["html"]
    assert "data-react" not in drawn["en"][ref][0]["html"]
    grace = browser("grace")
    assert "Grace opened this group" in grace.read(f"/items/{note.pk}/")
    for verb in ("edit", "delete", "move"):
        assert grace.script(f"/items/{note.pk}/{verb}/", {"text": "Nothing happened", "audience": club.audience_id})[0] == 403
    with pytest.raises(Refused):
        delete_item(people.grace, note.pk)


# ---- at rest


def test_an_archived_group_is_read_and_nothing_and_nobody_new_comes_in(people, group, browser):
    club = group("open", max=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "Ride on Sunday")
    grace, max_, nora = browser("grace"), browser("max"), browser("nora")
    assert max_.post(f"/groups/{club.slug}/archive/", {"on": "1"}).status_code == 403
    for _ in range(2):
        assert grace.post(f"/groups/{club.slug}/archive/", {"on": "1"}).status_code == 303
    page = max_.read(f"/groups/{club.slug}/")
    assert "Ride on Sunday" in page
    assert "Grace archived this group" in page
    for box, shown in (("compose", page), ("answer", max_.read(f"/items/{item.pk}/"))):
        assert re.search(rf'<send-form data-awake="{club.audience_id}" hidden[^>]*>\s*<form[^>]* id="{box}"', shown)
        assert f'<div data-resting="{club.audience_id}" role="status">' in shown
    status, said = max_.script("/statuses/", {"text": "x", "audience": club.audience_id})
    assert (status, said["say"]) == (403, "Nothing new can be added here any more.")
    assert grace.script(f"/items/{item.pk}/comments/", {"text": "x"})[0] == 403
    assert nora.post(f"/groups/{club.slug}/join/").status_code == 403
    assert grace.post(f"/groups/{club.slug}/members/add/", {"handle": "nora"}).status_code == 403
    assert grace.post(f"/groups/{club.slug}/invites/", {"handle": "nora"}).status_code == 403
    assert f'<option value="{club.audience_id}"' not in max_.read("/")  # not among the places to post to
    settle_group(people.grace, club.pk, club.name, "", "open", comment_rank=10)
    assert now(club).audience.comment_rank == Rank.NOBODY
    assert grace.post(f"/groups/{club.slug}/archive/", {"on": "0"}).status_code == 303
    assert publish_status(people.max, club.audience, "Back")
    assert now(club).audience.comment_rank == 10
    with pytest.raises(Refused):
        add_comment(people.nora, item.pk, "Only members now")
    assert nora.post(f"/groups/{club.slug}/join/").status_code == 303


def test_an_invite_and_a_question_wait_until_the_group_is_back(people, group):
    club = group("closed")
    invite(people.grace, club.pk, people.nora.handle)
    actions.ask(people.cor, club.pk)
    archive_group(people.grace, club.pk, True)
    with pytest.raises(Refused):
        actions.join(people.nora, club.pk)
    with pytest.raises(Refused):
        actions.admit(people.grace, club.pk, Group.asks.rel.related_model.objects.for_system("test").get().pk)
    with pytest.raises(Refused):
        actions.ask(people.max, club.pk)
    archive_group(people.grace, club.pk, False)
    assert actions.join(people.nora, club.pk)


# ---- its pages


def test_members_are_found_by_name_a_page_at_a_time(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    for n in range(70):
        actions.add_member(people.grace, club.pk, person(f"piet{n}").handle)
    found, following = [], f"/groups/{club.slug}/members/?q=piet"
    while following:
        html = browser("max").read(following)
        found += re.findall(r'class="person-name" href="([^"]+)"', html)
        more = re.search(r'href="(\?[^"]+)" rel="next"', html)
        following = more and f"/groups/{club.slug}/members/" + more[1].replace("&amp;", "&")
    assert len(found) == len(set(found)) == 70


def test_what_is_pinned_has_a_page_of_its_own(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    publish_status(people.max, club.audience, "Fleeting")
    kept = publish_status(people.max, club.audience, "Keep this")
    Item.objects.for_system("test").filter(pk=kept.pk).update(pinned_at=timezone.now())
    page = browser("max").read(f"/groups/{club.slug}/pinned/")
    assert "Keep this" in page
    assert "Fleeting" not in page
    assert browser("nora").get(f"/groups/{club.slug}/pinned/").status_code == 404
