"""The people of a group: invited, removed with a reason, asked to be quiet, and the last owner who hands it over."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts import limits
from accounts.models import Membership
from accounts.policy import Refused
from accounts.roles import Rank
from realtime.models import Event
from social.groups.actions import settle_group
from social.groups.models import Ask, Group, Invite, Silence
from social.inviting.actions import invite
from social.joining import actions
from social.notifications.models import Notification
from social.statuses.actions import publish_status
from tests.people import square

pytestmark = pytest.mark.django_db


def now(group) -> Group:
    return Group.objects.for_system("test").select_related("audience").get(pk=group.pk)


def access(kind: str) -> list[int]:
    return list(Event.objects.filter(stream="access", kind=kind).order_by("position").values_list("object", flat=True))


# ---- inviting


def test_an_invite_shows_the_card_of_a_secret_group_and_lets_in_when_it_is_taken_up(people, group, browser):
    club = group("secret", max=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "Under us")
    grace, nora = browser("grace"), browser("nora")
    for _ in range(2):
        assert grace.post(f"/groups/{club.slug}/invites/", {"handle": "@nora"}).status_code == 303
    assert Invite.objects.for_system("test").count() == 1
    told = nora.read("/notifications/")
    assert told.count("Grace invites you to secret cycling") == 1
    assert f'href="/groups/{club.slug}/"' in told
    door = nora.read(f"/groups/{club.slug}/")
    assert "Grace invites you" in door
    assert "Under us" not in door
    assert club.name in nora.read("/groups/")
    assert nora.get(f"/items/{item.pk}/").status_code == 404
    assert nora.get(f"/groups/{club.slug}/members/").status_code == 404
    assert "Invited by Grace" in grace.read(f"/groups/{club.slug}/members/")
    assert not Membership.objects.filter(member=people.nora).exists()
    assert nora.post(f"/groups/{club.slug}/join/").status_code == 303
    assert "Under us" in nora.read(f"/groups/{club.slug}/")
    assert access("member")[-1] == people.nora.pk
    assert not Invite.objects.for_system("test").exists()
    assert now(club).member_count == 3


def test_who_was_invited_says_no_and_learns_nothing_further(people, group, browser):
    club = group("secret")
    invite(people.grace, club.pk, people.nora.handle)
    nora = browser("nora")
    assert nora.post(f"/groups/{club.slug}/invites/decline/").status_code == 303
    assert nora.get(f"/groups/{club.slug}/").status_code == 404
    assert club.name not in nora.read("/notifications/") + nora.read("/groups/")
    assert nora.post(f"/groups/{club.slug}/invites/decline/").status_code == 404
    assert nora.post(f"/groups/{club.slug}/join/").status_code == 404


def test_an_invite_is_taken_back_and_falls_with_who_gave_it(people, group, browser):
    club = group("secret", max=Rank.MODERATOR)
    settle_group(people.grace, club.pk, club.name, "", "secret", invite_rank=10)
    first, second = (invite(people.max, club.pk, one.handle) for one in (people.nora, people.cor))
    nora, cor = browser("nora"), browser("cor")
    slug = club.slug
    assert nora.post(f"/groups/{slug}/invites/{first.pk}/withdraw/").status_code == 404
    assert browser("max").post(f"/groups/{slug}/invites/{first.pk}/withdraw/").status_code == 303
    assert nora.get(f"/groups/{slug}/").status_code == 404
    assert cor.get(f"/groups/{slug}/").status_code == 200
    actions.remove_member(people.grace, club.pk, people.max.pk)
    assert cor.get(f"/groups/{slug}/").status_code == 404
    assert club.name not in cor.read("/notifications/")
    assert not Invite.objects.for_system("test").filter(pk=second.pk).exists()


def test_who_may_invite_is_for_the_owners_to_say(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    max_, grace = browser("max"), browser("grace")
    assert max_.post(f"/groups/{club.slug}/invites/", {"handle": "nora"}).status_code == 403
    form = {"name": club.name, "kind": "closed", "invite_rank": 10}
    assert grace.post(f"/groups/{club.slug}/settings/", form).status_code == 303
    assert people.nora
    assert max_.post(f"/groups/{club.slug}/invites/", {"handle": "nora"}).status_code == 303
    assert max_.post(f"/groups/{club.slug}/members/add/", {"handle": "cor"}).status_code == 403
    assert browser("nora").post(f"/groups/{club.slug}/invites/", {"handle": "cor"}).status_code == 404


def test_nobody_is_invited_who_is_in_or_is_nobody(people, group, browser):
    club, grace = group("closed", max=Rank.MEMBER), browser("grace")
    for handle, words in [("max", "Max is in this group already"), ("nobody", "There is nobody"), (people.zed.handle, "There is nobody")]:
        answer = grace.post(f"/groups/{club.slug}/invites/", {"handle": handle})
        assert answer.status_code == 403
        assert words in answer.content.decode()
        assert f'value="{handle}"' in answer.content.decode()
    assert grace.post(f"/groups/{club.slug}/invites/", {"handle": "x" * 40}).status_code == 422


def test_an_invited_guest_sees_the_card_and_comes_in(people, group, browser):
    club = group("closed", gus=Rank.MEMBER)
    other = group("closed", "Another one", gus=Rank.MEMBER)
    actions.leave(people.gus, club.pk)
    gus = browser("gus")
    assert gus.get(f"/groups/{club.slug}/").status_code == 404
    invite(people.grace, club.pk, "gus")
    assert "Grace invites you" in gus.read(f"/groups/{club.slug}/")
    assert gus.post(f"/groups/{club.slug}/join/").status_code == 303
    assert set(Membership.objects.filter(member=people.gus).values_list("audience_id", flat=True)) == {club.audience_id, other.audience_id}


def test_a_deactivated_member_sees_no_invite(people, group):
    club = group("secret")
    invite(people.grace, club.pk, people.nora.handle)
    people.nora.is_active = False
    people.nora.save()
    assert not Group.objects.visible_to(people.nora).exists()
    assert not Invite.objects.visible_to(people.nora).exists()
    assert not Notification.objects.visible_to(people.nora).exists()


# ---- removed, with a reason


def test_the_removed_read_why_and_nothing_that_came_after(people, group, browser):
    club = group("secret", max=Rank.MEMBER)
    max_, grace = browser("max"), browser("grace")
    assert "see nothing of this group any more" in grace.read(f"/groups/{club.slug}/members/{people.max.pk}/remove/")
    answer = grace.post(f"/groups/{club.slug}/members/{people.max.pk}/remove/", {"why": "You moved\nto another team"})
    assert answer.status_code == 303
    told = max_.read("/notifications/")
    assert "Grace took you out of secret cycling" in told
    assert "You moved to another team" in told
    settle_group(people.grace, club.pk, "Layoffs in spring", "", "secret")
    told = max_.read("/notifications/")
    assert "Layoffs" not in told
    assert club.slug not in told
    assert "secret cycling" in told


def test_a_reason_that_is_too_long_is_not_lost(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    answer = browser("grace").post(f"/groups/{club.slug}/members/{people.max.pk}/remove/", {"why": "x" * 191})
    assert answer.status_code == 422
    assert "x" * 191 in answer.content.decode()
    assert Membership.objects.filter(member=people.max).exists()


def test_a_removed_guest_who_is_nowhere_else_is_told_too(people, group, browser):
    club = group("closed", gus=Rank.MEMBER)
    actions.remove_member(people.grace, club.pk, people.gus.pk, "Your project is over")
    assert "Your project is over" in browser("gus").read("/notifications/")
    assert "Your project is over" not in browser("nora").read("/notifications/")


# ---- quiet for a while


def test_who_is_asked_to_be_quiet_reads_and_does_not_write_until_then(people, group, browser):
    club = group("open", max=Rank.MEMBER, nora=Rank.MODERATOR)
    item, own = publish_status(people.grace, club.audience, "Ride on Sunday"), publish_status(people.max, club.audience, "I come")
    people.max.time_zone = "Asia/Tokyo"
    people.max.save()
    nora, max_ = browser("nora"), browser("max")
    assert nora.post(f"/groups/{club.slug}/members/{people.max.pk}/quiet/", {"hours": 24}).status_code == 303
    assert "quiet until" in nora.read(f"/groups/{club.slug}/members/")
    page = max_.read(f"/groups/{club.slug}/")
    assert "Ride on Sunday" in page
    until = timezone.localtime(Silence.objects.for_system("test").get().until, ZoneInfo("Asia/Tokyo")).strftime("%H:%M")
    assert re.search(rf"asked you to be quiet here until \d+ \w+ \d+, {until}\. You can read along", page)
    assert 'id="compose"' not in page
    status, said = max_.script("/statuses/", {"text": "But", "audience": club.audience_id})
    assert status == 403
    assert "You were asked to be quiet here until" in said["say"]
    status, said = max_.script(f"/items/{own.pk}/edit/", {"text": "But"})
    assert status == 403  # an edit would say it too
    actions.leave(people.max, club.pk)
    assert max_.script(f"/items/{item.pk}/comments/", {"text": "But"})[0] == 403  # leaving does not end it
    actions.join(people.max, club.pk)
    assert max_.script("/statuses/", {"text": "In the square I may", "audience": square().pk})[0] == 201
    Silence.objects.for_system("test").update(until=timezone.now() - timedelta(seconds=1))
    assert max_.script("/statuses/", {"text": "Again", "audience": club.audience_id})[0] == 201


def test_quiet_is_ended_and_not_for_those_above(people, group, browser):
    club = group("closed", max=Rank.MEMBER, nora=Rank.MODERATOR, cor=Rank.MODERATOR)
    nora = browser("nora")
    for above in (people.cor, people.grace, people.nora):
        assert nora.post(f"/groups/{club.slug}/members/{above.pk}/quiet/", {"hours": 1}).status_code == 403
    assert nora.post(f"/groups/{club.slug}/members/{people.eva.pk}/quiet/", {"hours": 1}).status_code == 404
    assert nora.post(f"/groups/{club.slug}/members/{people.max.pk}/quiet/", {"hours": 5}).status_code == 422
    assert browser("max").post(f"/groups/{club.slug}/members/{people.cor.pk}/quiet/", {"hours": 1}).status_code == 403
    assert nora.post(f"/groups/{club.slug}/members/{people.max.pk}/quiet/", {"hours": 168}).status_code == 303
    with pytest.raises(Refused):
        publish_status(people.max, club.audience, "x")
    assert nora.post(f"/groups/{club.slug}/members/{people.max.pk}/quiet/", {"hours": 0}).status_code == 303
    assert publish_status(people.max, club.audience, "x")


# ---- owners


def test_the_last_owner_is_led_to_handing_over_and_goes_in_one_step(people, group, browser):
    club = group("secret", max=Rank.MEMBER, gus=Rank.MEMBER)
    grace = browser("grace")
    answer = grace.post(f"/groups/{club.slug}/leave/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Make somebody else an owner first" in page
    assert f'action="/groups/{club.slug}/owner/"' in page
    assert f'value="{people.max.pk}"' in page
    assert f'value="{people.gus.pk}"' not in page
    form = {"owner": people.max.pk, "leaving": "on", "key": "k" * 16}
    for _ in range(2):
        again = grace.post(f"/groups/{club.slug}/owner/", form)
        assert again.status_code in (303, 404)
    assert Membership.objects.get(audience=club.audience, rank=Rank.OWNER).member == people.max
    assert grace.get(f"/groups/{club.slug}/").status_code == 404
    assert set(access("member")) >= {people.max.pk, people.grace.pk}


def test_a_group_is_handed_over_and_its_former_owner_stays_a_member(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    grace = browser("grace")
    assert grace.post(f"/groups/{club.slug}/owner/", {"owner": people.max.pk}).status_code == 303
    ranks = dict(Membership.objects.filter(audience=club.audience).values_list("member__handle", "rank"))
    assert ranks == {"max": Rank.OWNER, "grace": Rank.MEMBER}
    assert grace.get(f"/groups/{club.slug}/owner/").status_code == 403


@pytest.mark.parametrize("owner", ["", "nora", "gus", "grace"])
def test_a_group_is_not_handed_to_who_cannot_own_it(owner, people, group, browser):
    club = group("closed", gus=Rank.MEMBER, max=Rank.MEMBER)
    answer = browser("grace").post(f"/groups/{club.slug}/owner/", {"owner": owner and getattr(people, owner).pk})
    assert answer.status_code == (403 if owner else 422)
    assert Membership.objects.get(audience=club.audience, rank=Rank.OWNER).member == people.grace


# ---- bounds


def test_whatever_is_done_with_people_is_limited(people, group, browser, monkeypatch):
    club = group("closed", max=Rank.MEMBER)
    actions.ask(people.nora, club.pk)
    asked = Ask.objects.for_system("test").get().pk
    given = invite(people.grace, club.pk, people.cor.handle).pk
    monkeypatch.setitem(limits.LIMITS, "manage", (0, 10**9))
    at, who = f"/groups/{club.slug}", people.max.pk
    deeds = [("leave", {}), ("owner", {"owner": who}), ("welcome", {}), ("ask/withdraw", {}), ("invites/decline", {})]
    deeds += [(f"members/{who}/remove", {}), (f"members/{who}/quiet", {"hours": 1}), (f"members/{who}/rank", {"rank": 20})]
    deeds += [(f"asks/{asked}/admit", {}), (f"asks/{asked}/refuse", {}), (f"invites/{given}/withdraw", {})]
    grace = browser("grace")
    assert {deed: grace.script(f"{at}/{deed}/", form)[0] for deed, form in deeds} == {deed: 429 for deed, _form in deeds}
