"""The demo: believable, in agreement with itself, and only where nobody is harmed by a known password."""

import os
import random
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from PIL import ExifTags, Image

from accounts import policy
from accounts.models import Audience, Member, Membership, Organisation
from accounts.roles import Rank, Role
from media import blobs
from media.models import File, Rendition
from plein.demo import people as demo_people
from plein.demo import small
from plein.demo.faces import draw_face
from plein.models import Mark
from realtime.models import Stream
from social.asking.models import Question, QuestionVote
from social.chatting.models import Line
from social.comments.actions import add_comment
from social.comments.models import Comment
from social.groups.models import Group
from social.items.models import Item, Picture
from social.notifications.models import Notification
from social.reactions.models import Reaction
from social.sessions.models import Session
from social.statuses.actions import publish_status
from tests.people import person

pytestmark = pytest.mark.django_db
ALL = "the test looks at everything"


DRAWN = cache(draw_face)


@pytest.fixture
def _files(settings, tmp_path, monkeypatch):
    """A folder of one's own, where nothing has to outlive a power cut; each face is drawn once for all stories."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    monkeypatch.setattr(small, "draw_face", DRAWN)


@pytest.fixture
def merenlijn(_files):
    """The small demo; people by handle."""
    call_command("demo", verbosity=0)
    return {member.handle: member for member in Member.objects.all()}


def everything(model):
    return model.objects.for_system(ALL)


def test_there_was_a_session_with_a_rich_record_and_there_is_one_next_week(merenlijn, client):
    past, coming = everything(Session).select_related("item").order_by("starts_at")
    client.force_login(merenlijn["max"])
    page = client.get(f"/sessions/{past.pk}/").content.decode()
    assert past.ends_at < timezone.now() < coming.starts_at
    for words in (
        "in <strong>april</strong>",
        "Dat wil de hele standplaats weten.",
        "Zonder naam gesteld",
        "ondernemingsraad",
        "Marijke Terpstra belooft",
    ):
        assert words in page
    assert client.get(f"/sessions/{coming.pk}/").status_code == 200
    for session in (past, coming):
        questions = everything(Question).filter(item=session.pk)
        assert questions.count() == session.question_count
        assert all(one.votes == everything(QuestionVote).filter(question=one).count() for one in questions)
    assert not everything(Line).filter(item=past.pk, created_at__gt=past.ends_at).exists()


def assert_counts_are_true():
    comments = Counter(everything(Comment).values_list("item_id", flat=True))
    reactions = Counter(everything(Reaction).filter(comment=None).values_list("item_id", flat=True))
    for item in everything(Item):
        assert (item.comment_count, item.comment_seq, item.reaction_count) == (comments[item.pk], comments[item.pk], reactions[item.pk])
    replies = Counter(everything(Comment).values_list("parent_id", flat=True))
    liked = Counter(everything(Reaction).values_list("comment_id", flat=True))
    for comment in everything(Comment):
        assert (comment.reply_count, comment.reaction_count) == (replies[comment.pk], liked[comment.pk])
    inside = Counter(Membership.objects.values_list("audience_id", flat=True))
    for group in everything(Group):
        assert group.member_count == inside[group.audience_id]


def assert_trees_stand():
    """Paths are unique, in the order of the tree, and numbered in the order of time."""
    by_item: dict[int, list[Comment]] = {}
    for comment in everything(Comment).select_related("parent").order_by("item", "path"):
        by_item.setdefault(comment.item_id, []).append(comment)
        before, _dot, last = comment.path.rpartition(".")
        assert before == (comment.parent.path if comment.parent else "")
        assert comment.depth == comment.path.count(".")
        assert len(last) == 4
        if comment.parent:
            assert comment.parent.item_id == comment.item_id
            assert comment.parent.created_at <= comment.created_at
    for comments in by_item.values():
        paths = [comment.path for comment in comments]
        assert paths == sorted(set(paths))
        in_time = sorted(comments, key=lambda comment: int(comment.path[-4:], 36))
        assert [int(comment.path[-4:], 36) for comment in in_time] == list(range(1, len(comments) + 1))
        assert all(a.created_at <= b.created_at for a, b in pairwise(in_time))


def assert_everybody_was_allowed():
    """Nobody wrote, liked or was told something where the policy would not let them."""
    audiences = {audience.pk: audience for audience in Audience.objects.all()}
    members = {member.pk: member for member in Member.objects.all()}
    hearings = policy.may_hear(members)
    for item in random.Random(3).sample(list(everything(Item)), min(200, everything(Item).count())):
        policy.require(members[item.author_id], "post", audiences[item.audience_id])
    for model, who in [(Comment, "author_id"), (Reaction, "member_id")]:
        for member, audience in everything(model).values_list(who, "item__audience_id"):
            assert policy.sees(hearings[member], audiences[audience])
    for notice in everything(Notification):
        assert policy.sees(hearings[notice.member_id], audiences[notice.audience_id])
        assert notice.actor_id != notice.member_id


def assert_time_runs_forward():
    times = list(everything(Item).order_by("pk").values_list("created_at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= timezone.now()
    assert not everything(Comment).filter(created_at__lt=F("item__created_at")).exists()
    assert not everything(Comment).filter(created_at__gt=timezone.now()).exists()


def assert_streams_are_open():
    """Each item has the stream on which its changes will be told, heard by its audience."""
    assert {(f"i{pk}", audience) for pk, audience in everything(Item).values_list("pk", "audience_id")} == set(
        Stream.objects.filter(name__startswith="i").values_list("name", "audience")
    )


def test_the_small_demo_agrees_with_itself(merenlijn):
    assert_counts_are_true()
    assert_trees_stand()
    assert_everybody_was_allowed()
    assert_streams_are_open()
    assert_time_runs_forward()
    for text in [*everything(Item).values_list("text", flat=True), *everything(Comment).values_list("text", flat=True)]:
        assert text
        assert not any(line.startswith((">", "--", "[")) for line in text.splitlines()), "a line of a story was not understood"


def test_a_hundred_and_fifty_people_talk_in_eighteen_groups_of_all_kinds(merenlijn):
    assert len(merenlijn) == 150
    assert all(member.job and member.unit for member in merenlijn.values() if not member.is_guest)
    assert Counter(everything(Group).values_list("kind", flat=True)) == {"open": 12, "closed": 4, "secret": 2}
    said, reacted = everything(Item).count() + everything(Comment).count(), everything(Reaction).count()
    assert said >= 450
    assert said + reacted >= 900
    assert len(set(everything(Reaction).values_list("kind", flat=True))) >= 4
    assert max(everything(Comment).values_list("depth", flat=True)) + 1 == 9
    roles = Counter(role for member in merenlijn.values() for role in Role if member.holds(role))
    assert (roles[Role.ADMIN], roles[Role.GUEST], roles[Role.EDITOR]) == (1, 2, 1)
    assert {"nl", "en"} == {member.language for member in merenlijn.values()}
    assert everything(Notification).filter(read_at=None).exists()
    assert everything(Item).exclude(mentions="").exists()


def test_every_demo_person_signs_in_with_the_same_password(merenlijn):
    assert all(member.check_password(demo_people.PASSWORD) for member in merenlijn.values())
    assert len({member.password for member in merenlijn.values()}) == 1
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 150
    assert f"ada@{demo_people.MAIL}" in demo_people.logins()
    assert demo_people.PASSWORD in demo_people.logins()
    assert Mark.objects.filter(name=Mark.DEMO).exists()


def test_wim_sees_nothing_of_his_surprise(merenlijn):
    secret = everything(Group).get(kind="secret", name="Veertig jaar Wim")
    for handle, sees in [("anouk", True), ("wim", False), ("ada", False), ("helen", False)]:
        assert policy.can_see(merenlijn[handle], secret) == sees
        assert Item.objects.visible_to(merenlijn[handle]).filter(audience=secret.audience).exists() == sees


def test_faces_and_pictures_are_there_to_be_seen(merenlijn):
    ada = merenlijn["ada"]
    assert File.objects.visible_to(merenlijn["max"]).get(owner=ada, kind="portrait").pk == int(ada.face.split("/")[0])
    assert everything(Picture).exclude(alt="").count() == everything(Picture).count() == 13
    taken = everything(Picture).select_related("file__blob", "item").first()
    with Image.open(blobs.path_of(taken.file.blob.sha256)) as original:
        assert original.format == "JPEG"
        on = original.getexif().get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal]
    assert on == timezone.localtime(taken.item.created_at).strftime("%Y:%m:%d %H:%M:%S")
    for made in everything(Rendition).select_related("blob"):
        assert blobs.path_of(made.blob.sha256).stat().st_size == made.blob.size
    for picture in everything(Picture).select_related("file", "item"):
        assert picture.file.audience_id == picture.item.audience_id


def test_who_comes_to_sign_in_sees_the_line_and_reads_a_welcome(merenlijn, client):
    page = client.get("/account/login/").content.decode()
    house = Organisation.objects.get()
    assert f'src="{house.sign_in_picture_url}"' in page
    assert "Welkom op het plein van Merenlijn." in page
    [shown] = everything(File).filter(kind="welcome", state="ready")
    assert house.sign_in_picture == f"{shown.pk}/w1280"
    assert {made.name for made in everything(Rendition).filter(file=shown)} == {"w320", "w640", "w1280"}


def test_life_goes_on_after_the_demo(merenlijn):
    square = Audience.objects.get(is_square=True)
    newest = everything(Item).order_by("-pk").first()
    comment = add_comment(merenlijn["nora"], newest.pk, "Still here.")
    assert comment.path == max(everything(Comment).filter(item=newest, depth=0).values_list("path", flat=True))
    assert publish_status(merenlijn["nora"], square, "Good morning").pk > newest.pk
    assert_counts_are_true()
    late = person("late")
    assert policy.ranks_in(late, Audience.objects.filter(kind="listed")) == {}
    assert policy.rank_in(late, square) == Rank.REACH


def test_the_large_organisation_agrees_with_itself():
    call_command("demo", "--members=120", "--items=600", "--groups=12", "--thread=150", verbosity=0)
    assert_counts_are_true()
    assert_trees_stand()
    assert_everybody_was_allowed()
    assert_streams_are_open()
    assert_time_runs_forward()
    assert Member.objects.everyone().count() == 120
    assert everything(Item).count() == 600
    assert Counter(everything(Group).values_list("kind", flat=True)).keys() == {"open", "closed", "secret"}
    assert everything(Item).order_by("-comment_count").values_list("comment_count", flat=True)[0] == 150
    times = everything(Item).order_by("pk").values_list("created_at", flat=True)
    assert (times[599] - times[0]).days > 700


def test_the_large_organisation_is_the_same_one_every_time():
    def told():
        call_command("demo", "--members=40", "--items=60", "--groups=5", "--thread=20", verbosity=0)
        comments = everything(Comment).order_by("item", "path").values_list("item_id", "path", "text", "author__handle")
        return list(comments), list(everything(Item).order_by("pk").values_list("text", "author__handle", "audience__group__name"))

    with transaction.atomic():
        first = told()
        transaction.set_rollback(True)
    assert told() == first


def test_the_demo_is_refused_where_people_are(people):
    assert people.max
    with pytest.raises(CommandError, match="empty"):
        call_command("demo", verbosity=0)
    assert Member.objects.count() == 1


@pytest.mark.parametrize("address", ["https://plein.example.org", "http://plein.example.org", "https://127.0.0.1"])
def test_the_demo_is_refused_for_a_real_address(settings, address):
    settings.PLEIN_URL, settings.HTTPS = address, address.startswith("https")
    with pytest.raises(CommandError, match="127.0.0.1"):
        call_command("demo", verbosity=0)
    assert not Member.objects.exists()


def test_the_demo_is_refused_for_other_hosts(monkeypatch):
    monkeypatch.setenv("PLEIN_HOSTS", "plein.example.org")
    with pytest.raises(CommandError, match="PLEIN_HOSTS"):
        call_command("demo", verbosity=0)
