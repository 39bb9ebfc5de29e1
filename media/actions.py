"""What people do with files. Decoding and disk work come first; the rows follow in one short transaction."""

import contextlib

from django.db import transaction
from django.utils import timezone

from accounts import limits, policy
from accounts.models import Audience, Member, Organisation
from accounts.organisation import organisation
from media import blobs, images
from media.images import BadPicture, Picture
from media.models import File, Rendition
from media.sandbox.sizes import MARK, content_type


def receive_picture(member: Member, upload, kind: str = File.Kind.PICTURE) -> File:
    """Keep an uploaded picture that only its owner sees until it is shared.

    Not inside a transaction: it decodes. Raises BadPicture (a sentence and its status) and limits.TooMany.
    """
    with _drawn(member, upload, kind) as (original, picture, made), transaction.atomic():
        file = File(owner=member, kind=kind, name=_name(upload))
        _fill(file, original, picture, made)
    return file


def share_file(file: File, audience: Audience) -> None:
    """Show an unshared picture to an audience its owner may upload to; once only. In the transaction of what it hangs on."""
    policy.require(file.owner, "upload", audience)
    unshared = File.objects.unshared(file.owner).filter(pk=file.pk)
    if not unshared.update(audience=audience):
        raise policy.NotVisible
    file.audience = audience


def move_file(file: File, audience: Audience) -> None:
    """Let another audience see what a shared file hangs on; who may move it was asked there."""
    File.objects.for_system("moves with what it hangs on").filter(pk=file.pk).exclude(audience=None).update(audience=audience)
    file.audience = audience


def withdraw_file(file: File) -> None:
    """Show the file to nobody any more, at once; who may delete what it hangs on was asked there."""
    now = timezone.now()
    File.objects.for_system("goes with what it hangs on").filter(pk=file.pk).update(state=File.State.GONE, gone_at=now)
    file.state, file.gone_at = File.State.GONE, now


def bring_back_file(file: File) -> None:
    """Show a withdrawn file again; who may bring back what it hangs on was asked there. Its bytes are kept for a week."""
    gone = File.objects.for_system("comes back with what it hangs on").filter(pk=file.pk, state=File.State.GONE)
    gone.exclude(blob=None).update(state=File.State.READY, gone_at=None)


def set_portrait(member: Member, upload) -> File:
    """Make the picture the member's face. The address stays, its version changes: rows drawn earlier show the new face too."""
    with _drawn(member, upload, File.Kind.PORTRAIT) as (original, picture, made), transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)  # two at once would each make the one row
        file = File.objects.for_system("own portrait").filter(owner=member, kind=File.Kind.PORTRAIT).first()
        file = file or File(owner=member, kind=File.Kind.PORTRAIT)
        file.name = _name(upload)
        _fill(file, original, picture, made)
        _wear(member, f"{file.pk}/face96?v={original.sha256[:8]}")
    return file


def remove_portrait(member: Member) -> None:
    """Take the member's face away, its bytes too."""
    with transaction.atomic():
        own = File.objects.for_system("own portrait").filter(owner=member, kind=File.Kind.PORTRAIT)
        Rendition.objects.for_system("own portrait").filter(file__in=own.values("pk")).delete()
        own.update(state=File.State.GONE, gone_at=timezone.now(), blob=None)
        _wear(member, "")


# The two pictures of the organisation: where its row keeps their address, and the rendition that stands there.
FACES = {File.Kind.LOGO: ("logo", *MARK), File.Kind.WELCOME: ("sign_in_picture", "w1280")}


def set_organisation_pictures(by: Member, uploads: dict) -> None:
    """Make the pictures the organisation's mark and the one beside its sign-in: from now on anybody may see them.

    `uploads` by kind; all or none. Raises BadPicture with the `kind` it is about.
    """
    policy.require(by, "administer")
    with contextlib.ExitStack() as stack:
        drawn = {File.Kind(kind): stack.enter_context(_drawn(by, upload, kind)) for kind, upload in uploads.items()}
        with transaction.atomic():
            for kind, (original, picture, made) in drawn.items():
                _withdraw_organisation_picture(kind)
                file = File(owner=by, kind=kind, name=_name(uploads[kind]))
                _fill(file, original, picture, made)
                column, name = FACES[kind]
                Organisation.objects.filter(pk=1).update(**{column: f"{file.pk}/{name}"})


def remove_organisation_picture(by: Member, kind: str) -> None:
    """Go back to the drawn mark, or to a sign-in without a picture."""
    policy.require(by, "administer")
    column, _name = FACES[File.Kind(kind)]
    with transaction.atomic():
        _withdraw_organisation_picture(kind)
        Organisation.objects.filter(pk=1).update(**{column: ""})


def _withdraw_organisation_picture(kind: str) -> None:
    Organisation.objects.select_for_update().get(pk=organisation().pk)  # two at once would each show theirs
    shown = File.objects.for_system("the organisation's own").filter(kind=kind, state=File.State.READY)
    shown.update(state=File.State.GONE, gone_at=timezone.now())


def _wear(member: Member, face: str) -> None:
    Member.objects.filter(pk=member.pk).update(face=face)
    member.face = face


@contextlib.contextmanager
def _drawn(member: Member, upload, kind: str):
    """Decode the upload and put all bytes in their place; what gets no row is swept."""
    limits.spend(member.pk, "upload")
    with contextlib.ExitStack() as stack:
        try:
            original = _arrive(stack, upload)
            picture = images.draw(original.path, kind)
        except BadPicture as bad:
            bad.kind = kind
            raise
        made = {one.name: stack.enter_context(blobs.arriving([one.data], len(one.data))) for one in picture.made}
        stack.enter_context(blobs.beside_sweeps())
        for loose in {loose.sha256: loose for loose in [original, *made.values()]}.values():
            blobs.keep(loose)
        yield original, picture, made


def _arrive(stack: contextlib.ExitStack, upload) -> blobs.Loose:
    if upload is None or not upload.size:
        raise BadPicture("empty")
    try:
        return stack.enter_context(blobs.arriving(upload.chunks(), images.LARGEST))
    except blobs.TooLarge:
        raise BadPicture("bytes") from None


def _fill(file: File, original: blobs.Loose, picture: Picture, made: dict[str, blobs.Loose]) -> None:
    rows = {loose.sha256: blobs.row_of(loose) for loose in sorted([original, *made.values()], key=lambda loose: loose.sha256)}
    file.blob, file.state, file.gone_at = rows[original.sha256], File.State.READY, None
    file.width, file.height = picture.width, picture.height
    file.save()
    Rendition.objects.for_system("replaced").filter(file=file).delete()
    Rendition.objects.bulk_create(
        Rendition(
            file=file,
            blob=rows[made[one.name].sha256],
            name=one.name,
            width=one.width,
            height=one.height,
            content_type=content_type(one.name),
        )
        for one in picture.made
    )


def _name(upload) -> str:
    """What its owner called it, printable and bounded; shown to nobody but them."""
    return "".join(char for char in str(upload.name or "") if char.isprintable())[:200] or "picture"
