"""Flat, friendly faces, drawn from a few words: skin (0 to 4), colour and cut of the hair, and what else there is."""

from PIL import Image, ImageDraw

SIDE = 256
FINE = 3  # drawn this much larger, then shrunk: smooth edges
SKINS = ("#f6d9c4", "#edc5a4", "#cf9a70", "#a8714a", "#74482f")
HAIRS = {"blond": "#d9b46a", "auburn": "#a4552f", "brown": "#5e4030", "black": "#2b2625", "grey": "#b9b5ae"}
GROUNDS = ("#cfdcd8", "#d8d9c6", "#e6d3c3", "#cdd6e4", "#dccfdc", "#e3dcc2")
CLOTHES = ("#39647e", "#7d4f50", "#4f6d4d", "#5a5170", "#8a6a3c", "#33484f")


class Pencil:
    """Draws on a square of 100 by 100, whatever its size in pixels."""

    def __init__(self, ground: str):
        self.image = Image.new("RGB", (SIDE * FINE, SIDE * FINE), ground)
        self.draw, self.unit = ImageDraw.Draw(self.image), SIDE * FINE / 100

    def box(self, *sides: float) -> list[float]:
        return [side * self.unit for side in sides]

    def oval(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        self.draw.ellipse(self.box(x - wide, y - high, x + wide, y + high), fill=colour)

    def block(self, left: float, top: float, right: float, bottom: float, colour: str, round_: float = 0) -> None:
        self.draw.rounded_rectangle(self.box(left, top, right, bottom), round_ * self.unit, fill=colour)

    def arc(self, left: float, top: float, right: float, bottom: float, start: int, end: int, colour: str, width: float) -> None:
        self.draw.arc(self.box(left, top, right, bottom), start, end, fill=colour, width=round(width * self.unit))

    def done(self) -> Image.Image:
        return self.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def draw_face(look: str, number: int) -> Image.Image:
    """Return the face that `look` describes; `number` chooses the ground and the clothes."""
    skin_word, hair_word, cut, *more = look.split()
    skin, hair = SKINS[int(skin_word)], HAIRS[hair_word]
    pencil = Pencil(GROUNDS[number % len(GROUNDS)])
    cloth = CLOTHES[(number * 5 + 2) % len(CLOTHES)]
    _behind(pencil, cut, hair, cloth)
    pencil.block(18, 80, 82, 130, cloth, 22)
    pencil.block(42, 66, 58, 86, _shade(skin), 7)
    pencil.oval(50, 50, 21, 25, skin)
    _features(pencil, skin, hair, more)
    _front(pencil, cut, hair, cloth)
    return pencil.done()


def _behind(pencil: Pencil, cut: str, hair: str, cloth: str) -> None:
    if cut == "long":
        pencil.block(25, 26, 75, 88, hair, 24)
    elif cut == "bob":
        pencil.block(25, 24, 75, 68, hair, 22)
    elif cut == "bun":
        pencil.oval(50, 19, 11, 10, hair)
    elif cut == "scarf":
        pencil.block(24, 22, 76, 90, cloth, 25)


def _front(pencil: Pencil, cut: str, hair: str, cloth: str) -> None:
    """What lies over the forehead."""
    if cut == "curls":
        for x, y in [(30, 38), (34, 29), (42, 24), (50, 22), (58, 24), (66, 29), (70, 38)]:
            pencil.oval(x, y, 8, 8, hair)
    elif cut == "bald":
        for x in (29.5, 70.5):
            pencil.oval(x, 47, 3, 8, hair)
    else:
        colour = _shade(cloth) if cut == "scarf" else hair
        pencil.draw.chord(pencil.box(27, 22, 73, 66), 188, 352, fill=colour)


def _features(pencil: Pencil, skin: str, hair: str, more: list[str]) -> None:
    ink = "#2e2724"
    if "beard" in more:
        pencil.draw.chord(pencil.box(29, 26, 71, 77), 12, 168, fill=hair)
        pencil.oval(50, 61, 10, 6, skin)
    for x in (42, 58):
        pencil.oval(x, 50, 2.1, 2.6, ink)
    pencil.arc(42, 52, 58, 65, 25, 155, ink, 1.6)
    pencil.arc(47, 50, 53, 58, 50, 140, _shade(skin), 1.4)
    if "glasses" in more:
        for x in (42, 58):
            pencil.arc(x - 6.5, 43.5, x + 6.5, 56.5, 0, 360, ink, 1.3)
        pencil.arc(47, 47, 53, 53, 200, 340, ink, 1.3)


def _shade(colour: str) -> str:
    """A little darker."""
    return "#" + "".join(f"{int(int(colour[at : at + 2], 16) * 0.86):02x}" for at in (1, 3, 5))
