"""The organisation's face: what an administrator makes of it, and what anybody may see of it."""

import io
import json

import pytest
from django.test import Client
from PIL import Image

from accounts.models import Organisation
from frontend import colours, mark
from media.models import File, Rendition
from tests.media.pictures import encoded, photo, upload
from tests.social.conftest import Browser

pytestmark = pytest.mark.django_db
PAGE = "/admin/organisation/"
GOOD = {"name": "Spoorwerk", "hue": "145", "welcome": "Hello.\n\nCome in.", "reactions": ["thanks", "like"]}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def ada(browser) -> Browser:
    return browser("ada")


def kept() -> Organisation:
    return Organisation.objects.get()


def mark_with_alpha(size=(300, 100)) -> bytes:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    image.paste((200, 30, 30, 255), (0, 0, size[0] // 2, size[1]))
    return encoded(image, "PNG")


def test_ada_gives_the_organisation_its_face(ada):
    assert ada.post(PAGE, GOOD | {"name": "De <b>Hoeksteen</b>"}).status_code == 302
    assert (kept().hue, kept().welcome, kept().reactions) == (145, "Hello.\n\nCome in.", ["thanks", "like"])
    page = ada.read(PAGE)
    assert "De &lt;b&gt;Hoeksteen" in page
    assert "De <b>" not in page
    assert Client().get("/brand.css").content == b":root{--hue: 145}\n"
    assert "<p>Come in.</p>" in Client().get("/account/login/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"hue": "361"},
        {"hue": "}body{"},
        {"welcome": "x" * 2001},
        {"reactions": []},
        {"reactions": ["like", "shout"]},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(ada, wrong):
    answer = ada.post(PAGE, GOOD | {"welcome": "Typed words"} | wrong)
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()
    assert kept().name == "Plein"
    if "welcome" not in wrong:
        assert "Typed words" in answer.content.decode()


def test_a_hue_in_which_words_cannot_be_read_is_refused_with_its_contrast(ada, monkeypatch):
    pale = dict(colours.scale()) | {"accent": ((0.75, 0.09, "var(--hue)"), (0.77, 0.08, "var(--hue)"))}
    monkeypatch.setattr(colours, "scale", lambda: pale)
    colours.least_contrast.cache_clear()
    try:
        answer = ada.post(PAGE, GOOD)
    finally:
        colours.least_contrast.cache_clear()
    assert answer.status_code == 422
    assert "must be 4.5" in answer.content.decode()


def test_every_hue_there_is_can_be_read_in_light_and_dark():
    assert all(colours.readable(hue) for hue in range(361))
    assert colours.contrast("ink", "paper", "light", 0) == pytest.approx(15, abs=2)
    assert colours.hexadecimal("paper", "light", 0) == "#f9f6f1"
    assert colours.hexadecimal("paper", "dark", 0) == "#13110f"


def test_without_scripts_a_reaction_moves_and_nothing_is_kept_yet(ada):
    order = ["like", "love", "laugh", "celebrate", "thanks", "sad"]
    page = ada.post(PAGE, GOOD | {"order": order, "move": "love:up", "welcome": "Typed"}).content.decode()
    assert page.index('name="order" value="love"') < page.index('name="order" value="like"')
    assert "Typed" in page
    assert kept().reactions == order


def test_the_logo_becomes_the_mark_and_the_icons_and_anybody_sees_them(ada):
    assert ada.post(PAGE, GOOD | {"logo": upload(mark_with_alpha(), "logo.png")}).status_code == 302
    file = File.objects.for_system("test").get(kind="logo")
    made = {one.name: one for one in Rendition.objects.visible_to(None).filter(file=file).select_related("blob")}
    assert {name: (one.width, one.height, one.content_type) for name, one in made.items()} == {
        "mark": (300, 100, "image/webp"),
        "icon192": (192, 192, "image/png"),
        "icon512": (512, 512, "image/png"),
        "round512": (512, 512, "image/png"),
        "touch180": (180, 180, "image/png"),
    }
    assert kept().logo == f"{file.pk}/mark"
    for page in (ada.read("/"), Client().get("/account/login/").content.decode()):
        assert f'<img class="brand-logo" src="/files/{file.pk}/mark"' in page
        assert f'<link rel="apple-touch-icon" href="/files/{file.pk}/touch180">' in page


def test_the_icon_for_a_round_hole_keeps_the_mark_in_the_middle(ada):
    from media import blobs

    ada.post(PAGE, GOOD | {"logo": upload(encoded(Image.new("RGB", (100, 100), (200, 30, 30)), "PNG"), "logo.png")})
    icon = Rendition.objects.visible_to(None).get(name="round512")
    image = Image.open(blobs.path_of(icon.blob.sha256)).convert("RGB")
    assert image.getpixel((256, 256))[0] > 190
    assert image.getpixel((100, 100)) == image.getpixel((5, 5)) == (251, 249, 246)


def test_a_new_logo_takes_the_old_one_from_everybody_and_without_one_the_drawn_mark_is_back(ada):
    ada.post(PAGE, GOOD | {"logo": upload(mark_with_alpha(), "a.png")})
    old = File.objects.for_system("test").get(kind="logo")
    ada.post(PAGE, GOOD | {"logo": upload(mark_with_alpha((80, 80)), "b.png")})
    assert not Rendition.objects.visible_to(None).filter(file=old).exists()
    assert ada.post(PAGE, GOOD | {"no_logo": "on"}).status_code == 302
    assert not File.objects.visible_to(None).exists()
    assert kept().logo == ""
    assert 'class="brand-mark"' in ada.read("/")


def test_a_picture_that_cannot_be_read_says_so_at_its_field_and_changes_nothing(ada):
    both = {"logo": upload(mark_with_alpha(), "logo.png"), "welcome_picture": upload(b"no picture", "door.jpg")}
    answer = ada.post(PAGE, GOOD | both)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.index("This file is not a picture") > page.index("Picture beside the sign-in")
    assert "Spoorwerk" in page
    assert (kept().name, kept().logo) == ("Plein", "")


def test_the_sign_in_shows_its_picture_to_who_is_not_signed_in(ada):
    ada.post(PAGE, GOOD | {"welcome_picture": upload(photo(1600, 900))})
    assert kept().sign_in_picture_url in Client().get("/account/login/").content.decode()
    assert {one.name for one in Rendition.objects.visible_to(None)} == {"w320", "w640", "w1280"}


@pytest.mark.parametrize("name", ["max", "grace", "gus", "eva"])
def test_only_an_administrator_changes_the_face(browser, name):
    somebody = browser(name)
    assert somebody.get(PAGE).status_code == 403
    assert somebody.post(PAGE, GOOD | {"logo": upload(mark_with_alpha())}).status_code == 403
    assert not File.objects.for_system("test").exists()


def test_a_device_can_keep_plein_among_its_programs(ada):
    ada.post(PAGE, GOOD)
    answer = Client().get("/manifest.webmanifest", headers={"Accept-Language": "nl"})
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["short_name"], told["lang"], told["display"]) == ("Spoorwerk", "Spoorwerk", "nl", "standalone")
    assert [shortcut["name"] for shortcut in told["shortcuts"]] == ["Nieuw bericht", "Meldingen", "Groepen"]
    for icon in told["icons"]:
        drawn = Image.open(io.BytesIO(Client().get(icon["src"]).content))
        assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
    assert [icon["purpose"] for icon in told["icons"]] == ["any", "any", "maskable"]
    assert '<link rel="manifest" href="/manifest.webmanifest">' in ada.read("/")


def test_the_drawn_mark_wears_the_hue(ada):
    ada.post(PAGE, GOOD)
    drawing = Client().get("/brand/mark.svg")
    assert colours.hexadecimal("accent", "light", 145) in drawing.content.decode()
    assert set(mark.ICONS) == {"icon192", "icon512", "round512", "touch180"}
    assert Client().get("/brand/icon9.png").status_code == 404


def test_who_is_new_reads_the_welcome_until_they_have(ada, browser):
    ada.post(PAGE, GOOD)
    max_ = browser("max")
    assert "Come in." in max_.read("/")
    max_.cookies["welcomed"] = "1"
    assert "Come in." not in max_.read("/")


def test_who_is_here_for_long_is_not_welcomed_again(ada, browser, people):
    from datetime import timedelta

    ada.post(PAGE, GOOD)
    people.max.joined_at -= timedelta(days=15)
    people.max.save()
    assert "Come in." not in browser("max").read("/")


@pytest.mark.parametrize(("theme", "shown"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"'), ("", None)])
def test_light_or_dark_is_each_members_own_choice(browser, theme, shown):
    max_ = browser("max")
    form = {"name": "Max", "about": "", "language": "en", "time_zone": "Europe/Amsterdam", "theme": theme}
    assert max_.post("/account/settings/", form).status_code == 302
    page = max_.read("/")
    assert (shown in page) if shown else ("data-theme" not in page)
