"""What a guest learns of people they do not see: nothing."""

import pytest

from accounts import limits
from accounts.roles import Rank
from social.comments.actions import add_comment
from social.items.models import Item
from social.notifications.models import Notification

pytestmark = pytest.mark.django_db


def test_a_guest_who_mentions_people_learns_only_of_those_they_see(browser, group, people):
    inside = group("closed", gus=Rank.MEMBER, max=Rank.MEMBER)
    assert people.nora
    status, said = browser("gus").script("/statuses/", {"text": "@max @nora @nobody", "audience": inside.audience_id})
    assert status == 201
    assert 'href="/people/max/"' in said["object"]["html"]
    assert "/people/nora/" not in said["object"]["html"]
    item = Item.objects.for_system("test").get()
    status, said = browser("gus").script(f"/items/{item.pk}/edit/", {"text": "@nora once more"})
    assert status == 200
    assert "/people/nora/" not in said["object"]["html"]
    assert add_comment(people.gus, item.pk, "@nora @grace").mentions == "grace"
    told = Notification.objects.for_system("test").values_list("member__handle", flat=True)
    assert set(told) == {"max", "grace"}


def test_a_member_may_link_to_a_colleague_who_is_not_in_the_group(browser, group, people):
    inside = group("closed", max=Rank.MEMBER)
    assert people.nora
    _status, said = browser("max").script("/statuses/", {"text": "Ask @nora", "audience": inside.audience_id})
    assert 'href="/people/nora/"' in said["object"]["html"]
    assert not Notification.objects.for_system("test").exists()


def test_changing_a_group_is_limited_because_its_posts_are_drawn_anew(browser, group, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "post", (10, 10**9))  # a window that does not end during the story
    found = group("closed")
    grace = browser("grace")
    form = {"name": "Cycling", "purpose": "", "kind": "closed"}
    statuses = [grace.script(f"/groups/{found.slug}/settings/", form)[0] for _ in range(11)]
    assert statuses == [200] * 10 + [429]
