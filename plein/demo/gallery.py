"""Keeps drawn pictures as files. They are our own drawing, so nothing has to be decoded behind walls."""

import contextlib
import io
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from PIL import ExifTags, Image

from accounts.models import Audience, Member
from media import blobs
from media.models import File, Rendition
from media.sandbox.sizes import CONTENT_TYPE, NAMES, fit, square


def hang(image: Image.Image, owner: Member, name: str, at: datetime, audience: Audience | None = None, kind: str = "") -> File:
    """Keep the image and its renditions; without an audience, and of no other kind, it is the owner's portrait."""
    kind = kind or (File.Kind.PICTURE if audience else File.Kind.PORTRAIT)
    sizes = {rendition: (square if kind == File.Kind.PORTRAIT else fit)(*image.size, side) for rendition, side in NAMES[kind].items()}
    with _kept([_photographed(image, owner, at), *(_encoded(image, size) for size in sizes.values())]) as loose, transaction.atomic():
        original, *made = map(blobs.row_of, loose)
        rows = dict(zip(sizes, made, strict=True))
        file = File(blob=original, owner=owner, audience=audience, kind=kind, name=name, state=File.State.READY, created_at=at)
        file.width, file.height = image.size
        file.save()
        Rendition.objects.bulk_create(
            Rendition(file=file, blob=rows[name], name=name, width=size[0], height=size[1], content_type=CONTENT_TYPE)
            for name, size in sizes.items()
        )
    return file


def wear(member: Member, image: Image.Image) -> None:
    """Make the image the member's face."""
    file = hang(image, member, f"{member.handle}.webp", member.joined_at)
    member.face = f"{file.pk}/face96?v={file.blob.sha256[:8]}"
    member.save(update_fields=["face"])


def _photographed(image: Image.Image, owner: Member, at: datetime) -> bytes:
    """The original, as a camera would have kept it: a JPEG with EXIF."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Merenlijn", "Tekentafel 120"
    exif[ExifTags.Base.Artist], exif[ExifTags.Base.Orientation] = owner.name.encode("ascii", "replace").decode(), 1
    taken = exif.get_ifd(ExifTags.IFD.Exif)
    taken[ExifTags.Base.DateTimeOriginal] = at.strftime("%Y:%m:%d %H:%M:%S")
    taken[ExifTags.Base.FNumber], taken[ExifTags.Base.ISOSpeedRatings] = 2.8, 200
    image.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def _encoded(image: Image.Image, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    (image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)).save(out, "WEBP", quality=82, method=2)
    return out.getvalue()


@contextlib.contextmanager
def _kept(pieces: Iterable[bytes]):
    with contextlib.ExitStack() as stack:
        loose = [stack.enter_context(blobs.arriving([piece], len(piece))) for piece in pieces]
        stack.enter_context(blobs.beside_sweeps())
        for one in loose:
            blobs.keep(one)
        yield loose
