"""The drawings of static/img/icons.svg by name, to stand inside the page: no request, no flash."""

import re
from pathlib import Path

DRAWINGS = Path(__file__).parent / "static" / "img" / "icons.svg"
SYMBOL = re.compile(r'<symbol id="([a-z-]+)">(.*?)</symbol>', re.DOTALL)

ICONS = {name: "".join(drawing.split("\n")) for name, drawing in SYMBOL.findall(DRAWINGS.read_text(encoding="utf-8"))}
