"""What administrators may do, and what nobody may undo."""

import pytest
from django.contrib.sessions.models import Session

from accounts.administration.actions import deactivate_member, reactivate_member, set_roles
from accounts.administration.members import PAGE, find_members
from accounts.models import Member, Membership, Organisation
from accounts.policy import Refused
from accounts.roles import Role
from tests.people import PASSWORD, person, row, square

pytestmark = pytest.mark.django_db
PAGES = ["/admin/", "/admin/invitations/", "/admin/sign-up/", "/admin/organisation/"]


@pytest.fixture
def ada(people, sign_in):
    return sign_in(people.ada)


@pytest.mark.parametrize("page", PAGES)
def test_only_administrators_have_these_pages(people, sign_in, ada, client, page):
    assert ada.get(page).status_code == 200
    for handle in ("max", "gus", "eva", "cor"):
        visitor = sign_in(getattr(people, handle))
        assert visitor.get(page).status_code == 403
        assert visitor.post(page).status_code in (403, 405)
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("verb", ["roles", "deactivate", "reactivate"])
def test_nobody_else_changes_members(people, sign_in, verb):
    assert sign_in(people.max).post(f"/admin/members/{people.nora.pk}/{verb}/", {"kind": 1}).status_code == 403
    assert sign_in(people.max).get(f"/admin/members/{people.nora.pk}/").status_code == 403


def test_zoe_is_shut_out_at_once_and_her_memberships_stay(people, sign_in, ada, access_changes):
    browser = sign_in(people.zoe)
    row(square(), people.zoe)
    before, key = access_changes(people.zoe), browser.session.session_key
    assert ada.post(f"/admin/members/{people.zoe.pk}/deactivate/").status_code == 302
    assert browser.get("/account/settings/").status_code == 302
    assert not Session.objects.filter(pk=key).exists()
    assert access_changes(people.zoe) == before + 1
    assert Membership.objects.filter(member=people.zoe).count() == 1


def test_zed_comes_back(people, ada, sign_in, access_changes):
    before = access_changes(people.zed)
    assert "deactivated" in ada.get(f"/admin/members/{people.zed.pk}/").content.decode()
    assert ada.post(f"/admin/members/{people.zed.pk}/reactivate/").status_code == 302
    assert sign_in(people.zed).get("/account/settings/").status_code == 200
    assert access_changes(people.zed) == before + 1


def test_somebody_who_never_confirmed_can_be_vouched_for(people, ada, client, sign_in):
    Organisation.objects.update(sign_up="open", allowed_domains="example.org")
    client.post("/account/signup/", {"name": "Sanne", "email": "sanne@example.org", "password1": PASSWORD})
    sanne = Member.objects.get(email="sanne@example.org")
    assert "address not confirmed" in ada.get(f"/admin/members/{sanne.pk}/").content.decode()
    ada.post(f"/admin/members/{sanne.pk}/reactivate/")
    assert sign_in(sanne).get("/account/settings/").status_code == 200


def test_a_deactivated_member_cannot_sign_up_anew(people, ada, client):
    Organisation.objects.update(sign_up="open", allowed_domains="example.org")
    client.post("/account/signup/", {"name": "Zed again", "email": people.zed.email, "password1": PASSWORD})
    assert Member.objects.get(email=people.zed.email).name == "Zed"


def test_the_last_administrator_can_be_neither_deactivated_nor_demoted(people, ada):
    answer = ada.post(f"/admin/members/{people.ada.pk}/deactivate/")
    assert answer.status_code == 403
    assert "last administrator" in answer.content.decode()
    answer = ada.post(f"/admin/members/{people.ada.pk}/roles/", {"kind": 1})
    assert answer.status_code == 403
    assert "last administrator" in answer.content.decode()
    assert Member.objects.active().holding(Role.ADMIN).get() == people.ada


def test_with_a_second_administrator_the_first_may_go(people, ada):
    set_roles(people.ada, people.max, Role.MEMBER | Role.ADMIN)
    people.max.refresh_from_db()
    deactivate_member(people.max, people.ada)
    assert Member.objects.active().holding(Role.ADMIN).get() == people.max


def test_a_deactivated_administrator_does_not_count(people):
    other = person("adam", roles=int(Role.MEMBER | Role.ADMIN), is_active=False)
    with pytest.raises(Refused):
        deactivate_member(people.ada, people.ada)
    assert not other.is_active


def test_roles_change_and_sockets_hear_of_it(people, ada, access_changes):
    before = access_changes(people.max)
    form = {"kind": int(Role.MEMBER), "more": [int(Role.EDITOR), int(Role.LEADER)]}
    assert ada.post(f"/admin/members/{people.max.pk}/roles/", form).status_code == 302
    assert Role(Member.objects.get(pk=people.max.pk).roles) == Role.MEMBER | Role.EDITOR | Role.LEADER
    ada.post(f"/admin/members/{people.max.pk}/roles/", {"kind": int(Role.GUEST)})
    assert Role(Member.objects.get(pk=people.max.pk).roles) == Role.GUEST
    assert access_changes(people.max) == before + 2


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"kind": 2, "more": [32]}, 403),
        ({"kind": 32}, 422),
        ({"kind": 3}, 422),
        ({"kind": 1, "more": [64]}, 422),
        ({}, 422),
        ({"kind": "x" * 99}, 422),
    ],
)
def test_roles_that_do_not_go_together_are_refused(people, ada, form, status):
    assert ada.post(f"/admin/members/{people.max.pk}/roles/", form).status_code == status
    assert Role(Member.objects.get(pk=people.max.pk).roles) == Role.MEMBER


def test_a_member_who_is_not_there_is_not_there(ada):
    for number in ("999999", str(10**30)):
        assert ada.get(f"/admin/members/{number}/").status_code == 404
        assert ada.post(f"/admin/members/{number}/deactivate/").status_code == 404


def test_actions_ask_the_policy_themselves(people):
    for act in (lambda: deactivate_member(people.max, people.nora), lambda: reactivate_member(people.max, people.zed)):
        with pytest.raises(Refused):
            act()
    with pytest.raises(Refused):
        set_roles(people.max, people.max, Role.MEMBER | Role.ADMIN)


def test_members_are_found_by_name_handle_and_address(people, ada):
    people.all()
    assert [m.handle for m in find_members("ax")[0]] == ["max"]
    assert [m.handle for m in find_members("@nora")[0]] == ["nora"]
    assert [m.handle for m in find_members("gus@exam")[0]] == ["gus"]
    assert [m.handle for m in find_members(state="off")[0]] == ["zed"]
    assert [m.handle for m in find_members(state="guests")[0]] == ["gus"]
    assert [m.handle for m in find_members(state="admins")[0]] == ["ada"]
    assert "No one found" in ada.get("/admin/", {"q": "%"}).content.decode()


def test_a_long_list_comes_in_pages_without_gaps(db):
    Member.objects.bulk_create(Member(name=f"Name {n % 7}", handle=f"h{n}", email=f"h{n}@example.org") for n in range(2 * PAGE + 5))
    seen, after = [], None
    for _ in range(4):
        page, after = find_members(after=after)
        seen += [member.pk for member in page]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 2 * PAGE + 5


@pytest.mark.parametrize(
    "query", [{"q": "x" * 101}, {"q": "\x00"}, {"state": "x"}, {"after": "x"}, {"after": "-1"}, {"after": str(10**30)}]
)
def test_a_strange_search_is_refused(ada, query):
    assert ada.get("/admin/", query).status_code in (400, 422)


def test_signing_up_is_opened_for_domains(ada):
    form = {"sign_up": "open", "domains": "Example.org, @example.com\nexample.org"}
    assert ada.post("/admin/sign-up/", form).status_code == 302
    assert Organisation.objects.get().domains == ["example.org", "example.com"]


@pytest.mark.parametrize(
    "form",
    [
        {"sign_up": "open", "domains": ""},
        {"sign_up": "open", "domains": "no domain!"},
        {"sign_up": "open", "domains": "a@b.nl"},
        {"sign_up": "all", "domains": "example.org"},
        {"sign_up": "open", "domains": "x" * 2001},
        {"sign_up": "open", "domains": "example.org\x00"},
    ],
)
def test_strange_sign_up_settings_are_refused(ada, form):
    assert ada.post("/admin/sign-up/", form).status_code == 422
    assert Organisation.objects.get().sign_up == "invitation"
