"""What comes out of a picture, and what is said of a file that is none."""

import io

import pytest
from PIL import Image, ImageCms

from media.images import BadPicture, draw
from media.sandbox.sizes import fit
from tests.media.pictures import GPS, HEIC, ORIENTATION, bomb_png, colours, encoded, lying_gif, photo, photo_with_place, quarters


@pytest.fixture
def drawn(tmp_path):
    def make(data: bytes, kind: str = "picture"):
        path = tmp_path / "upload"
        path.write_bytes(data)
        return draw(path, kind)

    return make


@pytest.fixture
def refused(drawn):
    def ask(data: bytes) -> str:
        with pytest.raises(BadPicture) as caught:
            drawn(data)
        assert str(caught.value.sentence).endswith(".")
        return caught.value.word

    return ask


def by_name(picture) -> dict:
    return {made.name: made for made in picture.made}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_every_kind_people_have_becomes_three_sizes(drawn, kind):
    picture = drawn(photo(1600, 1200, kind))
    sizes = {name: (made.width, made.height) for name, made in by_name(picture).items()}
    assert sizes == {"w320": (320, 240), "w640": (640, 480), "w1280": (1280, 960)}
    assert (picture.width, picture.height) == (1600, 1200)
    for made in picture.made:
        image = Image.open(io.BytesIO(made.data))
        assert (image.format, image.size) == ("WEBP", (made.width, made.height))
        assert colours(made.data) == ["red", "green", "blue", "white"]


def test_a_picture_of_an_iphone_is_read_and_turned_once(drawn):
    picture = drawn(HEIC)
    assert (picture.width, picture.height) == (48, 64)
    assert colours(by_name(picture)["w320"].data) == ["blue", "red", "white", "green"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(drawn, orientation):
    upright = quarters(800, 600)
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(turns[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    picture = drawn(encoded(stored, exif=exif.tobytes()))
    assert (picture.width, picture.height) == (800, 600)
    for made in picture.made:
        assert colours(made.data) == ["red", "green", "blue", "white"]


def test_where_it_was_taken_and_by_whom_is_in_no_rendition(drawn):
    original = photo_with_place(6)
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(GPS), "the story needs an original with a place"
    for kind in ("picture", "portrait"):
        for made in drawn(original, kind).made:
            image = Image.open(io.BytesIO(made.data))
            assert not dict(image.getexif())
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
            assert b"Geheim" not in made.data
            assert b"EXIF" not in made.data


def test_text_hidden_in_a_png_does_not_come_along(drawn):
    from PIL import PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Grace Geheim")
    info.add_itxt("XML:com.adobe.xmp", "<x>Geheim</x>")
    assert all(b"Geheim" not in made.data for made in drawn(photo(kind="PNG", pnginfo=info)).made)


def test_a_small_picture_is_never_made_larger(drawn):
    assert {(made.width, made.height) for made in drawn(photo(40, 30)).made} == {(40, 30)}
    assert {(made.width, made.height) for made in drawn(photo(40, 30), "portrait").made} == {(30, 30)}


def test_a_very_long_picture_stays_readable_and_bounded(drawn):
    assert [fit(100, 5000, 320), fit(5000, 10, 320), fit(1, 1, 320)] == [(19, 960), (320, 1), (1, 1)]
    assert by_name(drawn(photo(5000, 2)))["w320"].height == 1


def test_a_face_is_a_square_from_the_middle(drawn):
    faces = by_name(drawn(photo(1600, 400), "portrait"))
    assert {name: (made.width, made.height) for name, made in faces.items()} == {"face96": (96, 96), "face256": (256, 256)}
    assert colours(faces["face256"].data) == ["red", "green", "blue", "white"]


def test_what_was_see_through_stays_so(drawn):
    image = Image.new("RGBA", (400, 400), (200, 0, 0, 0))
    made = by_name(drawn(encoded(image, "PNG")))["w320"]
    assert Image.open(io.BytesIO(made.data)).convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
def test_every_kind_of_png_can_be_read(drawn, mode):
    image = Image.new("I;16", (400, 300), 40_000) if mode == "I;16" else Image.new("L", (400, 300), 160).convert(mode)
    level = Image.open(io.BytesIO(by_name(drawn(encoded(image, "PNG")))["w320"].data)).convert("L").getpixel((9, 9))
    assert level == pytest.approx(255 if mode == "1" else 157, abs=8) or mode == "1"


def test_a_printers_picture_gets_the_colours_of_a_screen(drawn):
    made = by_name(drawn(encoded(Image.new("CMYK", (400, 300), (0, 255, 255, 0)))))["w320"]
    red, green, blue = Image.open(io.BytesIO(made.data)).convert("RGB").getpixel((9, 9))
    assert red > 200
    assert green < 60
    assert blue < 60


def test_a_colour_profile_is_applied_and_a_broken_one_is_left_out(drawn):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert colours(by_name(drawn(photo(icc_profile=lab)))["w320"].data) == ["red", "green", "blue", "white"]
    assert colours(by_name(drawn(photo(icc_profile=b"nonsense" * 50)))["w320"].data) == ["red", "green", "blue", "white"]


def test_of_a_moving_picture_the_first_moment_is_shown(drawn):
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "green", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert colours(by_name(drawn(data))["w320"].data) == ["red"] * 4


JPEG = photo()
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\0", "nothing"),
        (b"hello, I am a picture", "nothing"),
        (b"<html><script>alert(1)</script></html>", "nothing"),
        (b"#!/bin/sh\nrm -rf /\n", "nothing"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run\n", "nothing"),
        (SVG, "kind"),
        (b"  \n<?xml version='1.0'?>" + SVG, "kind"),
        (b"%PDF-1.7 and so on", "kind"),
        (encoded(quarters(), "BMP"), "kind"),
        (encoded(quarters(), "TIFF"), "kind"),
        (encoded(quarters(64, 64), "ICO"), "kind"),
        (JPEG[: len(JPEG) // 2], "broken"),
        (JPEG[:3], "broken"),
        (photo(kind="PNG")[:200], "broken"),
        (photo(kind="WEBP")[:200], "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 500, "broken"),
        (b"GIF89a", "broken"),
        (bomb_png(), "pixels"),
        (bomb_png(7100), "pixels"),
        (lying_gif(), "pixels"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_right_sentence(refused, data, word):
    assert refused(data) == word


def test_a_bomb_just_under_the_limit_of_pixels_does_no_harm(drawn):
    image = Image.new("RGBA", (7000, 7000), (1, 2, 3, 255))
    assert drawn(encoded(image, "PNG", compress_level=1)).peak < 560


def test_of_a_picture_that_is_also_a_web_page_only_the_picture_is_left(drawn):
    page = b"<html><script>alert(1)</script></html>"
    for data in (photo() + page, photo(comment=page), photo(kind="GIF") + page, photo(kind="PNG") + b"PK\x03\x04" + page):
        assert all(b"script" not in made.data for made in drawn(data).made)
