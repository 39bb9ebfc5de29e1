"""From an upload to a file that others see, and away again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import policy
from accounts.limits import TooMany
from accounts.models import Audience
from accounts.roles import Rank
from media import blobs, images
from media.actions import move_file, receive_picture, share_file, withdraw_file
from media.images import BadPicture
from media.models import Blob, File, Rendition
from tests.media.pictures import photo, photo_with_place, upload
from tests.people import row, square


@pytest.fixture
def team(people):
    audience = Audience.objects.create(kind=Audience.Kind.LISTED)
    row(audience, people.grace, Rank.OWNER)
    row(audience, people.max)
    return audience


def on_disk(settings) -> set[str]:
    return {path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file() and not path.name.startswith(".")}


def sees(member, file) -> bool:
    return policy.can_see(member, file)


def test_what_was_uploaded_is_ready_whole_and_only_its_owners(people, settings):
    data = photo_with_place()
    file = receive_picture(people.max, upload(data, "Zomer.JPG"))
    assert (file.state, file.audience, file.name, file.width, file.height) == ("ready", None, "Zomer.JPG", 800, 600)
    assert blobs.path_of(file.blob.sha256).read_bytes() == data
    assert on_disk(settings) == set(Blob.objects.values_list("sha256", flat=True))
    assert [sees(member, file) for member in (people.max, people.grace, people.ada, None)] == [True, False, False, False]


def test_addresses_for_the_browser_to_choose_from(people):
    file = receive_picture(people.max, upload(photo(800, 600)))
    assert file.url("w640") == file.src == f"/files/{file.pk}/w640"
    assert file.srcset == f"/files/{file.pk}/w320 320w, /files/{file.pk}/w640 640w, /files/{file.pk}/w1280 800w"
    small = receive_picture(people.max, upload(photo(100, 100)))
    assert small.srcset == f"/files/{small.pk}/w320 100w"


def test_the_same_picture_twice_is_kept_once(people, settings):
    first = receive_picture(people.max, upload(photo()))
    before = on_disk(settings)
    second = receive_picture(people.grace, upload(photo()))
    assert first.pk != second.pk
    assert on_disk(settings) == before
    assert sees(people.grace, first) is False


@pytest.mark.parametrize(
    ("data", "word", "status"),
    [(b"", "empty", 422), (b"x" * (images.LARGEST + 1), "bytes", 413), (b"no picture", "nothing", 422), (photo()[:5000], "broken", 422)],
)
def test_a_refused_upload_leaves_nothing_behind(people, settings, data, word, status):
    with pytest.raises(BadPicture) as caught:
        receive_picture(people.max, upload(data))
    assert (caught.value.word, caught.value.status) == (word, status)
    assert on_disk(settings) == set()
    assert not Blob.objects.exists()
    assert not File.objects.for_system("test").exists()


def test_no_file_at_all_is_said_so(people):
    with pytest.raises(BadPicture) as caught:
        receive_picture(people.max, None)
    assert caught.value.word == "empty"


def test_a_size_that_lies_does_not_help(people):
    """The bytes are counted as they come, not as they were announced."""
    lie = SimpleUploadedFile("x.jpg", b"x" * (images.LARGEST + 1))
    lie.size = 10
    with pytest.raises(BadPicture) as caught:
        receive_picture(people.max, lie)
    assert caught.value.word == "bytes"


def test_sixty_uploads_an_hour(people, monkeypatch):
    monkeypatch.setattr(images, "draw", lambda path, kind: (_ for _ in ()).throw(BadPicture("nothing")))
    for _ in range(60):
        with pytest.raises(BadPicture):
            receive_picture(people.max, upload(b"x"))
    with pytest.raises(TooMany) as caught:
        receive_picture(people.max, upload(b"x"))
    assert 0 < caught.value.wait <= 3600


@pytest.mark.parametrize("name", ["<script>alert(1)</script>.jpg", "../../etc/passwd", "a\0b.jpg", "é" * 500, "", "‮gpj.exe"])
def test_a_name_does_no_harm(people, name):
    kind = SimpleUploadedFile("x", photo(40, 40))
    kind._name = name
    file = receive_picture(people.max, kind)
    assert 0 < len(file.name) <= 200
    assert "\0" not in file.name
    assert "/" not in file.src.removeprefix(f"/files/{file.pk}/")


def test_a_shared_picture_is_seen_by_its_audience_and_shared_once(people, team):
    file = receive_picture(people.max, upload(photo()))
    share_file(file, team)
    assert [sees(member, file) for member in (people.max, people.grace, people.nora)] == [True, True, False]
    with pytest.raises(policy.NotVisible):
        share_file(file, square())
    assert not sees(people.nora, file)


def test_nobody_shares_what_is_anothers_or_where_they_may_not(people, team):
    file = receive_picture(people.nora, upload(photo()))
    with pytest.raises(policy.NotVisible):
        share_file(file, team)
    row(team, people.nora)
    team.upload_rank = Rank.MODERATOR
    team.save()
    with pytest.raises(policy.Refused):
        share_file(file, team)
    assert not sees(people.grace, file)
    assert not File.objects.unshared(people.max).filter(pk=file.pk).exists()
    assert File.objects.unshared(people.nora).get() == file


def test_a_moved_picture_is_seen_there_and_no_longer_here(people, team):
    file = receive_picture(people.max, upload(photo()))
    move_file(file, square())
    assert not sees(people.nora, file), "what was never shared does not move into sight"
    file = receive_picture(people.max, upload(photo()))
    share_file(file, square())
    assert sees(people.nora, file)
    move_file(file, team)
    assert [sees(people.nora, file), sees(people.grace, file)] == [False, True]


def test_a_withdrawn_picture_is_seen_by_nobody(people, team):
    file = receive_picture(people.max, upload(photo()))
    share_file(file, team)
    withdraw_file(file)
    assert not any(sees(member, file) for member in people.all().values())


def test_nobody_asks_for_files_without_saying_who_looks(people):
    from accounts.guard import Unscoped

    for rows in (File.objects.all(), Rendition.objects.all()):
        with pytest.raises(Unscoped):
            list(rows)


def test_one_sentence_in_each_language():
    from django.utils import translation

    for word, sentence in images.SENTENCES.items():
        with translation.override("en"):
            english = str(sentence)
        assert english.endswith("."), word
        assert "!" not in english
