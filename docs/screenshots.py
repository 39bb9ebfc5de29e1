"""Take the pictures of the README and of docs/screenshots: `make screenshots`. Needs Chromium on the PATH.

Starts Plein with the demo people in a folder of its own, so that nothing of yours is in the pictures.
`--all FOLDER` takes every page, wide and narrow, light and dark, Dutch and English, to look at.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.live.stack import free_port, wait_for  # noqa: E402

FIND = """
import json
from plein.demo.people import PASSWORD
from accounts.models import Member
from social.groups.models import Group
from social.items.models import Item
from social.sessions.models import Session, Stage
reader = Member.objects.get(email={email!r})
items = Item.objects.visible_to(reader)
print(json.dumps({{
    "handle": reader.handle, "password": PASSWORD,
    "record": Session.objects.visible_to(reader).filter(stage=Stage.ENDED).order_by("pk").first().pk,
    "talked": items.order_by("-comment_count").first().pk,
    "groups": {{kind: Group.objects.visible_to(reader).filter(kind=kind).first().slug for kind in ("open", "closed", "secret")
               if Group.objects.visible_to(reader).filter(kind=kind).exists()}},
}}))
"""
READER = "ada@example.org"
ON_A_PHONE = "max@example.org"
CROWD = [f"{name}@example.org" for name in ("nora", "yusuf", "elif", "bram", "hanneke", "olga")]
PAGES = {
    "home": "/",
    "item": "/items/{talked}/",
    "group": "/groups/{open}/",
    "group-about": "/groups/{open}/about/",
    "group-pinned": "/groups/{open}/pinned/",
    "door": "/groups/{closed}/",
    "groups": "/groups/",
    "group-new": "/groups/new/",
    "members": "/groups/{open}/members/",
    "people": "/people/",
    "profile": "/people/{handle}/",
    "notifications": "/notifications/",
    "search": "/search/?q=trein",
    "topics": "/topics/",
    "following": "/following/",
    "saved": "/bookmarks/",
    "hidden": "/hidden/",
    "muted": "/muted/",
    "who-can-see": "/items/{talked}/who/",
    "reactions": "/items/{talked}/reactions/",
    "history": "/items/{talked}/history/",
    "delete": "/items/{talked}/delete/",
    "scheduled": "/scheduled/",
    "agenda": "/sessions/",
    "session-new": "/sessions/new/",
    "calendar": "/calendar/",
    "settings": "/account/settings/",
    "password": "/account/password/change/",
    "sessions": "/account/sessions/",
    "second-step": "/account/2fa/",
    "admin": "/admin/",
    "admin-invitations": "/admin/invitations/",
    "admin-groups": "/admin/groups/",
    "admin-sign-up": "/admin/sign-up/",
    "admin-organisation": "/admin/organisation/",
    "not-here": "/items/99999999/",
    "sign-in": "/account/login/",
    "sign-up": "/account/signup/",
    "forgot": "/account/password/reset/",
}
OUTSIDE = {"sign-in", "sign-up", "forgot"}  # pages of who is not signed in
README = [("home", "home", 1440, "light", "en"), ("item", "conversation", 1440, "light", "en"), ("home", "phone", 390, "dark", "nl")]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--all", type=Path, metavar="FOLDER")
    arguments.add_argument("--only", nargs="*", choices=PAGES, help="with --all: these pages")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="plein-pictures-") as data:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")} | {"PLEIN_DATA": data}
        port = free_port()
        manage = [sys.executable, str(ROOT / "manage.py")]
        server = subprocess.Popen([*manage, "serve", "--prepare", "--port", str(port)], env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            take(chosen, f"http://127.0.0.1:{port}", port, manage, env)
        finally:
            server.terminate()
            server.wait(20)


def take(chosen, base: str, port: int, manage: list[str], env: dict) -> None:
    import httpx

    wait_for(lambda: httpx.get(f"{base}/readyz", timeout=2).status_code == 200, 600, "Plein")
    found = json.loads(
        subprocess.run(
            [*manage, "shell", "-v0", "-c", FIND.format(email=READER)], env=env, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
    )
    known = {"talked": found["talked"], "handle": found["handle"], **found["groups"]}
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        signed_in = sign_in(browser, base, found["password"])
        if chosen.all:
            jobs = [
                (page, f"{page}-{width}-{scheme}-{language}", width, scheme, language)
                for page in chosen.only or PAGES
                for width, scheme, language in ((1440, "light", "nl"), (1440, "dark", "en"), (390, "light", "en"), (390, "dark", "nl"))
            ]
        else:
            jobs = README
        folder = chosen.all or ROOT / "docs" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        for page, name, width, scheme, language in jobs:
            picture(
                browser,
                base,
                PAGES[page].format(**known),
                folder / f"{name}.png",
                width,
                scheme,
                language,
                None if page in OUTSIDE else signed_in,
            )
        if not chosen.all:
            sessions(browser, base, found, [*manage, "demo", "--live", "--minutes", "3", "--url", base], env)
        browser.close()


def sessions(browser, base: str, found: dict, show: list[str], env: dict) -> None:
    """A session of the demo while colleagues hold it: in its lobby, on air, and the record of another, wide and on a phone."""
    wide, phone, *crowd = (sign_in(browser, base, found["password"], email) for email in (READER, ON_A_PHONE, *CROWD))
    pages = {"": opened(browser, base, 1440, "light", "en", wide), "-phone": opened(browser, base, 390, "light", "nl", phone)}
    crowd = [opened(browser, base, 390, "light", "nl", state) for state in crowd]

    def take_them(name: str) -> None:
        for size, page in pages.items():
            page.screenshot(path=str(ROOT / "docs" / "screenshots" / f"session-{name}{size}.png"))

    playing = subprocess.Popen(show, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        lobby = next(line for line in playing.stdout if line.startswith("The lobby is open: ")).split()[-1]
        for page in (*pages.values(), *crowd):
            page.goto(lobby)
        pages[""].wait_for_selector("#queue > .question:nth-child(3)")
        pages[""].wait_for_timeout(1500)  # the crowd is told once a second
        take_them("lobby")
        next(line for line in playing.stdout if "answers question 2" in line)
        pages[""].wait_for_timeout(6000)  # the answer is being written
        take_them("air")
    finally:
        playing.send_signal(signal.SIGINT)
        playing.communicate(timeout=60)
    for page in pages.values():
        page.goto(f"{base}/sessions/{found['record']}/")
        page.wait_for_timeout(600)
    take_them("record")


def sign_in(browser, base: str, password: str, email: str = READER) -> dict:
    """Sign in as this reader does; return the cookies."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{base}/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/")
    state = context.storage_state()
    context.close()
    return state


def opened(browser, base: str, width: int, scheme: str, language: str, state: dict | None):
    """A page in a browser of its own, signed in when there is a `state`, and in this language."""
    height = 900 if width > 700 else 844
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale=language, storage_state=state)
    page = context.new_page()
    if state:
        page.goto(base + "/account/settings/")
        form = {"language": language, "csrfmiddlewaretoken": page.locator("input[name=csrfmiddlewaretoken]").first.input_value()}
        page.request.post(base + "/account/language/", form=form, headers={"Referer": base + "/"})
    return page


def picture(browser, base: str, path: str, file: Path, width: int, scheme: str, language: str, state: dict | None) -> None:
    page = opened(browser, base, width, scheme, language, state)
    page.goto(base + path)
    page.wait_for_timeout(600)  # faces and the first presence
    page.screenshot(path=str(file))
    page.context.close()


if __name__ == "__main__":
    main()
