"""What administrators may know about groups they are not in, and who sees that they looked."""

from accounts.models import Membership
from accounts.roles import Rank


def test_an_administrator_sees_of_a_secret_group_only_name_owners_and_size(browser, group):
    group("secret", "Night shift", max=Rank.MEMBER)
    ada = browser("ada")
    answer = ada.post("/admin/groups/", {"words": "night"}).content.decode()
    assert "Night shift" in answer
    assert "Grace" in answer
    assert "About bicycles" not in answer


def test_the_owners_see_who_looked_and_nobody_else_does(browser, group):
    found = group("closed", "Night shift", max=Rank.MEMBER)
    browser("ada").post("/admin/groups/", {"words": "night"})
    assert "Ada, " in browser("grace").read(f"/groups/{found.slug}/settings/")
    assert browser("max").get(f"/groups/{found.slug}/settings/").status_code == 403


def test_looking_without_words_is_refused_and_looking_needs_the_role(browser, group):
    assert browser("ada").post("/admin/groups/", {"words": ""}).status_code == 422
    assert browser("max").post("/admin/groups/", {"words": "night"}).status_code == 403
    assert "Night" not in browser("ada").read("/admin/groups/")


def test_a_group_without_an_owner_gets_a_new_one_and_a_group_with_one_does_not(browser, group, people):
    found = group("secret", "Night shift", max=Rank.MEMBER)
    ada = browser("ada")
    refused = ada.post(f"/admin/groups/{found.pk}/owner/", {"handle": "max"})
    assert refused.status_code == 403
    people.grace.is_active = False
    people.grace.save()
    assert ada.post(f"/admin/groups/{found.pk}/owner/", {"handle": "nobody"}).status_code == 403
    assert ada.post(f"/admin/groups/{found.pk}/owner/", {"handle": "max"}).status_code == 302
    assert Membership.objects.get(audience=found.audience, member=people.max).rank == Rank.OWNER
    assert ada.get(f"/groups/{found.slug}/").status_code == 404
    assert "Ada, an administrator, gave Night shift a new owner" in browser("max").read("/notifications/")
