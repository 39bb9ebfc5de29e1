"""Pictures made on the spot: real ones, turned ones, lying ones."""

import base64
import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 170, 30), (30, 30, 220), (250, 250, 250)
GPS = 0x8825
ORIENTATION = 0x0112

# The quarters, 64 × 48, as HEIC held a quarter turned: our libraries read this kind and do not write it.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB"
    "7AABAAAAAAAAAIsAAgAAAAACdwABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAA"
    "AAABAAABB2lwcnAAAADmaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAA"
    "AwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAAB"
    "AAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwAC"
    "AAEAAQAAALdtZGF0AAAAhygBrxOA5TH3/7f5P9+jP8kyZk6gxC/7oD7qxL+h9LEG44j6edq/fyv79uIKNCMB/+sO34dy3ziT1EFDedLrSlriqRrRw0jWejtCwlbn56wm"
    "xwwvpvb6RuI6ZRmDOgDl/uhexz4ojW/mgryqUKngQ2D4bjUUeWxrNFdXIAbYpDnVzj40BaS3YQAAAAZFeGlmAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA=="
)


def upload(data: bytes, name: str = "square.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def encoded(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def quarters(width: int = 800, height: int = 600) -> Image.Image:
    """Red, green above; blue, white below: one sees at once how it is turned."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def photo(width: int = 800, height: int = 600, kind: str = "JPEG", **options) -> bytes:
    return encoded(quarters(width, height), kind, **options)


def photo_with_place(orientation: int = 1) -> bytes:
    """A photo as a telephone makes it: the place, the owner's name, and how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F], exif[0x013B] = "Kamera", "Grace Geheim"
    exif.get_ifd(GPS).update({1: "N", 2: (52.0, 22.0, 1.0), 3: "E", 4: (4.0, 53.0, 1.0)})
    return photo(exif=exif.tobytes(), comment=b"Geheim comment")


def bomb_png(side: int = 30_000) -> bytes:
    """A few kB that declare side × side pixels, and do hold a part of them."""
    head, rows = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0), zlib.compress(b"\0" * 8_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def lying_gif() -> bytes:
    """A GIF of 10 × 10 whose only frame says it is 60,000 × 60,000."""
    data = bytearray(encoded(Image.new("P", (10, 10)), "GIF"))
    at = data.index(b"\x2c")
    data[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    return bytes(data)


def colours(data: bytes) -> list[str]:
    """The names of the four quarters, as one reads."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    w, h = image.size
    spots = [(w // 4, h // 4), (3 * w // 4, h // 4), (w // 4, 3 * h // 4), (3 * w // 4, 3 * h // 4)]
    return [_nearest(image.getpixel(spot)) for spot in spots]


def _nearest(pixel) -> str:
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    return min(names, key=lambda name: sum((a - b) ** 2 for a, b in zip(pixel, names[name], strict=True)))
