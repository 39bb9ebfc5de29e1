"""The fourth net: every address, every stream and every file, asked by everybody.

What each should be answered is written here by hand. An address nobody declared fails: who adds one says here who may
see it.
"""

import re

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import policy
from media.models import Blob, File, Rendition
from realtime.models import Stream
from tests.access import world
from tests.access.rules import (
    ABOUT,
    ASK,
    COMMENT,
    COMMENT_VERSION,
    GROUP,
    HAND,
    HUSHED,
    INVITE,
    ITEM,
    ITEM_VERSION,
    LINE,
    NO_SUCH_METHOD,
    NONE,
    OWN_ACCOUNT,
    PERSON,
    PROMISED,
    PUBLIC,
    QUESTION,
    SESSION,
    SIGN_IN,
    TABLE,
    TOPIC,
    WAITING,
)
from tests.access.world import CARDS, VISITORS, build, standing

pytestmark = pytest.mark.django_db


def all_patterns(patterns=None):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern


def test_every_address_is_declared_here():
    named = {pattern.name for pattern in all_patterns()}
    assert named <= TABLE.keys() | PUBLIC | OWN_ACCOUNT, named - (TABLE.keys() | PUBLIC | OWN_ACCOUNT)
    assert TABLE.keys() | PUBLIC | OWN_ACCOUNT <= named | {None}, (TABLE.keys() | PUBLIC | OWN_ACCOUNT) - named


@pytest.fixture
def town(people):
    return build(people)


def clients(folk) -> dict[str, Client]:
    made = {}
    for handle in VISITORS:
        made[handle] = Client(raise_request_exception=True)
        if handle != "nobody":
            made[handle].force_login(folk[handle])
    return made


def addresses(name, needs, places, folk):
    """Yield (address, place, author, form) for everything the pattern can be about."""
    if needs == NONE:
        yield reverse(name), "square", None, {}
        return
    if needs in ("handle", "number"):
        yield reverse(name, args=["nora" if needs == "handle" else folk["nora"].pk]), "square", None, {}
        return
    for where, place in places.items():
        if needs == "audience":
            yield reverse(name), where, None, {"audience": place.audience.pk, "text": "new words"}
        elif needs == TOPIC:
            yield reverse(name, args=[f"topic-of-{where}"]), where, None, {}
        elif needs in (ITEM_VERSION, COMMENT_VERSION):
            for author, version in (place.item_versions if needs == ITEM_VERSION else place.comment_versions).items():
                yield reverse(name, args=[version.comment_id or version.item_id, version.pk]), where, author, {}
        elif needs in (ITEM, COMMENT):
            for author, thing in (place.items if needs == ITEM else place.comments).items():
                yield reverse(name, args=[thing.pk]), where, author, {"text": "other words", "audience": place.audience.pk, "on": "1"}
        elif needs in (SESSION, HUSHED, HAND):
            more = {HUSHED: [folk["max"].pk], HAND: [place.hand.pk]}.get(needs, [])
            form = {"text": "words", "words": "why", "on": "1", "kind": "like"}
            yield reverse(name, args=[place.session.pk, *more]), where, None, form
        elif needs in (QUESTION, WAITING):
            author = "max" if needs == QUESTION else "rex"
            yield reverse(name, args=[place.questions[author].pk]), where, author, {"text": "words", "words": "why", "on": "1"}
        elif needs == PROMISED:
            yield reverse(name, args=[place.promise.pk]), where, None, {"text": "words"}
        elif needs == LINE:
            yield reverse(name, args=[place.line.pk]), where, "max", {}
        elif place.group:
            extra = {GROUP: [], ASK: [places["closed"].ask.pk], INVITE: [places["closed"].invite.pk], PERSON: [folk["max"].pk]}[needs]
            yield (
                reverse(name, args=[place.group.slug, *extra]),
                where,
                None,
                {"handle": "cor", "rank": 10, "words": "please", **ABOUT, "owner": folk["max"].pk},
            )


def ask(client: Client, method: str, address: str, form: dict) -> int:
    """Ask, and take back whatever it did."""
    with transaction.atomic():
        answer = client.get(address) if method == "get" else client.post(address, form)
        transaction.set_rollback(True)
    cache.clear()
    return answer.status_code


@pytest.mark.parametrize("name", sorted(TABLE))
def test_everybody_gets_what_they_may_and_nothing_more(name, town):
    folk, places = town
    needs, on_get, on_post = TABLE[name]
    wrong = []
    for handle, client in clients(folk).items():
        for address, place, author, form in addresses(name, needs, places, folk):
            for method, rule in (("get", on_get), ("post", on_post)):
                expected = SIGN_IN if handle in ("nobody", "zed") else NO_SUCH_METHOD if rule is None else rule(handle, place, author)
                status = ask(client, method, address, form)
                if status not in expected:
                    wrong.append(f"{handle} {method} {address} in {place} by {author}: {status}, not {sorted(expected)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(OWN_ACCOUNT))
def test_pages_of_the_account_are_for_who_is_signed_in(name):
    answer = Client().get(reverse(name))
    assert answer.status_code == 302
    assert "/account/" in answer["Location"]


VARIES = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|request[-_ ]?id[^<]*|[0-9a-f]{32}|/[a-z]+/[a-z0-9-]+/')


@pytest.mark.parametrize(
    "name", [name for name, (needs, _, _) in TABLE.items() if needs in (ITEM, COMMENT, GROUP, TOPIC, SESSION, QUESTION, LINE)]
)
def test_what_is_secret_answers_to_the_letter_like_what_does_not_exist(name, town):
    folk, places = town
    nora = clients(folk)["nora"]
    secret, needs = places["secret"], TABLE[name][0]
    there = {ITEM: secret.items["max"].pk, COMMENT: secret.comments["max"].pk, GROUP: secret.group.slug, TOPIC: "topic-of-secret"} | {
        SESSION: secret.session.pk,
        QUESTION: secret.questions["max"].pk,
        LINE: secret.line.pk,
    }
    there = there[needs]
    free = "free-address" if needs in (GROUP, TOPIC) else 987654321
    for method in ("get", "post"):
        answers = [getattr(nora, method)(reverse(name, args=[arg]), {"text": "x"}) for arg in (there, free)]
        assert answers[0].status_code == answers[1].status_code in (404, 405)
        assert VARIES.sub(b"", answers[0].content) == VARIES.sub(b"", answers[1].content)
        kept = [{k: v for k, v in answer.headers.items() if k not in ("X-Request-ID", "Content-Length")} for answer in answers]
        assert kept[0] == kept[1]


def test_lists_feeds_and_counts_show_nobody_what_they_may_not_see(town):
    folk, places = town
    lists = ["/", "/?show=following", "/?show=unread", "/places/", "/following/", "/topics/", "/groups/", "/people/", "/people/max/"]
    lists += ["/people/rex/", "/notifications/", "/groups/open-place/", "/groups/closed-place/"]
    lists += ["/bookmarks/", "/hidden/", "/groups/?show=new", "/groups/?show=mine", "/groups/?q=place"]
    known = {("rex", "/notifications/")}  # he was in it: he is told who took him out of what, by the name that he knew
    wrong = []
    for handle, client in clients(folk).items():
        if handle in ("nobody", "zed"):
            continue
        for address in lists:
            text = client.get(address).content.decode()
            wrong += [
                f"{handle} at {address}: {place}" for place in places if standing(handle, place) is None and f"words of {place}" in text
            ]
            if standing(handle, "secret") is None and "secret place" in text and (handle, address) not in known:
                wrong.append(f"{handle} at {address}: the name of the secret group, or of its topic")
    assert not wrong


def test_every_stream_is_heard_by_exactly_who_may_see_its_place(town):
    folk, places = town
    known, behind_stage = world.streams(places), world.backstages(places)
    items = set(Stream.objects.filter(name__startswith="i").values_list("name", flat=True))
    assert items == {name for name in known if name[0] == "i"}, "a stream nobody declared"
    hearings, everyone = policy.may_hear([member.pk for member in folk.values()]), policy.everyone_audiences()
    audience_of = dict(Stream.objects.filter(name__in=items).values_list("name", "audience"))
    wrong = []
    for name, place in known.items():
        audience = audience_of.get(name, places[place].audience.pk)
        for handle, member in folk.items():
            hearing = hearings.get(member.pk)
            hears = hearing is not None and (audience in hearing.rows or (hearing.everyone and audience in everyone))
            if hears != (standing(handle, place) is not None):
                wrong.append(f"{handle} {'hears' if hears else 'does not hear'} {name} of {place}")
    for name, place in behind_stage.items():
        for handle, member in folk.items():
            hearing = hearings.get(member.pk)
            if (hearing is not None and int(name[1:]) in hearing.rows) != (handle in world.BACKSTAGE[place]):
                wrong.append(f"{handle} and {name}, behind the stage of {place}")
    assert not wrong


def test_a_groups_picture_is_served_to_exactly_who_sees_its_card(town):
    folk, places = town
    wrong = [
        f"{handle}: the cover of {name}"
        for name, place in places.items()
        for handle, member in folk.items()
        if place.group
        and Rendition.objects.visible_to(member).filter(file=place.cover).exists()
        != (handle in world.COLLEAGUES if name in CARDS else standing(handle, name) is not None)
    ]
    assert not wrong


def test_every_file_is_served_to_exactly_who_may_see_its_place(town):
    folk, places = town
    wrong = [
        f"{handle}: {file.name} of {name}"
        for name, place in places.items()
        for file in (place.picture, place.session_cover)
        for handle, member in folk.items()
        if Rendition.objects.visible_to(member).filter(file=file).exists() != (standing(handle, name) is not None)
    ]
    assert not wrong


def test_of_all_files_only_the_two_of_the_organisation_are_for_anybody(town):
    folk, _places = town
    blob = Blob.objects.create(sha256="e" * 64, size=1)
    for kind in File.Kind.values:
        for state in File.State.values:
            if kind == File.Kind.PORTRAIT and state != File.State.READY:
                continue  # a member has one, in whatever state
            file = File.objects.create(blob=blob, owner=folk["ada"], kind=kind, name="a.png", state=state)
            Rendition.objects.create(file=file, blob=blob, name="any", width=1, height=1, content_type="image/webp")
    for visitor in (None, folk["zed"], folk["gus"], folk["nora"]):
        seen = Rendition.objects.visible_to(visitor).filter(name="any", file__kind__in=["logo", "welcome"])
        assert sorted(seen.values_list("file__kind", "file__state")) == [("logo", "ready"), ("welcome", "ready")]
    assert set(Rendition.objects.visible_to(None).values_list("file__kind", flat=True)) == {"logo", "welcome"}
    with pytest.raises(IntegrityError), transaction.atomic():  # never two of a kind that anybody sees
        File.objects.create(blob=blob, owner=folk["max"], kind=File.Kind.LOGO, name="b.png", state=File.State.READY)
