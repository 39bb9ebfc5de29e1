"""Stands alone: picture on standard input, one line of JSON and then the bytes of the renditions on standard output."""

import json
import os
import sys

import walls

walls.limit()  # before the decoders are even loaded

import drawing  # noqa: E402
from PIL import Image  # noqa: E402


def main(kind: str) -> None:
    """Answer {"width", "height", "made": [[name, width, height, bytes], …]} or {"bad": word, "why": for the log}."""
    drawing.prepare()
    status = open("/proc/self/status") if os.path.exists("/proc/self/status") else None  # noqa: SIM115 - read when the walls are up
    walls.close()
    try:
        with os.fdopen(0, "rb") as source:
            width, height, made = drawing.draw(source, kind)
        answer = {"width": width, "height": height, "made": [[name, w, h, len(data)] for name, w, h, data in made]}
    except drawing.Bad as bad:
        answer, made = {"bad": str(bad)}, []
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        answer, made = {"bad": "pixels"}, []
    except MemoryError:
        answer, made = {"bad": "memory"}, []
    except Exception as error:  # whatever a decoder makes of bytes it does not understand
        answer, made = {"bad": "broken", "why": repr(error)[:300]}, []
    answer["peak"] = _peak(status)
    with os.fdopen(1, "wb") as out:
        out.write(json.dumps(answer).encode() + b"\n" + b"".join(data for *_, data in made))


def _peak(status) -> int:
    """Return the most memory this process had at once, in MiB."""
    lines = dict(line.split(":", 1) for line in status) if status else {}
    return int(lines.get("VmHWM", "0 kB").split()[0]) // 1024


main(sys.argv[1])
