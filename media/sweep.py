"""Takes away what nobody needs any more. The rows are the truth; run it as often as you like, beside everything else."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils import timezone

from media import blobs
from media.models import Blob, File, Rendition

log = structlog.get_logger()

UNSHARED = timedelta(days=1)
STUCK = timedelta(hours=1)
REGRET = timedelta(days=7)  # so long a deletion can be undone
STRAY = timedelta(days=1)  # a restore puts files and rows back one after the other
BATCH = 200


def sweep() -> dict[str, int]:
    """Sweep everything once; return how much of each was taken away."""
    done = {
        "stuck": fail_stuck(),
        "unshared": forget_unshared(),
        "withdrawn": empty_withdrawn(),
        "blobs": delete_unused_blobs(),
        "strays": delete_strays(),
    }
    log.info("files.swept", **done)
    return done


def fail_stuck() -> int:
    """A file whose making was interrupted will never be ready."""
    stuck = File.objects.for_system("sweep").filter(state=File.State.NEW, created_at__lt=timezone.now() - STUCK)
    return stuck.update(state=File.State.FAILED)


def forget_unshared() -> int:
    """Pictures that were uploaded and never shared, and those that failed."""
    old = File.objects.for_system("sweep").filter(audience=None, kind=File.Kind.PICTURE, created_at__lt=timezone.now() - UNSHARED)
    count = 0
    for file in old.filter(state__in=[File.State.READY, File.State.FAILED]).order_by("pk")[:BATCH]:
        count += _forget(file)
    return count


def _forget(file: File) -> int:
    try:
        with transaction.atomic():
            # Asked again: it may have been shared since it was listed.
            return bool(File.objects.for_system("sweep").filter(pk=file.pk, audience=None).delete()[0])
    except ProtectedError:  # something holds on to it: not ours to take
        return 0


def empty_withdrawn() -> int:
    """Deleted pictures lose their bytes after a week; the row stays for what points at it."""
    long_gone = File.objects.for_system("sweep").filter(state=File.State.GONE, gone_at__lt=timezone.now() - REGRET)
    ids = list(long_gone.exclude(blob=None).order_by("pk").values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        still = File.objects.for_system("sweep").filter(pk__in=ids, state=File.State.GONE)
        emptied = list(still.select_for_update().values_list("pk", flat=True))
        Rendition.objects.for_system("sweep").filter(file__in=emptied).delete()
        File.objects.for_system("sweep").filter(pk__in=emptied).update(blob=None)
    return len(emptied)


def delete_unused_blobs() -> int:
    """Bytes that no file and no rendition names: the row first, because a stray is swept and a lost byte is not."""
    files = File.objects.for_system("sweep").filter(blob=OuterRef("pk"))
    renditions = Rendition.objects.for_system("sweep").filter(blob=OuterRef("pk"))
    count = 0
    while True:
        with blobs.alone():
            unused = list(Blob.objects.filter(~Exists(files), ~Exists(renditions)).order_by("pk")[:BATCH])
            Blob.objects.filter(pk__in=[blob.pk for blob in unused]).delete()
            for blob in unused:
                blobs.path_of(blob.sha256).unlink(missing_ok=True)
        count += len(unused)
        if len(unused) < BATCH:
            return count


def delete_strays() -> int:
    """Files on disk without a row: of uploads that broke off, or of a crash between keeping and committing."""
    count = 0
    for folder in _folders():
        with blobs.alone():
            old = {path.name: path for path in folder.iterdir() if _age(path) > STRAY.total_seconds()}
            known = set(Blob.objects.filter(sha256__in=list(old)).values_list("sha256", flat=True))
            for name in old.keys() - known:
                old[name].unlink(missing_ok=True)
                count += 1
    for path in blobs.loose_folder().iterdir():
        if not path.name.startswith(".") and _age(path) > STUCK.total_seconds():
            path.unlink(missing_ok=True)
            count += 1
    return count


def _folders() -> Iterator[Path]:
    return (folder for folder in Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]") if folder.is_dir())


def _age(path: Path) -> float:
    """Return the seconds since it was written; 0 when it is gone already."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0
