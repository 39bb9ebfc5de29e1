"""The colours of tokens.css as numbers: whether words on them can be read, and what a device wants to know beforehand."""

import math
import re
from functools import cache
from pathlib import Path

TOKENS = Path(__file__).parent / "static" / "css" / "tokens.css"
SCHEMES = ("light", "dark")
ENOUGH = 4.5  # WCAG 2.2, 1.4.3: ordinary text
# What stands on what wherever the organisation's hue is used.
PAIRS = (
    ("accent", "paper"), ("accent", "surface"), ("accent", "raised"), ("accent", "accent-wash"), ("accent-strong", "paper"),
    ("accent-strong", "accent-wash"), ("accent-ink", "accent"), ("accent-ink", "accent-strong"), ("ink", "accent-wash"),
    ("ink-soft", "accent-wash"),
)  # fmt: skip
COLOUR = r"oklch\(([\d.]+)% ([\d.]+) (var\(--\w+\)|[\d.]+)\)"
TOKEN = re.compile(rf"--([\w-]+): light-dark\({COLOUR}, {COLOUR}\);")
NUMBER = re.compile(r"--(\w+): (\d+);")


@cache
def scale() -> dict[str, tuple[tuple[float, float, str], ...]]:
    """Return of each token its lightness, chroma and hue, in light and in dark."""
    found = {}
    for name, *parts in TOKEN.findall(TOKENS.read_text()):
        found[name] = tuple((float(parts[at]) / 100, float(parts[at + 1]), parts[at + 2]) for at in (0, 3))
    return found


@cache
def _numbers() -> dict[str, str]:
    return {f"var(--{name})": value for name, value in NUMBER.findall(TOKENS.read_text())}


def _linear(token: str, scheme: str, hue: int) -> tuple[float, ...]:
    """Return the light of the three lamps of a screen, as a browser shows what is outside their reach."""
    lightness, chroma, named = scale()[token][SCHEMES.index(scheme)]
    turn = math.radians(float({**_numbers(), "var(--hue)": hue}.get(named, named)))
    a, b = chroma * math.cos(turn), chroma * math.sin(turn)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    lamps = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return tuple(min(1.0, max(0.0, lamp)) for lamp in lamps)


def hexadecimal(token: str, scheme: str, hue: int) -> str:
    """Return the token's colour as #rrggbb."""
    curved = (12.92 * lamp if lamp <= 0.0031308 else 1.055 * lamp ** (1 / 2.4) - 0.055 for lamp in _linear(token, scheme, hue))
    return "#" + "".join(f"{round(lamp * 255):02x}" for lamp in curved)


def contrast(one: str, other: str, scheme: str, hue: int) -> float:
    """Return the ratio of WCAG between two tokens, 1 to 21."""
    lights = (
        sum(part * lamp for part, lamp in zip((0.2126, 0.7152, 0.0722), _linear(name, scheme, hue), strict=True)) for name in (one, other)
    )
    dark, bright = sorted(lights)
    return (bright + 0.05) / (dark + 0.05)


@cache
def least_contrast(hue: int) -> dict[str, float]:
    """Return the worst ratio of the hue in light and in dark, rounded down."""
    return {scheme: math.floor(min(contrast(*pair, scheme, hue) for pair in PAIRS) * 10) / 10 for scheme in SCHEMES}


def readable(hue: int) -> bool:
    """Whether everything in this hue can be read, in light and in dark."""
    return min(least_contrast(hue).values()) >= ENOUGH
