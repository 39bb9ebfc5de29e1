"""What is made of a picture, and how large it becomes. Imported by the product and by the sandbox: standard library only."""

WIDTHS = {"w320": 320, "w640": 640, "w1280": 1280}
FACES = {"face96": 96, "face256": 256}
MARK = {"mark": 512}  # the organisation's own, in the pages: as wide or as high
# What a device shows of it among its programs: a square with room around the mark; from a round hole only the middle shows.
ICONS = {"icon192": 192, "icon512": 512, "round512": 512, "touch180": 180}
ROOM = {"icon192": 0.08, "icon512": 0.08, "round512": 0.22, "touch180": 0.14}
NAMES = {"picture": WIDTHS, "portrait": FACES, "logo": MARK | ICONS, "welcome": WIDTHS}
CONTENT_TYPE = "image/webp"
ICON_TYPE = "image/png"  # not every device takes another for an icon
TALLEST = 3  # a rendition is at most this many times as high as its name says it is wide

MOST_PIXELS = 50_000_000
MEMORY = 600 * 1024 * 1024  # bytes of address space; 50 megapixels of any kind but WebP (35) need at most 480 MiB
CPU_SECONDS = 10
OUTPUT = 16 * 1024 * 1024  # bytes of all renditions together
OPEN_FILES = 32


def fit(width: int, height: int, widest: int) -> tuple[int, int]:
    """Return the size in pixels of a picture drawn at most `widest` wide; never more than its own size."""
    scale = min(1, widest / width, TALLEST * widest / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def inside(width: int, height: int, side: int) -> tuple[int, int]:
    """Return the size in pixels of a picture drawn as large as it fits in a square of `side`."""
    scale = side / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def content_type(name: str) -> str:
    """Return of what type the rendition called `name` is."""
    return ICON_TYPE if name in ICONS else CONTENT_TYPE


def square(width: int, height: int, side: int) -> tuple[int, int]:
    """Return the size of the face cut from a picture: a square, never larger than the picture."""
    side = min(side, width, height)
    return side, side
