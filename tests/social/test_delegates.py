"""A leader names colleagues who prepare their sessions; they plan for that leader, as long as it lasts, and for nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Delegation, Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank, Role
from realtime.models import Event
from social.notifications.models import Notification
from social.preparing.actions import MOST, name_delegates, withdraw_delegate
from social.sessions.models import Session
from tests.people import person, square

pytestmark = pytest.mark.django_db
PAGE = "/account/delegates/"


def plan(**fields) -> dict:
    when = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    first = {"title": "Ask Cor", "minutes": 45, "hosts": "@cor", "moderators": "@max", "language": "en", "slow_seconds": 0}
    return first | {"starts_at": when, "place": square().pk} | fields


def sessions() -> int:
    return Session.objects.for_system("a test counts").count()


@pytest.fixture
def delegated(people):
    """Cor made max his delegate."""
    name_delegates(people.cor, [people.max])
    return Delegation.objects.get()


# ---- naming them


def test_a_leader_names_delegates_who_are_told_and_withdraws_one_at_once(people, browser):
    cor, max_, _nora = browser("cor"), browser("max"), people.nora
    assert f'href="{PAGE}"' in cor.read("/account/settings/")
    assert "You have no delegates" in cor.read(PAGE)
    for _twice in range(2):
        assert cor.post(PAGE, {"people": "@max, nora", "key": "d" * 16}).status_code == 303
    page = cor.read(PAGE)
    assert page.index("Max") < page.index("Nora")
    assert "Cor made you a delegate" in max_.read("/notifications/")
    assert 'href="/sessions/new/"' in max_.read("/notifications/")
    first = Delegation.objects.get(delegate=people.max)
    for _twice in range(2):
        assert cor.post(f"{PAGE}{first.pk}/withdraw/").status_code == 303
    assert "Max" not in cor.read(PAGE)
    assert "made you a delegate" not in max_.read("/notifications/")
    assert Event.objects.filter(stream=f"m{people.max.pk}", kind="notification").count() == 2
    cor.post(PAGE, {"people": "@max"})
    assert "Cor made you a delegate" in max_.read("/notifications/")


def test_only_who_may_plan_for_everybody_names_delegates(people, browser, delegated):
    for name in ("nora", "ada", "gus", "max"):
        assert browser(name).get(PAGE).status_code == 403
        assert browser(name).post(PAGE, {"people": "@eva"}).status_code == 403
        assert browser(name).post(f"{PAGE}{delegated.pk}/withdraw/").status_code == 403
        assert PAGE not in browser(name).read("/account/settings/")
    assert Delegation.objects.get() == delegated
    people.eva.roles = int(Role.MEMBER | Role.COMMUNICATIONS)
    people.eva.save()
    assert browser("eva").post(PAGE, {"people": "@nora"}).status_code == 303


def test_nobody_takes_back_what_another_leader_gave(people, delegated):
    other = person("lea", roles=int(Role.MEMBER | Role.LEADER))
    withdraw_delegate(other, delegated.pk)
    assert Delegation.objects.get() == delegated


def test_there_are_at_most_ten_and_neither_guests_nor_oneself(people, browser):
    cor, handles = browser("cor"), [person(f"p{n}").handle for n in range(MOST + 1)]
    answer = cor.post(PAGE, {"people": " ".join(handles)})
    assert answer.status_code == 403
    assert "You can have at most 10 delegates." in answer.content.decode()
    assert handles[-1] in answer.content.decode()
    assert not Delegation.objects.exists()
    assert cor.post(PAGE, {"people": " ".join(handles[:MOST])}).status_code == 303
    assert "Withdraw one to name another" in cor.read(PAGE)
    with pytest.raises(Refused):
        name_delegates(people.cor, [people.max])
    Delegation.objects.all().delete()
    assert "A guest cannot be a delegate." in cor.post(PAGE, {"people": f"@{people.gus.handle}"}).content.decode()
    assert "You need no delegation for yourself." in cor.post(PAGE, {"people": "@cor"}).content.decode()
    assert cor.post(PAGE, {"people": "@nobody-here"}).status_code == 422


# ---- preparing


def test_a_delegate_plans_for_everybody_with_the_leader_as_a_host(people, browser, delegated):
    max_ = browser("max")
    assert "As a delegate you can plan with Cor (@cor) wherever they may." in max_.read("/sessions/new/")
    assert "Everyone" in max_.read("/sessions/new/")
    answer = max_.post("/sessions/new/", plan())
    assert answer.status_code == 303
    page = browser("nora").read(answer["Location"])
    assert "Prepared by Max" in page
    session = Session.objects.for_system("a test").get()
    assert dict(session.backstage.memberships.values_list("member__handle", "rank")) == {"cor": Rank.OWNER, "max": Rank.MODERATOR}
    assert max_.post(f"{answer['Location']}change/", plan(title="Ask Cor anything")).status_code == 303
    assert "Ask Cor anything" in browser("nora").read("/sessions/")
    assert max_.post(f"{answer['Location']}cancel/", {"words": "A storm"}).status_code == 303
    assert "A storm" in browser("nora").read(answer["Location"])


def test_a_delegate_plans_nothing_for_everybody_without_that_leader(people, browser, delegated):
    answer = browser("max").post("/sessions/new/", plan(hosts="@max"))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "name them as a host" in page
    assert "Ask Cor" in page  # nothing typed is lost
    person("lea", roles=int(Role.MEMBER | Role.LEADER))
    assert browser("max").post("/sessions/new/", plan(hosts="@lea")).status_code == 403
    assert browser("max").post("/sessions/new/", plan(hosts="@lea @cor")).status_code == 303
    assert browser("nora").post("/sessions/new/", plan()).status_code == 422
    assert sessions() == 1


def test_a_prepared_session_does_not_lose_its_leader_by_a_change(people, browser, delegated):
    where = browser("max").post("/sessions/new/", plan())["Location"]
    assert people.nora
    answer = browser("max").post(f"{where}change/", plan(hosts="@max"))
    assert answer.status_code == 403
    assert "name them as a host" in answer.content.decode()
    assert browser("max").post(f"{where}change/", plan(hosts="@cor @nora")).status_code == 303
    hosts = Membership.objects.filter(audience__backstage_of__item__title="Ask Cor", rank=Rank.OWNER)
    assert set(hosts.values_list("member__handle", flat=True)) == {"cor", "nora"}


def test_a_delegate_plans_in_a_group_where_the_leader_may_and_they_see(people, group, browser, session, delegated):
    team = group("open", cor=Rank.MODERATOR, max=Rank.MEMBER)
    type(team.audience).objects.filter(pk=team.audience_id).update(post_rank=Rank.MODERATOR)
    team.audience.refresh_from_db()
    assert "open cycling" in browser("max").read("/sessions/new/")
    assert session(by="max", audience=team.audience, hosts=[people.cor]).prepared_by == people.max
    with pytest.raises(Refused):
        session(by="max", audience=team.audience, hosts=[people.grace])
    hidden = group("secret", "Hidden", cor=Rank.MODERATOR)
    with pytest.raises(NotVisible):
        session(by="max", audience=hidden.audience, hosts=[people.cor], moderators=[])


def test_it_ends_when_it_is_withdrawn_or_the_leader_is_none_any_more(people, browser, session, delegated):
    planned = session(by="max")
    people.cor.roles = int(Role.MEMBER)
    people.cor.save()
    with pytest.raises(Refused):
        session(by="max")
    people.cor.roles = int(Role.MEMBER | Role.LEADER)
    people.cor.save()
    assert session(by="max")
    people.cor.is_active = False
    people.cor.save()
    with pytest.raises(Refused):
        session(by="max", hosts=[people.cor, people.max])
    people.cor.is_active = True
    people.cor.save()
    withdraw_delegate(people.cor, delegated.pk)
    with pytest.raises(Refused):
        session(by="max")
    assert browser("max").get(f"/sessions/{planned.pk}/change/").status_code == 200
    assert "As a delegate" not in browser("max").read("/sessions/new/")


def test_a_delegate_has_no_delegates_and_becomes_no_host_of_hosts(people, session, delegated):
    people.nora.delegations.create(delegate=people.eva)  # written by hand: nora may not
    Delegation.objects.create(leader=people.max, delegate=people.nora)
    for handle in ("eva", "nora"):
        with pytest.raises(Refused):
            session(by=handle)
    assert not Notification.objects.for_system("a test").filter(verb="hosting").exists()


# ---- naming people


def test_a_handle_that_nobody_has_is_answered_with_one_that_is_nearly_the_same(people, browser):
    cor, _max, _nora = browser("cor"), people.max, people.nora
    page = cor.post(PAGE, {"people": "@maxx @norra @qqq"}).content.decode()
    assert "There are no people called @maxx, @norra, @qqq. Did you mean @max, @nora?" in page
    assert "Did you mean" not in cor.post(PAGE, {"people": "@qqq"}).content.decode()
    answer = browser("gus").script("/suggestions/people/?q=ma")  # guests neither meet nor guess whom they do not see
    assert answer[1]["found"] == []


def test_who_is_called_exactly_what_was_typed_is_offered_first(people, browser):
    person("maartje"), person("ma")
    found = browser("cor").script("/suggestions/people/?q=ma")[1]["found"]
    assert [one["insert"] for one in found][0] == "ma"
    assert people.cor.handle not in [one["insert"] for one in found]
