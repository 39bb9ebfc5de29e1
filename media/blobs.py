"""Bytes on disk, once, under their SHA-256 in MEDIA_ROOT/<ab>/<cd>/<hash>."""

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from media.models import Blob


class TooLarge(Exception):
    """More bytes came than were allowed."""


class Loose(NamedTuple):
    """Bytes that arrived and have no place yet."""

    path: Path
    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Return where the bytes with this hash are, or would be."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def loose_folder() -> Path:
    """Return the folder of what is arriving: on the same disk, so that a rename is enough to keep it."""
    folder = Path(settings.MEDIA_ROOT) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def arriving(chunks: Iterable[bytes], most: int):
    """Write the chunks to disk for good, as a Loose; gone afterwards unless kept. Raises TooLarge above `most` bytes."""
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=loose_folder())
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise TooLarge
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fchmod(out.fileno(), 0o640)  # a web server in our group may send it
            os.fsync(out.fileno())
        yield Loose(Path(name), digest.hexdigest(), size)
    finally:
        Path(name).unlink(missing_ok=True)


def keep(loose: Loose) -> None:
    """Put the bytes in their place. Inside `beside_sweeps`, together with the rows that name them."""
    place = path_of(loose.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(loose.path, place)
    for folder in (place.parent, place.parent.parent):
        _settle(folder)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def row_of(loose: Loose) -> Blob:
    """Return the one row of these bytes."""
    return Blob.objects.get_or_create(sha256=loose.sha256, defaults={"size": loose.size})[0]


def beside_sweeps():
    """Many may keep bytes at once; a sweep waits until their rows are committed."""
    return _lock(fcntl.LOCK_SH)


def alone():
    """Nobody keeps bytes now, in any process on this machine: what has no row is rubbish."""
    return _lock(fcntl.LOCK_EX)


@contextlib.contextmanager
def _lock(how: int):
    with (loose_folder() / ".sweep").open("ab") as handle:
        fcntl.flock(handle, how)
        yield
