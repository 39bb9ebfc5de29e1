"""The scripts of our own, to be fetched together: one imports the other, and a browser would find them one after another."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
ENTRY = "js/plein.js"
LATER = "js/later/"  # fetched by import(…) when somebody begins to do what they are for

_ALL = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / "js").rglob("*.js"))
MODULES = [name for name in _ALL if not name.startswith(LATER)]
LATER_MODULES = [name for name in _ALL if name.startswith(LATER)]
