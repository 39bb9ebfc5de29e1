"""The pictures in the stories, drawn in flat colours on a sheet of 120 by 80."""

from math import cos, pi, sin

from PIL import Image, ImageDraw

WIDE, HIGH, FINE = 1280, 853, 2
INK, PAPER, BLUE, YELLOW = "#2c3840", "#f4efe6", "#2f6690", "#e9b44c"


class Sheet:
    """Draws in units of a sheet that is 120 wide and 80 high."""

    def __init__(self, ground: str = PAPER):
        self.image = Image.new("RGB", (WIDE * FINE, HIGH * FINE), ground)
        self.draw, self.unit = ImageDraw.Draw(self.image), WIDE * FINE / 120

    def _units(self, numbers) -> list[float]:
        return [number * self.unit for number in numbers]

    def bands(self, colours: list[str], top: float, bottom: float) -> None:
        """Stripes of equal height: a sky, or water."""
        step = (bottom - top) / len(colours)
        for number, colour in enumerate(colours):
            self.block(0, top + number * step, 120, bottom, colour)

    def block(self, left: float, top: float, right: float, bottom: float, colour: str, round_: float = 0) -> None:
        self.draw.rounded_rectangle(self._units((left, top, right, bottom)), round_ * self.unit, fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self.draw.polygon([(x * self.unit, y * self.unit) for x, y in points], fill=colour)

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 0.6) -> None:
        self.draw.line([(x * self.unit, y * self.unit) for x, y in points], colour, round(width * self.unit), joint="curve")

    def oval(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        self.draw.ellipse(self._units((x - wide, y - high, x + wide, y + high)), fill=colour)

    def train(self, left: float, bottom: float, length: float) -> None:
        """A train to the right: yellow nose, blue carriages."""
        self.block(left, bottom - 9, left + length, bottom, BLUE, 2.4)
        self.block(left + length - 7, bottom - 9, left + length, bottom, YELLOW, 2.4)
        self.block(left + length - 4.5, bottom - 7.4, left + length - 0.8, bottom - 4, INK, 0.8)
        for x in range(int(left) + 3, int(left + length) - 11, 7):
            self.block(x, bottom - 7, x + 4.6, bottom - 4, "#dbe7ee", 0.6)
        for x in range(int(left) + 4, int(left + length) - 3, 9):
            self.oval(x, bottom, 1.3, 1.3, INK)

    def done(self) -> Image.Image:
        return self.image.resize((WIDE, HIGH), Image.Resampling.LANCZOS)


def bridge() -> Image.Image:
    sheet = Sheet()
    sheet.bands(["#c9d8df", "#d8e0df", "#e6e5da", "#f1e6d0"], 0, 52)
    sheet.oval(92, 30, 7, 7, "#f6e3b0")
    sheet.bands(["#b4c8cf", "#a5bcc5", "#96b0ba"], 52, 80)
    for left in range(-10, 120, 26):
        sheet.line([(left + 26 * n / 24, 44 - 15 * sin(pi * n / 24)) for n in range(25)], "#5c6f78", 1.1)
        sheet.block(left - 1.2, 44, left + 1.2, 60, "#76868c")
        for n in range(3, 24, 3):
            sheet.line([(left + 26 * n / 24, 44 - 15 * sin(pi * n / 24)), (left + 26 * n / 24, 44)], "#7d8d94", 0.4)
    sheet.train(30, 43, 62)
    sheet.block(0, 44, 120, 46.4, "#4c5d66")
    for top, colour in [(54, "#dde3e0"), (60, "#d3dcdb"), (67, "#c7d3d4")]:
        sheet.block(-6, top, 70 + top / 2, top + 3, colour, 1.5)
    return sheet.done()


def station() -> Image.Image:
    sheet = Sheet()
    sheet.bands(["#cfe0e8", "#dbe7e9", "#e9ece4"], 0, 60)
    sheet.block(0, 60, 120, 80, "#b9b2a4")
    sheet.block(0, 71, 120, 73, "#8d8678")
    sheet.shape([(16, 30), (60, 13), (104, 30)], "#8f4f43")
    sheet.block(20, 30, 100, 60, "#d9b99a")
    for x in (26, 38, 78, 90):
        sheet.block(x, 38, x + 7, 52, "#49606b", 3)
    sheet.block(53, 40, 67, 60, "#39505b", 6)
    sheet.block(40, 31.5, 80, 36.5, BLUE, 0.8)
    for number, width in enumerate((5, 2, 4, 5, 3, 5, 4, 3)):
        sheet.block(44 + number * 4, 33.2, 44 + number * 4 + width * 0.6, 34.8, PAPER, 0.4)
    sheet.oval(60, 23.5, 4, 4, PAPER)
    sheet.line([(60, 23.5), (60, 20.8)], INK, 0.5)
    sheet.line([(60, 23.5), (62, 24.6)], INK, 0.5)
    sheet.block(6, 50, 7, 66, INK)
    sheet.block(2, 46, 11, 51, BLUE, 0.6)
    return sheet.done()


def board() -> Image.Image:
    sheet = Sheet("#dfe3e0")
    sheet.block(12, 10, 108, 70, "#1d3557", 2)
    for row, (shown, width) in enumerate([("on", 40), ("off", 34), ("instead", 44), ("on", 30), ("on", 38)]):
        top = 15 + row * 10.6
        light = {"on": PAPER, "off": "#7f8ea3", "instead": YELLOW}[shown]
        sheet.block(17, top, 27, top + 4, light, 0.6)
        sheet.block(32 + (4 if shown == "instead" else 0), top, 32 + width, top + 4, light, 0.6)
        sheet.block(96, top, 101, top + 4, light, 0.6)
        if shown == "off":
            sheet.line([(16, top + 2), (68, top + 2)], "#d1495b", 0.7)
        if shown == "instead":
            sheet.line([(32, top - 3), (32, top + 2), (35, top + 2)], YELLOW, 0.6)
    return sheet.done()


def wheel() -> Image.Image:
    sheet = Sheet("#e9ebe7")
    sheet.block(0, 71, 120, 75, "#77706a")
    sheet.oval(60, 40, 31, 31, "#525d63")
    sheet.oval(60, 40, 26, 26, "#8a969b")
    sheet.block(44, 69.6, 76, 72, "#e9ebe7")
    sheet.block(0, 70.2, 120, 75, "#77706a")
    for number in range(8):
        turn = pi * number / 4
        sheet.oval(60 + 17 * cos(turn), 40 + 17 * sin(turn), 3, 3, "#e9ebe7")
    sheet.oval(60, 40, 8, 8, "#525d63")
    sheet.oval(60, 40, 3, 3, "#dfe3e0")
    sheet.line([(88, 56), (74, 69)], "#c2483d", 0.9)
    sheet.shape([(73, 70), (78.4, 68.6), (74.8, 64.8)], "#c2483d")
    return sheet.done()


def canal() -> Image.Image:
    sheet = Sheet()
    sheet.bands(["#bcd7e3", "#cfe1e4", "#e2eae0"], 0, 40)
    sheet.block(0, 38, 120, 80, "#8fae74")
    sheet.shape([(52, 40), (68, 40), (112, 80), (28, 80)], "#7fa6b5")
    sheet.shape([(72, 40), (75, 40), (120, 70), (120, 80)], "#d8c7a1")
    for x, size in [(8, 9), (22, 7), (34, 5.4), (44, 4), (86, 6), (101, 8), (115, 10)]:
        sheet.block(x - 0.7, 36, x + 0.7, 44 + size / 2, "#6d5440")
        sheet.oval(x, 35 - size / 3, size, size * 1.2, "#55804f")
        sheet.oval(x - size / 4, 33 - size / 3, size * 0.7, size * 0.8, "#679560")
    sheet.oval(60, 62, 3.2, 1.6, "#5b4636")
    sheet.oval(62.8, 60, 1.4, 1.4, "#2f6b4f")
    sheet.shape([(64, 59.8), (66, 60.3), (64, 60.8)], YELLOW)
    return sheet.done()


def chart() -> Image.Image:
    sheet = Sheet("#fbf8f1")
    for y in range(14, 72, 12):
        sheet.line([(14, y), (110, y)], "#ddd7ca", 0.3)
    for x in range(14, 111, 16):
        sheet.line([(x, 10), (x, 70)], "#ddd7ca", 0.3)
    for start in range(14, 96, 8):
        colour = BLUE if (start // 8) % 2 else "#c2483d"
        there = [(start, 70), (start + 6, 58), (start + 7.5, 58), (start + 14, 38), (start + 15, 38), (start + 23, 14)]
        sheet.line([(min(x, 110), y) for x, y in there if x <= 110], colour, 0.7)
        sheet.line([(min(x, 110), 84 - y) for x, y in there if x <= 110], "#93a5ae", 0.6)
    sheet.line([(14, 8), (14, 70), (112, 70)], INK, 0.7)
    return sheet.done()


def platform() -> Image.Image:
    sheet = Sheet()
    sheet.bands(["#7d8fa3", "#a89ea3", "#d3a98e", "#eabb84", "#f2cf97"], 0, 50)
    sheet.oval(86, 47, 8, 8, "#fbe3a6")
    sheet.block(0, 46, 120, 80, "#5c564f")
    sheet.block(0, 56, 120, 80, "#8a8176")
    sheet.block(0, 56, 120, 57.6, "#e9dfc8")
    for x in (16, 52, 100):
        sheet.block(x, 18, x + 1.6, 56, "#3c3a3c")
    sheet.shape([(4, 20), (74, 14), (74, 17), (4, 23)], "#3c3a3c")
    sheet.block(22, 24, 46, 30, BLUE, 1)
    sheet.block(24, 26, 40, 27.6, PAPER)
    sheet.block(68, 44, 71.4, 57, INK, 1.4)
    sheet.oval(69.7, 41.6, 2.2, 2.4, "#b98764")
    sheet.block(72.4, 51, 76, 57, "#7d4f50", 0.6)
    for y in (64, 70, 76):
        sheet.line([(0, y), (120, y)], "#7b7268", 0.4)
    return sheet.done()


def snow() -> Image.Image:
    sheet = Sheet()
    sheet.bands(["#8fa6c4", "#a9bbd2", "#c6d0dd", "#dfdfe2"], 0, 46)
    sheet.block(0, 44, 120, 80, "#eef1f4")
    sheet.shape([(0, 52), (34, 44), (70, 50), (120, 43), (120, 60), (0, 60)], "#e1e8ee")
    for x, high in ((10, 26), (22, 18), (31, 22), (88, 20), (97, 30), (110, 24)):
        sheet.shape([(x - high / 4, 52), (x + high / 4, 52), (x, 52 - high)], "#4d6a66")
        sheet.shape([(x - high / 9, 52 - high * 0.55), (x + high / 9, 52 - high * 0.55), (x, 52 - high)], "#f7f9fa")
    sheet.line([(44, 80), (58, 50)], "#6b6a6c", 0.9)
    sheet.line([(66, 80), (61, 50)], "#6b6a6c", 0.9)
    for n in range(8):
        y = 52 + n * n * 0.45
        sheet.line([(57.5 - (y - 50) * 0.5, y), (62 + (y - 50) * 0.2, y)], "#9a8f86", 0.5)
    return sheet.done()


def depot() -> Image.Image:
    sheet = Sheet()
    sheet.bands(["#cfdde4", "#dde6e6", "#eee9da"], 0, 48)
    sheet.block(0, 48, 120, 80, "#b8b4a4")
    sheet.block(12, 34, 108, 66, "#8d5b4c")
    sheet.shape([(8, 36), (112, 36), (100, 16), (20, 16)], "#545b62")
    for row in range(3):
        for column in range(11):
            left = 23 + column * 6.9
            sheet.block(left, 18.5 + row * 5.6, left + 5.6, 22.6 + row * 5.6, "#2f4a6d", 0.3)
    for left in (20, 48, 76):
        sheet.block(left, 46, left + 22, 66, "#3a3f45", 1)
    sheet.train(50, 66, 44)
    sheet.line([(0, 68), (120, 68)], "#6b6a6c", 0.8)
    return sheet.done()


def lakes() -> Image.Image:
    """Beside the sign-in, where a screen shows the middle of it: the line between its lakes, early."""
    sheet = Sheet()
    sheet.bands(["#9fb9cc", "#b7c8d2", "#d0d4d0", "#e8d9c0", "#f3dcb4"], 0, 44)
    sheet.oval(66, 35, 5.4, 5.4, "#fbeec4")
    for x, wide in ((8, 15), (33, 11), (58, 16), (84, 12), (110, 16)):
        sheet.oval(x, 44, wide, 2.6, "#7f9a86")
    sheet.bands(["#a7bdc4", "#9bb5bf", "#8eabb8", "#7f9fae"], 44, 80)
    for y, wide in ((58.6, 6), (61, 4.6), (63.4, 5.4), (66, 3.4), (69, 4)):
        sheet.block(66 - wide, y, 66 + wide, y + 0.7, "#f0e2c2", 0.3)
    sheet.train(38, 51, 54)
    sheet.shape([(0, 51.4), (120, 51.4), (120, 55), (0, 57)], "#6f8f66")
    sheet.line([(0, 51.4), (120, 51.4)], "#4c5d66", 0.8)
    sheet.shape([(49, 72), (59, 72), (57, 75), (51, 75)], "#7d4f50")
    sheet.shape([(54.4, 58), (54.4, 71), (61, 71)], PAPER)
    sheet.line([(54, 57), (54, 72)], INK, 0.4)
    for x in (30, 32.4, 34, 36.6, 39, 82, 84.6, 86, 88.4, 91):
        high = 9 + x * 7 % 5
        sheet.line([(x, 80), (x + 0.8, 80 - high)], "#5c7a4e", 0.5)
        sheet.oval(x + 0.8, 79 - high, 0.6, 1.8, "#7a5a3c")
    return sheet.done()


SCENES = {
    "platform": platform,
    "snow": snow,
    "depot": depot,
    "bridge": bridge,
    "station": station,
    "board": board,
    "wheel": wheel,
    "canal": canal,
    "chart": chart,
}
