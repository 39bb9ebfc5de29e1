"""From a stranger's bytes to upright sRGB renditions without metadata."""

import io
import warnings

import pi_heif
from PIL import AvifImagePlugin, GifImagePlugin, Image, ImageCms, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin
from sizes import ICONS, MARK, MOST_PIXELS, NAMES, ROOM, WIDTHS, fit, inside, square

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF")
PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
QUALITY = 80
GROUND = "#fbf9f6"  # the light paper of the pages
OURS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8")
OTHERS = (b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0", b"8BPS", b"%PDF", b"<svg", b"<?xml", b"\0\0\0\x0cjP", b"\xff\x0a", b"P6", b"qoif")
# EXIF orientation: how to turn what the camera stored.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Bad(Exception):
    """Carries the word by which media/images.py knows the sentence."""


def prepare() -> None:
    """Load everything that would otherwise be opened on first use."""
    pi_heif.register_heif_opener(thumbnails=False)
    pi_heif.options.DECODE_THREADS = 1
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.new("RGBA", (2, 2)).save(io.BytesIO(), "WEBP")
    Image.new("RGB", (2, 2), GROUND).save(io.BytesIO(), "PNG")
    ImageCms.createProfile("sRGB")


def draw(source, kind: str) -> tuple[int, int, list[tuple[str, int, int, bytes]]]:
    """Return the upright width and height of the picture and its renditions; raise Bad when there is none in it."""
    image = _opened(source)
    turn = _orientation(image)
    size = image.size[::-1] if turn >= 5 else image.size
    largest = max(NAMES[kind].values())
    if NAMES[kind] is WIDTHS:
        return *size, _sizes(_upright(image, turn, fit(*size, largest)), size)
    if kind == "logo":
        return *size, _marks(_upright(image, turn, size if max(size) <= largest else inside(*size, largest)))
    upright = _upright(image, turn, _cover(size, largest))
    return *size, [(name, *square(*size, side), _encoded(_face(upright, square(*size, side)))) for name, side in NAMES[kind].items()]


def _opened(source) -> Image.Image:
    head = source.read(64)
    source.seek(0)
    try:
        image = Image.open(source, formats=FORMATS)
    except Image.UnidentifiedImageError:
        raise Bad(_what(head)) from None
    if image.width * image.height > MOST_PIXELS:
        raise Bad("pixels")
    return image


def _what(head: bytes) -> str:
    if head.startswith(OURS) or head[8:12] == b"WEBP":
        return "broken"
    if head.lstrip().lower().startswith(tuple(magic.lower() for magic in OTHERS)):
        return "kind"
    return "nothing"


def _orientation(image: Image.Image) -> int:
    """Return 1 to 8; a camera's note that cannot be read turns nothing."""
    try:
        turn = image.getexif().get(0x0112, 1)
    except MemoryError:
        raise
    except Exception:
        return 1
    return turn if turn in TURNS else 1


def _cover(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The smallest size from which a square of `side` can be cut."""
    scale = min(1, side / min(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _upright(image: Image.Image, turn: int, target: tuple[int, int]) -> Image.Image:
    """Shrink first, in the decoder where it can; then turn and convert what is left."""
    stored = target[::-1] if turn >= 5 else target
    image.draft(None, (stored[0] * 2, stored[1] * 2))
    if image.mode == "1":
        image = image.convert("L")
    elif image.mode in ("P", "PA"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    profile = image.info.get("icc_profile")
    small = image.resize(stored, Image.Resampling.LANCZOS, reducing_gap=2.0)
    small = _srgb(_eight_bits(small), profile)
    return small.transpose(TURNS[turn]) if turn in TURNS else small


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return RGB or RGBA in sRGB; a profile that cannot be read is left out."""
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    if profile and image.mode in ("RGB", "RGBA", "L", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image if image.mode == wanted else image.convert(wanted)


def _sizes(upright: Image.Image, size: tuple[int, int]) -> list[tuple[str, int, int, bytes]]:
    """Each width once: a small picture is the same bytes under every name."""
    made: dict[tuple[int, int], bytes] = {}
    renditions = []
    for name, widest in sorted(WIDTHS.items(), key=lambda pair: -pair[1]):
        target = fit(*size, widest)
        if target not in made:
            made[target] = _encoded(upright if upright.size == target else upright.resize(target, Image.Resampling.LANCZOS))
        renditions.append((name, *target, made[target]))
    return renditions


def _face(upright: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Cut the square a little above the middle, where faces are."""
    return ImageOps.fit(upright, size, Image.Resampling.LANCZOS, centering=(0.5, 0.4))


def _marks(mark: Image.Image) -> list[tuple[str, int, int, bytes]]:
    """The mark as it is, and in the middle of a light square for the places where a device shows its programs."""
    [name] = MARK
    made = [(name, *mark.size, _encoded(mark))]
    for name, side in ICONS.items():
        small = mark.convert("RGBA").resize(inside(*mark.size, round(side * (1 - 2 * ROOM[name]))), Image.Resampling.LANCZOS)
        ground = Image.new("RGB", (side, side), GROUND)
        ground.paste(small, ((side - small.width) // 2, (side - small.height) // 2), small)
        out = io.BytesIO()
        ground.save(out, "PNG")
        made.append((name, side, side, out.getvalue()))
    return made


def _encoded(image: Image.Image) -> bytes:
    clean = image.copy()
    clean.info = {}
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()
