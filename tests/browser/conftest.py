"""Real browsers for stories: Chromium from this machine, a Plein of its own, people who are signed in."""

import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from redis import Redis

from tests.live.stack import Stack

STATIC = Path(__file__).resolve().parents[2] / "frontend" / "static"
PATIENCE = 10_000  # ms: what a story waits for anything that should be there within one or five seconds
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
expect.set_options(timeout=PATIENCE)
HEADER = re.compile(r"Policy")  # a header of ours that says something the browser does not understand
NETWORK = re.compile(r"Failed to load resource|WebSocket connection to|net::ERR_")


@pytest.fixture(scope="session")
def chromium():
    """Debian's own Chromium; a machine without it fails, it does not skip."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "Chromium is not on the PATH: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


class Watcher:
    """Listens to what a browser complains about; a story that ends with a complaint fails."""

    def __init__(self):
        self.complaints: list[str] = []
        self.network_may_fail = False

    def watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _said(self, message) -> None:
        counts = message.type == "error" or (message.type == "warning" and HEADER.search(message.text))
        if not counts or (self.network_may_fail and NETWORK.search(message.text)):
            return
        self.complaints.append(f"{message.location.get('url')}: {message.text}")


@pytest.fixture
def watcher():
    """Set `network_may_fail` in a story that cuts the network or is refused on purpose."""
    watching = Watcher()
    yield watching
    assert not watching.complaints


# ---- modules alone


@pytest.fixture
def modules(chromium, watcher):
    """A page that has nothing but the product's modules, and a clock that the story moves."""
    context = chromium.new_context()
    page = context.new_page()
    watcher.watch(page)

    def answer(route):
        path = route.request.url.split("/", 3)[3].split("?")[0]
        if path.startswith("static/") and (STATIC / path[7:]).is_file():
            route.fulfill(body=(STATIC / path[7:]).read_text(), content_type="text/javascript")
        elif path == "fakes.js":
            route.fulfill(body=(Path(__file__).parent / "fakes.js").read_text(), content_type="text/javascript")
        else:
            route.fulfill(body=BARE, content_type="text/html; charset=utf-8")

    context.route("http://plein.test/**", answer)
    page.clock.install(time=NOON)
    page.goto("http://plein.test/")
    page.clock.pause_at(NOON + timedelta(seconds=1))
    yield page
    context.close()


BARE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Modules</title><body>
<span id="live-state"></span><p id="live-line" hidden></p><a id="bell" data-count="0"><span data-n="unread"></span></a>
<form id="act" method="post"><input type="hidden" name="csrfmiddlewaretoken" value="c"></form>
<div id="toasts"></div><main></main></body></html>"""


# ---- the whole product


@pytest.fixture(scope="session")
def plein():
    """A running Plein: SQLite and one process, or its own PostgreSQL and Redis when the environment names both."""
    with Stack(real=bool(os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))) as stack:
        yield stack


@pytest.fixture(scope="session")
def town(plein):
    """People with sessions and groups of every kind: Max and Nora in the secret cellar, Grace owning all."""
    return plein.people(
        people=["ada", "grace", "max", "nora", "eva"],
        guests=["gus"],
        groups={
            "garden": ["open", ["grace", "max"]],
            "council": ["closed", ["grace", "max"]],
            "cellar": ["secret", ["grace", "max", "nora"]],
        },
    )


class Browsers:
    """Opens browsers for people; every page of them is watched for complaints."""

    def __init__(self, chromium: Browser, stack: Stack, town: dict, watcher: Watcher):
        self.chromium, self.stack, self.town, self.watcher = chromium, stack, town, watcher
        self.contexts: list[BrowserContext] = []

    def __call__(self, handle: str = "", language: str = "en", width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
        """Open a page signed in as `handle`, at one of the web processes in turn."""
        context = self.chromium.new_context(
            base_url=self.stack.base(len(self.contexts)),
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            locale={"nl": "nl-NL", "en": "en-GB"}[language],
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if handle:
            name, value = self.town["people"][handle]["cookie"].split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": self.stack.base()}])
        page = context.new_page()
        self.watcher.watch(page)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def browser_as(chromium, plein, town, watcher):
    """`browser_as("max", language="nl", width=390, dark=True)` is a page of Max's own browser."""
    _forget_limits(plein)
    browsers = Browsers(chromium, plein, town, watcher)
    yield browsers
    browsers.close()


def _forget_limits(stack: Stack) -> None:
    """Nobody has done anything this minute: stories follow one another faster than people post."""
    if stack.redis:
        with Redis.from_url(stack.redis.url) as client:
            if counted := client.keys("*limit:*"):
                client.delete(*counted)
