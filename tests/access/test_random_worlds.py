"""The fifth net: in worlds nobody thought of, all the policy's answers agree with each other and with a naive oracle."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import policy
from accounts.models import Audience, Member, Membership
from accounts.roles import Rank, Role
from accounts.sign_in import session
from media.models import Blob, File
from realtime.product import Visitor
from social.comments.models import Comment
from social.groups.models import Group, Invite, Silence
from social.items.models import Item, State
from social.reactions.models import Reaction
from social.search.actions import rebuild
from social.search.looking import by_time
from social.search.models import Entry
from tests.people import person, square

pytestmark = pytest.mark.django_db

people = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=2, max_size=4)  # guest, active, admin
places = st.lists(st.tuples(st.sampled_from(Group.Kind.values), st.lists(st.sampled_from(list(Rank)[1:4]), max_size=4)), max_size=3)
rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([10, 20, 30]), st.booleans()), max_size=8)
words = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=4)  # who, where: quiet, or else invited
deeds = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), min_size=1, max_size=6)


def naive(member: Member, audience: Audience) -> bool:
    """The rule in the plainest words: here and active; a row; or everyone and not a guest."""
    if not member.is_active:
        return False
    if Membership.objects.filter(member=member, audience=audience).exists():
        return True
    return audience.kind == "everyone" and not member.roles & Role.GUEST


def make_people(wishes) -> list[Member]:
    return [
        person(f"p{n}", roles=int((Role.GUEST if guest else Role.MEMBER) | (Role.ADMIN if admin else Role(0))), is_active=active)
        for n, (guest, active, admin) in enumerate(wishes)
    ]


def make_places(wishes, starter: Member) -> list[Audience]:
    made = [square()]
    for n, (kind, _) in enumerate(wishes):
        audience = Audience.objects.create(kind="everyone" if kind == "open" else "listed")
        card = audience if kind == "secret" else made[0]
        Group.objects.create(audience=audience, card_audience=card, kind=kind, name=f"g{n}", slug=f"g{n}", created_by=starter)
        made.append(audience)
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(people, places, rows, deeds, words)
def test_all_answers_of_the_policy_agree_in_any_world(folk, grounds, memberships, things, said):
    with transaction.atomic():
        agree(folk, grounds, memberships, things, said)
        transaction.set_rollback(True)


def say(members, audiences, said) -> None:
    """Invite people to groups, or ask them to be quiet there."""
    for who, where, quiet in said:
        audience, member = audiences[where % len(audiences)], members[who % len(members)]
        if audience.is_square:
            continue
        if quiet:
            late = timezone.now() + timedelta(hours=1)
            Silence.objects.for_system("world").get_or_create(
                group=audience.group, member=member, defaults={"by": members[0], "until": late}
            )
        else:
            Invite.objects.for_system("world").get_or_create(group=audience.group, member=member, defaults={"by": members[0]})


def check_words(member, audiences, seen):
    """An invite shows the card to its member and is no access; who is to be quiet sees as before, and writes nowhere in it."""
    invited = set(Invite.objects.for_system("oracle").filter(member=member).values_list("group", flat=True)) if member.is_active else set()
    shown = set(Group.objects.visible_to(member).values_list("pk", flat=True))
    groups = [audience.group for audience in audiences if not audience.is_square]
    square_seen = any(audience.is_square and audience.pk in seen for audience in audiences)
    assert shown == {
        group.pk for group in groups if group.pk in invited or group.audience_id in seen or (square_seen and group.kind != "secret")
    }
    for invite in Invite.objects.visible_to(member):
        assert invite.member_id == member.pk or invite.group.audience_id in seen
    for group in groups:
        if Silence.objects.for_system("oracle").filter(group=group, member=member).exists():
            assert not {verb for verb in ("post", "comment", "upload") if policy.may(member, verb, group)}


def agree(folk, grounds, memberships, things, said):
    members = make_people(folk)
    audiences = make_places(grounds, members[0])
    for who, where, rank, muted in memberships:
        audience, member = audiences[where % len(audiences)], members[who % len(members)]
        Membership.objects.get_or_create(audience=audience, member=member, defaults={"rank": rank, "muted": muted})
    say(members, audiences, said)
    items = []
    for who, where, gone in things:
        author, audience = members[who % len(members)], audiences[where % len(audiences)]
        state = State.DELETED if gone else State.PUBLISHED
        item = Item.objects.create(kind="status", author=author, audience=audience, text="x", state=state)
        Comment.objects.create(item=item, author=author, path="0001", text="y")
        Reaction.objects.create(item=item, member=author)
        blob = Blob.objects.create(sha256=f"{item.pk:064x}", size=1)
        File.objects.create(blob=blob, owner=author, audience=audience, name="f", state="ready")
        items.append(item)
    rebuild()
    hearings = policy.may_hear([m.pk for m in members])
    everyone = policy.everyone_audiences()
    for member in members:
        seen = {audience.pk for audience in audiences if naive(member, audience)}
        check_audiences(member, audiences, seen, hearings, everyone)
        check_things(member, items, seen)


def check_audiences(member, audiences, seen, hearings, everyone):
    assert set(Audience.objects.filter(policy.visible_to(member, "pk")).values_list("pk", flat=True)) == seen
    assert {a.pk for a in audiences if policy.can_see(member, a)} == seen
    assert {a.pk for a in audiences if policy.rank_in(member, a) is not None} == seen
    assert {a.pk for a in audiences if policy.readers(a).filter(pk=member.pk).exists()} == seen
    hearing = hearings.get(member.pk)
    heard = set() if hearing is None else set(hearing.rows) | (everyone if hearing.everyone else set())
    assert heard & {a.pk for a in audiences} == seen
    fed = set(policy.feed_audiences(member).values_list("pk", flat=True)) if member.is_active else set()
    assert fed <= seen
    for audience in audiences:
        told = member in set(policy.told(audience))
        assert not told or audience.pk in seen
        for verb in policy.VERBS:
            if not policy.VERBS[verb].author and policy.may(member, verb, audience):
                assert audience.pk in seen, f"{verb} without seeing"
    check_words(member, audiences, seen)
    browser = Client()
    browser.force_login(member)
    cookie = browser.session.session_key
    visitor = Visitor(member.pk, cookie)
    assert session.admit([visitor]).get(visitor) == hearing
    assert (session.signed_in(cookie) is not None) == member.is_active


def check_found(member, due):
    """Search finds what each kind's own rule shows, no less and no more."""
    for kind, of, word in (("post", "object", "x"), ("comment", "item_id", "y")):
        entries = Entry.objects.visible_to(member).filter(kind=kind)
        assert set(entries.values_list(of, flat=True)) == due
        assert {result.found.thing.pk for result in by_time(member, [kind], [word], None).results} == set(
            entries.values_list("object", flat=True)
        )
    seen = Entry.objects.visible_to(member)
    assert set(seen.filter(kind="group").values_list("object", flat=True)) == set(
        Group.objects.visible_to(member).values_list("pk", flat=True)
    )
    people_seen = Member.objects.active().filter(policy.people_visible_to(member))
    assert set(seen.filter(kind="person").values_list("object", flat=True)) == set(people_seen.values_list("pk", flat=True))


def check_things(member, items, seen):
    due = {item.pk for item in items if item.audience_id in seen and item.state == State.PUBLISHED}
    assert set(Item.objects.visible_to(member).values_list("pk", flat=True)) == due
    assert {item.pk for item in items if policy.can_see(member, item)} == due
    assert set(Comment.objects.visible_to(member).values_list("item_id", flat=True)) == due
    assert set(Reaction.objects.visible_to(member).values_list("item_id", flat=True)) == due
    feed = set(Item.objects.visible_to(member).filter(policy.feed_of(member)).values_list("pk", flat=True)) if member.is_active else set()
    assert feed <= due
    check_found(member, due)
    files = set(File.objects.visible_to(member).values_list("audience_id", flat=True))
    assert files == {item.audience_id for item in items if item.audience_id in seen}
    for item in items:
        for verb in ("edit", "delete", "move"):
            if policy.may(member, verb, item):
                assert item.audience_id in seen
                assert item.author_id == member.pk or policy.rank_in(member, item.audience) >= Rank.MODERATOR
