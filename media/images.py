"""Pictures from strangers: decoded only in a process of their own (media/sandbox), never in this one."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, NamedTuple

import structlog
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media.sandbox.sizes import CONTENT_TYPE, NAMES, OUTPUT, content_type

log = structlog.get_logger()

LARGEST = 10 * 1024 * 1024  # bytes
WALL_SECONDS = 20
PATIENCE = 15  # seconds a picture waits for its turn
PROGRAM = Path(__file__).parent / "sandbox"
# Few, because each may take 600 MiB; and few who wait, because each holds a thread that could serve a page.
ROOMS = threading.BoundedSemaphore(2)
QUEUE = threading.BoundedSemaphore(4)

SENTENCES: dict[str, Promise] = {
    "nothing": _("This file is not a picture. Use JPEG, PNG, GIF, WebP, AVIF or HEIC."),
    "kind": _("Pictures of this kind cannot be shown. Use JPEG, PNG, GIF, WebP, AVIF or HEIC."),
    "broken": _("This picture is damaged and cannot be read."),
    "empty": _("This file is empty."),
    "bytes": _("This picture is larger than 10 MB. Make it smaller and try again."),
    "pixels": _("This picture has more than 50 million pixels. Make it smaller and try again."),
    "time": _("This picture takes too long to read. Save it again in another program and try once more."),
    "memory": _("This picture needs too much memory. Make it smaller and try again."),
    "busy": _("Many pictures are being prepared right now. Try again in a few seconds."),
}
STATUS = {"bytes": 413, "busy": 429}


class BadPicture(Exception):
    """The upload is not a picture we can show; carries the sentence, its HTTP status and the seconds to wait."""

    def __init__(self, word: str):
        super().__init__(word)
        self.word = word
        self.sentence = SENTENCES[word]
        self.status = STATUS.get(word, 422)
        self.wait = 5 if word == "busy" else 0
        self.kind = ""  # of the file that it was to become


class Made(NamedTuple):
    """One rendition: its name, size in pixels and bytes."""

    name: str
    width: int
    height: int
    data: bytes


class Picture(NamedTuple):
    """The upright size of the original in pixels, what was made of it, and the MiB that took."""

    width: int
    height: int
    made: list[Made]
    peak: int


def draw(path: Path, kind: str = "picture") -> Picture:
    """Return the renditions of the picture at `path`; raise BadPicture when it is none, or the house is full."""
    with _room(), path.open("rb") as source, tempfile.TemporaryFile(dir=path.parent) as out:
        code = _run(source, out, kind)
        if code:
            raise _died(code)
        return _answer(out, kind)


@contextlib.contextmanager
def _room():
    if not QUEUE.acquire(blocking=False):
        raise BadPicture("busy")
    try:
        if not ROOMS.acquire(timeout=PATIENCE):
            raise BadPicture("busy")
        try:
            yield
        finally:
            ROOMS.release()
    finally:
        QUEUE.release()


def _run(source: IO[bytes], out: IO[bytes], kind: str) -> int:
    """Run the sandbox; return its exit code, or minus the signal that ended it."""
    process = subprocess.Popen(  # noqa: S603 - our own program, and a word of ours
        [sys.executable, "-I", "-B", str(PROGRAM), kind],
        stdin=source,
        stdout=out,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        return process.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()


def _died(code: int) -> BadPicture:
    log.warning("picture.sandbox_died", code=code)
    # The limit on CPU time ends a process by SIGXCPU or, where both limits are reached at once, by SIGKILL.
    return BadPicture("time" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "broken")


def _answer(out: IO[bytes], kind: str) -> Picture:
    """Read what the sandbox wrote, trusting none of it: it has read what a stranger sent."""
    out.seek(0)
    try:
        head = json.loads(out.readline(4096))
        if "bad" in head:
            log.info("picture.refused", word=head["bad"], why=head.get("why"))
            raise BadPicture(head["bad"] if head["bad"] in SENTENCES else "broken")
        made = [Made(name, int(width), int(height), out.read(min(int(size), OUTPUT))) for name, width, height, size in head["made"]]
        picture = Picture(int(head["width"]), int(head["height"]), made, int(head["peak"]))
        _check(picture, kind)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        log.warning("picture.sandbox_lied", why=repr(error))
        raise BadPicture("broken") from None
    return picture


def _check(picture: Picture, kind: str) -> None:
    if {made.name for made in picture.made} != set(NAMES[kind]) or len(picture.made) != len(NAMES[kind]):
        raise ValueError("other renditions than were asked for")
    sides = [picture.width, picture.height, *(side for made in picture.made for side in (made.width, made.height))]
    if not all(0 < side < 100_000 for side in sides):
        raise ValueError("impossible size")
    if not all(_is(made.data, content_type(made.name)) for made in picture.made):
        raise ValueError("another type than was asked for")


def _is(data: bytes, kind: str) -> bool:
    if kind == CONTENT_TYPE:
        return data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return data[:8] == b"\x89PNG\r\n\x1a\n"
