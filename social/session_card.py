"""What the row of a session draws without a query (its item's `data`), and the picture on it."""

from accounts.roles import Rank
from media.actions import share_file, withdraw_file
from media.models import File
from social.items.models import Item, Picture
from social.sessions.models import Session

WHY = "of the session that is locked, or just made"


def write_card(session: Session) -> None:
    """Write on the item what its row draws without a query; of the cover the addresses."""
    item = session.item
    hosts = session.backstage.memberships.filter(rank=Rank.OWNER).order_by("pk").values_list("member__name", flat=True)
    item.data = {
        "starts": session.starts_at.isoformat(),
        "minutes": session.minutes,
        "stage": str(session.stage),
        "hosts": list(hosts[:5]),
        "why": session.why,
        "cover": _drawn(cover_of(item)),
    }
    item.version += 1
    item.save(update_fields=["title", "text", "data", "version"])


def cover_of(item: Item) -> Picture | None:
    """The picture that stands on top of the session."""
    return Picture.objects.for_system(WHY).filter(item=item).select_related("file").first()


def change_cover(item: Item, file: File | None, alt: str, off: bool = False) -> None:
    """Let `file` stand on top, an unshared picture of who may upload there; `alt`: for who cannot see it.

    Without a file the one there is stays, with these words, or goes `off`. The former file is gone at once.
    """
    there = cover_of(item)
    if there and (file or off):
        withdraw_file(there.file)
        there.delete()
    elif there and there.alt != alt:
        there.alt = alt
        there.save(update_fields=["alt"])
    if file:
        share_file(file, item.audience)
        Picture.objects.create(item=item, file=file, alt=alt)


def _drawn(cover: Picture | None) -> dict | None:
    if cover is None:
        return None
    file = cover.file
    return {name: getattr(file, name) for name in ("src", "srcset", "width", "height")} | {"small": file.url("w320"), "alt": cover.alt}
