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
from tests.access.world import CARDS, MEMBER, MODERATOR, OWNER, REACH, VISITORS, build, standing

pytestmark = pytest.mark.django_db

SIGN_IN = {302}  # to the sign-in page
YES = {200, 201, 204, 302, 303, 422}  # it was done, or the form is shown with what is wrong with it
SEEN, NOT_THERE, MAY_NOT, NO_SUCH_METHOD = {200}, {404}, {403}, {405}


def see(handle, place, author):
    """Whoever can see the thing."""
    return YES if standing(handle, place) is not None else NOT_THERE


def least(rank, or_author=False):
    """Who has the rank there, or wrote it and still sees it."""

    def rule(handle, place, author):
        held = standing(handle, place)
        if held is None:
            return NOT_THERE
        return YES if held >= rank or (or_author and handle == author) else MAY_NOT

    return rule


def only_author(handle, place, author):
    if standing(handle, place) is None:
        return NOT_THERE
    return YES if handle == author else MAY_NOT


def card(handle, place, author):
    """The group's page: the inside or the card, for whoever knows that it exists."""
    knows = standing(handle, place) is not None or (place in CARDS and handle in world.COLLEAGUES)
    return YES if knows else NOT_THERE


def at_the_door(handle, place, author):
    """Verbs for who is not in yet: seen by who knows the group; what it says depends on the kind."""
    return YES | MAY_NOT if card(handle, place, author) == YES else NOT_THERE


def inside(rank):
    """Verbs of the group itself: who sees the card but not the inside gets 403 or 404, never a yes."""

    def rule(handle, place, author):
        held = standing(handle, place)
        if held is not None and held >= rank:
            return YES | NOT_THERE if rank >= MODERATOR else YES
        return MAY_NOT | NOT_THERE if card(handle, place, author) == YES else NOT_THERE

    return rule


def colleagues(handle, place, author):
    return YES | NOT_THERE if handle in world.COLLEAGUES else NOT_THERE | MAY_NOT


def starts_groups(handle, place, author):
    return YES if handle in world.COLLEAGUES else MAY_NOT


def administrators(handle, place, author):
    return YES | NOT_THERE if handle == "ada" else MAY_NOT | NOT_THERE


def signed_in(handle, place, author):
    return YES | NOT_THERE


def anybody(handle, place, author):
    return YES | {400, 401, 404, 410}


ITEM, COMMENT, GROUP, ASK, INVITE, PERSON, NONE = "item", "comment", "group", "ask", "invite", "person", "none"
ITEM_VERSION, COMMENT_VERSION = "item version", "comment version"
TOPIC = "topic"
ABOUT = {"on": "1", "hours": 1}  # what buttons of a group say
# name: (what it needs, rule for GET or None, rule for POST or None)
TABLE = {
    "home": (NONE, signed_in, None),
    "status_create": ("audience", None, lambda handle, place, author: least(REACH if place == "square" else MEMBER)(handle, place, author)),
    "item": (ITEM, see, None),
    "item_edit": (ITEM, only_author, only_author),
    "item_delete": (ITEM, least(MODERATOR, True), least(MODERATOR, True)),
    "item_move": (ITEM, least(MODERATOR, True), least(MODERATOR, True)),
    "item_reaction": (ITEM, None, least(REACH)),
    # Of what is not deleted: there is nothing to bring back, and the way leads to the item.
    "item_restore": (ITEM, least(MODERATOR, True), least(MODERATOR, True)),
    "comment_restore": (COMMENT, least(MODERATOR, True), least(MODERATOR, True)),
    "item_reactions": (ITEM, see, None),
    "comment_reactions": (COMMENT, see, None),
    "item_history": (ITEM, see, None),
    "comment_history": (COMMENT, see, None),
    "item_wipe": (ITEM_VERSION, least(MODERATOR, True), least(MODERATOR, True)),
    "comment_wipe": (COMMENT_VERSION, least(MODERATOR, True), least(MODERATOR, True)),
    "item_lock": (ITEM, None, least(MODERATOR)),
    "item_pin": (ITEM, None, least(MODERATOR)),
    "item_carried": (ITEM, see, None),
    "item_votes": (ITEM, None, see),
    "item_share": (ITEM, see, see),
    # The town's items are no announcements, and nobody else's waiting posts exist for anybody.
    "item_announcement": (ITEM, None, lambda *_: NOT_THERE),
    "scheduled": (NONE, signed_in, None),
    "scheduled_change": ("number", lambda *_: NOT_THERE, lambda *_: NOT_THERE),
    **{name: ("number", None, lambda *_: NOT_THERE) for name in ("scheduled_publish", "scheduled_delete")},
    "comment_create": (ITEM, None, least(REACH)),
    "comment": (COMMENT, see, None),
    "comment_edit": (COMMENT, only_author, only_author),
    "comment_delete": (COMMENT, least(MODERATOR, True), least(MODERATOR, True)),
    "comment_reaction": (COMMENT, None, least(REACH)),
    "comment_branch": (COMMENT, see, None),
    "item_who": (ITEM, see, None),
    "comment_who": (COMMENT, see, None),
    # What members note for themselves: whoever sees the thing.
    **{name: (ITEM, None, see) for name in ("item_bookmark", "item_hide", "item_unread", "item_read")},
    **{name: (NONE, signed_in, None) for name in ("bookmarks", "hidden", "muted", "quiet")},
    "seen": (NONE, None, signed_in),
    "person_mute": ("handle", None, lambda handle, *rest: MAY_NOT if handle == "nora" else colleagues(handle, *rest)),
    "groups": (NONE, signed_in, None),
    "group_new": (NONE, starts_groups, starts_groups),
    "group": (GROUP, card, None),
    "group_settings": (GROUP, inside(OWNER), inside(OWNER)),
    "group_members": (GROUP, see, None),
    "group_about": (GROUP, see, None),
    "group_pinned": (GROUP, see, None),
    "group_widen": (GROUP, inside(OWNER), inside(OWNER)),
    "group_cover": (GROUP, None, inside(OWNER)),
    "group_archive": (GROUP, None, inside(OWNER)),
    "group_owner": (GROUP, inside(OWNER), inside(OWNER)),
    "group_welcome": (GROUP, None, at_the_door),
    "group_invite": (GROUP, None, inside(MODERATOR)),
    "group_invite_decline": (GROUP, None, at_the_door),
    "group_invite_withdraw": (INVITE, None, inside(MODERATOR)),
    "group_member_quiet": (PERSON, None, inside(MODERATOR)),
    "group_join": (GROUP, None, at_the_door),
    "group_ask": (GROUP, None, at_the_door),
    "group_ask_withdraw": (GROUP, None, at_the_door),
    # The last owner may not leave: 403 with the sentence that says so.
    "group_leave": (GROUP, None, lambda handle, *rest: MAY_NOT if handle == "grace" else inside(MEMBER)(handle, *rest)),
    "group_member_add": (GROUP, None, inside(MODERATOR)),
    "group_member_remove": (PERSON, inside(MODERATOR), inside(MODERATOR)),
    "group_member_rank": (PERSON, None, inside(OWNER)),
    "group_admit": (ASK, None, inside(MODERATOR)),
    "group_refuse": (ASK, None, inside(MODERATOR)),
    "people": (NONE, signed_in, None),
    "suggest_people": (NONE, signed_in, None),
    "suggest_topics": (NONE, signed_in, None),
    "profile": ("handle", colleagues, None),
    "search": (NONE, signed_in, None),
    "read": (NONE, None, signed_in),
    "own_places": (NONE, signed_in, None),
    "following": (NONE, signed_in, None),
    "topics": (NONE, signed_in, None),
    "topic": (TOPIC, see, None),
    "topic_follow": (TOPIC, None, see),
    "person_follow": ("handle", None, lambda handle, place, author: MAY_NOT if handle == "nora" else colleagues(handle, place, author)),
    "group_follow": (GROUP, None, inside(REACH)),
    "group_muted": (GROUP, None, inside(MEMBER)),
    "notifications": (NONE, signed_in, None),
    "notifications_read": (NONE, None, signed_in),
    "portrait": (NONE, signed_in, signed_in),
    "account_settings": (NONE, signed_in, signed_in),
    "account_sessions": (NONE, signed_in, None),
    "account_sessions_end": (NONE, None, signed_in),
    "account_session_end": ("number", None, signed_in),
    **{name: (NONE, administrators, administrators) for name in ("admin_sign_up", "admin_organisation", "admin_invitations")},
    "admin_groups": (NONE, administrators, administrators),
    # The town's groups have owners: even an administrator may not appoint one.
    "admin_group_owner": ("number", None, lambda *_: MAY_NOT | NOT_THERE | {422}),
    "admin_home": (NONE, administrators, None),
    "admin_member": ("number", administrators, None),
    **{name: ("number", None, administrators) for name in ("admin_member_roles", "admin_member_deactivate", "admin_member_reactivate")},
    **{name: ("number", None, administrators) for name in ("admin_invitation_again", "admin_invitation_withdraw")},
}
PUBLIC = {
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_email", "account_email_verification_sent", "account_inactive",
    "mfa_authenticate", "set_language", "brand_css", "brand_mark", "brand_icon", "manifest", "invitation", "setup", None,
}  # fmt: skip
# allauth's pages about one's own account: only signed in, about nobody else.
OWN_ACCOUNT = {
    "account_logout", "account_change_password", "account_set_password", "account_reauthenticate", "mfa_index", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
}  # fmt: skip


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


@pytest.mark.parametrize("name", [name for name, (needs, _, _) in TABLE.items() if needs in (ITEM, COMMENT, GROUP, TOPIC)])
def test_what_is_secret_answers_to_the_letter_like_what_does_not_exist(name, town):
    folk, places = town
    nora = clients(folk)["nora"]
    secret, needs = places["secret"], TABLE[name][0]
    there = {ITEM: secret.items["max"].pk, COMMENT: secret.comments["max"].pk, GROUP: secret.group.slug, TOPIC: "topic-of-secret"}[needs]
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
    known = world.streams(places)
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
        f"{handle}: the picture of {name}"
        for name, place in places.items()
        for handle, member in folk.items()
        if Rendition.objects.visible_to(member).filter(file=place.picture).exists() != (standing(handle, name) is not None)
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
