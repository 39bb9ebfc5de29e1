"""What nobody needs goes; what somebody needs stays."""

import os
import time
from datetime import timedelta

import pytest

from media import blobs
from media.actions import receive_picture, remove_portrait, set_portrait, share_file, withdraw_file
from media.models import Blob, File, Rendition
from media.sweep import sweep
from tests.media.pictures import photo, upload
from tests.people import square


def later(**how) -> None:
    """Let time pass for every file."""
    for file in File.objects.for_system("test"):
        gone = file.gone_at and file.gone_at - timedelta(**how)
        File.objects.for_system("test").filter(pk=file.pk).update(created_at=file.created_at - timedelta(**how), gone_at=gone)


def kept(settings) -> int:
    return sum(path.is_file() and path.parent.name != "tmp" for path in settings.MEDIA_ROOT.rglob("*"))


@pytest.fixture
def shared(people):
    file = receive_picture(people.max, upload(photo()))
    share_file(file, square())
    return file


def test_what_is_shared_or_worn_stays(people, shared, settings):
    set_portrait(people.max, upload(photo(300, 300)))
    before = kept(settings)
    later(days=400)
    assert set(sweep().values()) == {0}
    assert kept(settings) == before
    assert all(blobs.path_of(blob.sha256).exists() for blob in Blob.objects.all())


def test_what_was_never_shared_goes_after_a_day(people, settings):
    receive_picture(people.max, upload(photo()))
    later(hours=23)
    assert sweep()["unshared"] == 0
    later(hours=2)
    assert sweep()["unshared"] == 1
    assert (File.objects.for_system("test").count(), Blob.objects.count(), kept(settings)) == (0, 0, 0)


def test_bytes_that_another_still_shows_stay(people, shared, settings):
    receive_picture(people.nora, upload(photo()))
    before = kept(settings)
    later(days=2)
    assert sweep()["unshared"] == 1
    assert kept(settings) == before


def test_a_deleted_picture_can_be_regretted_for_a_week_and_then_its_bytes_go(shared, settings):
    withdraw_file(shared)
    later(days=6)
    assert sweep()["withdrawn"] == 0
    assert kept(settings) > 0
    later(days=2)
    assert sweep()["withdrawn"] == 1
    assert kept(settings) == 0
    shared.refresh_from_db(from_queryset=File.objects.for_system("test"))
    assert (shared.state, shared.blob) == ("gone", None)


def test_a_face_taken_off_leaves_no_bytes(people, settings):
    set_portrait(people.max, upload(photo()))
    remove_portrait(people.max)
    assert sweep()["blobs"] > 0
    assert kept(settings) == 0


def test_what_was_interrupted_fails_and_goes(people, settings):
    file = receive_picture(people.max, upload(photo()))
    File.objects.for_system("test").filter(pk=file.pk).update(state=File.State.NEW)
    later(hours=2)
    assert sweep()["stuck"] == 1
    later(days=1)
    assert sweep()["unshared"] == 1
    assert not Rendition.objects.for_system("test").exists()


def test_strays_on_disk_go_after_a_day_and_half_uploads_after_an_hour(shared, settings):
    stray = blobs.path_of("ab" * 32)
    stray.parent.mkdir(parents=True)
    half = blobs.loose_folder() / "half"
    for path in (stray, half):
        path.write_bytes(b"x")
    assert sweep()["strays"] == 0
    for path, hours in ((stray, 25), (half, 2)):
        os.utime(path, (time.time() - hours * 3600,) * 2)
    before = kept(settings)
    assert sweep()["strays"] == 2
    assert kept(settings) == before - 1


def test_a_sweep_waits_for_an_upload_that_is_between_bytes_and_rows(settings):
    import threading

    swept = threading.Event()

    def alone():
        with blobs.alone():
            swept.set()

    with blobs.beside_sweeps():
        thread = threading.Thread(target=alone)
        thread.start()
        assert not swept.wait(0.3)
    assert swept.wait(5)
    thread.join(5)
