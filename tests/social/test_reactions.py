"""One reaction, on or off; said twice it stays what it was."""

import re

import pytest

from accounts.organisation import organisation
from accounts.policy import NotVisible
from accounts.roles import Rank
from realtime.models import Event
from social.comments.actions import add_comment
from social.items.models import Item
from social.reactions.actions import react, withdraw
from social.reactions.models import Reaction
from social.rows import render
from social.statuses.actions import publish_status
from tests.people import person, square
from tests.social.conftest import block

pytestmark = pytest.mark.django_db


def test_a_reaction_is_counted_once_however_often_it_is_pressed(people, browser):
    item = publish_status(people.max, square(), "Cake")
    nora = browser("nora")
    for _ in range(3):
        status, said = nora.script(f"/items/{item.pk}/reaction/", {"on": "1"})
        assert (status, said["object"]) == (200, {"id": f"item-{item.pk}", "n": {"reactions": 1, "reaction_like": 1}})
    assert Event.objects.filter(stream=item.stream, kind="counts").count() == 1
    for _ in range(2):
        assert nora.script(f"/items/{item.pk}/reaction/", {"on": "0"})[1]["object"]["n"] == {"reactions": 0, "reaction_like": 0}
    assert Event.objects.filter(stream=item.stream, kind="counts").count() == 2


def test_without_scripts_the_button_says_what_it_does_next(people, browser):
    item = publish_status(people.max, square(), "Cake")
    comment = add_comment(people.cor, item.pk, "Mine")
    nora = browser("nora")
    for thing in [f"/items/{item.pk}/", f"/comments/{comment.pk}/"]:
        assert f'formaction="{thing}reaction/" aria-pressed="false"' in nora.read(f"/items/{item.pk}/")
        assert nora.post(f"{thing}reaction/")["Location"] == thing
        assert f'formaction="{thing}reaction/?on=0" aria-pressed="true"' in nora.read(f"/items/{item.pk}/")
        assert f'formaction="{thing}reaction/" aria-pressed="false"' in browser("cor").read(f"/items/{item.pk}/")
    page = nora.read(f"/items/{item.pk}/")
    assert block(page, "own")["reactions"] == {f"comment-{comment.pk}": "like", f"item-{item.pk}": "like"}
    nora.post(f"/items/{item.pk}/reaction/?on=0")
    assert block(nora.read("/"), "own")["reactions"] == {}


def test_the_live_channel_tells_the_counts_and_nothing_of_who(people):
    item = publish_status(people.max, square(), "Cake")
    comment = add_comment(people.cor, item.pk, "Mine")
    react(people.nora, item=item.pk)
    react(people.nora, comment=comment.pk)
    react(people.max, comment=comment.pk)
    refs = [(item.stream, "counts", item.pk), (item.stream, "comment_counts", comment.pk)]
    assert render(refs, ["nl"])["nl"] == {
        refs[0]: [{"id": f"item-{item.pk}", "n": {"comments": 1, "reactions": 1, "reaction_like": 1}}],
        refs[1]: [{"id": f"comment-{comment.pk}", "n": {"reactions": 2, "reaction_like": 2}}],
    }
    withdraw(people.max, comment=comment.pk)
    assert render(refs, ["nl"])["nl"][refs[1]][0]["n"] == {"reactions": 1, "reaction_like": 1}


def test_nobody_reacts_to_what_they_cannot_see(people, group):
    item = publish_status(people.grace, group("secret").audience, "Cake")
    comment = add_comment(people.grace, item.pk, "Mine")
    for about in [{"item": item.pk}, {"comment": comment.pk}, {"item": 10**17}, {"comment": 10**17}]:
        with pytest.raises(NotVisible):
            react(people.max, **about)


def test_another_kind_takes_the_place_of_the_first(people, browser):
    item = publish_status(people.max, square(), "Cake")
    nora = browser("nora")
    react(people.cor, item=item.pk)
    nora.script(f"/items/{item.pk}/reaction/", {"on": "1", "kind": "like"})
    status, said = nora.script(f"/items/{item.pk}/reaction/", {"on": "1", "kind": "celebrate"})
    assert (status, said["object"]["n"]) == (200, {"reactions": 2, "reaction_like": 1, "reaction_celebrate": 1})
    assert Reaction.objects.for_system("test").filter(item=item).count() == 2
    assert block(nora.read("/"), "own")["reactions"] == {f"item-{item.pk}": "celebrate"}
    assert 'data-react="celebrate"' in nora.read("/")
    assert 'data-react="celebrate"' not in browser("max").read("/")
    assert nora.script(f"/items/{item.pk}/reaction/", {"on": "0"})[1]["object"]["n"] == {
        "reactions": 1,
        "reaction_like": 1,
        "reaction_celebrate": 0,
    }


def test_only_the_kinds_of_the_organisation_are_given(people, browser):
    item = publish_status(people.max, square(), "Cake")
    place = organisation()
    place.reactions = ["thanks", "love"]
    place.save()
    nora = browser("nora")
    for kind in ["like", "laugh", "poison"]:
        status, said = nora.script(f"/items/{item.pk}/reaction/", {"on": "1", "kind": kind})
        assert (status, said["say"]) == (422, "This reaction is not one of those used here.")
    assert nora.script(f"/items/{item.pk}/reaction/", {"on": "1"})[1]["object"]["n"]["reaction_thanks"] == 1
    page = nora.read(f"/items/{item.pk}/reactions/")
    assert page.index('value="0"') < page.index('value="love"')
    assert 'value="sad"' not in page


def test_who_reacted_is_read_by_kind_and_a_page_at_a_time(people, browser):
    item = publish_status(people.max, square(), "Cake")
    comment = add_comment(people.cor, item.pk, "Mine")
    for n in range(35):
        react(person(f"guest{n:02}"), item=item.pk, kind="love" if n < 33 else "sad")
    react(people.nora, comment=comment.pk, kind="thanks")
    eva = browser("eva")
    page = eva.read(f"/items/{item.pk}/reactions/?kind=love")
    assert page.count("/people/guest") == 30
    following = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    assert eva.read(following).count("/people/guest") == 3
    status, said = eva.script(f"/items/{item.pk}/reactions/?kind=sad")
    assert (status, said["html"].count("/people/guest")) == (200, 2)
    assert "/people/nora/" in eva.read(f"/comments/{comment.pk}/reactions/")
    assert "/people/nora/" not in page


def test_who_reacted_is_told_to_nobody_who_does_not_see_the_thing(people, group, browser):
    club = group("secret", max=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "Cake")
    comment = add_comment(people.max, item.pk, "Mine")
    react(people.grace, item=item.pk)
    for path in [f"/items/{item.pk}/reactions/", f"/comments/{comment.pk}/reactions/"]:
        assert browser("max").get(path).status_code == 200
        assert browser("nora").get(path).status_code == 404
        assert browser("nora").script(path)[0] == 404


def test_a_guest_reads_only_the_names_of_people_they_meet(people, group, browser):
    club = group("open", max=Rank.MEMBER, gus=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "Cake")
    react(people.grace, item=item.pk)
    react(people.nora, item=item.pk)
    page = browser("gus").read(f"/items/{item.pk}/reactions/")
    assert "/people/grace/" in page
    assert "/people/nora/" not in page
    assert "/people/nora/" in browser("max").read(f"/items/{item.pk}/reactions/")


def test_reactions_from_before_there_were_kinds_count_as_likes(people):
    item = publish_status(people.max, square(), "Cake")
    react(people.cor, item=item.pk)
    Item.objects.for_system("as it was").update(reaction_kinds={})
    react(people.nora, item=item.pk, kind="love")
    item = Item.objects.for_system("test").get()
    assert (item.reaction_count, item.reaction_kinds) == (2, {"like": 1, "love": 1})
