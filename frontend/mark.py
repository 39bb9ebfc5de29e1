"""The drawn mark, a square seen from above, in the organisation's hue: what stands where there is no logo."""

import io
from functools import lru_cache

from frontend.colours import hexadecimal

# The icons a device asks for: the side in pixels, and how much of it the mark takes. What a device cuts itself is filled to the edge.
ICONS = {"icon192": (192, 28 / 32), "icon512": (512, 28 / 32), "round512": (512, 1), "touch180": (180, 1)}
FINER = 4  # drawn so much larger and then shrunk, for smooth edges
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="2" y="2" width="28" height="28" rx="8" fill="{ground}"/>'
    '<rect x="8.5" y="8.5" width="15" height="15" rx="3" fill="none" stroke="{ink}" stroke-width="2.5"/>'
    '<circle cx="16" cy="16" r="2.75" fill="{ink}"/></svg>\n'
)


def svg(hue: int) -> str:
    """Return the mark as a drawing of any size."""
    return SVG.format(ground=hexadecimal("accent", "light", hue), ink=hexadecimal("accent-ink", "light", hue))


@lru_cache(32)
def png(name: str, hue: int) -> bytes:
    """Return the mark as the icon of that name."""
    from PIL import Image, ImageDraw  # seldom needed, and not small

    side, taken = ICONS[name]
    ground, ink = (hexadecimal(token, "light", hue) for token in ("accent", "accent-ink"))
    image = Image.new("RGBA", (side * FINER, side * FINER), ground if taken == 1 else (0, 0, 0, 0))
    pen, unit = ImageDraw.Draw(image), side * FINER / 32
    if taken < 1:
        pen.rounded_rectangle([2 * unit, 2 * unit, 30 * unit, 30 * unit], 8 * unit, fill=ground)
    pen.rounded_rectangle([7.25 * unit, 7.25 * unit, 24.75 * unit, 24.75 * unit], 4.25 * unit, outline=ink, width=round(2.5 * unit))
    pen.ellipse([13.25 * unit, 13.25 * unit, 18.75 * unit, 18.75 * unit], fill=ink)
    out = io.BytesIO()
    image.resize((side, side), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
