"""A demo colleague at a keyboard: signs in and sends forms to the server on this machine, as a browser would."""

import json
import secrets
import string
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from plein.demo.people import MAIL, PASSWORD

PATIENCE = 20  # seconds
LETTERS = string.ascii_letters + string.digits


class Away(Exception):
    """The server does not answer, or it is not the one with the demo people; carries the sentence that says so."""


class NotTaken(Exception):
    """The server refused what was sent; carries its sentence."""


class Colleague:
    """`base`: the server's address, http and on this machine. Redirects are never followed: nothing leaves it."""

    def __init__(self, base: str, handle: str):
        self.base, self.handle = base, handle
        place = urlsplit(base)
        self._line = HTTPConnection(place.hostname, place.port or 80, timeout=PATIENCE)
        self._cookies = {settings.CSRF_COOKIE_NAME: "".join(secrets.choice(LETTERS) for _ in range(32))}

    def sign_in(self) -> None:
        self._send("/account/login/", login=f"{self.handle}@{MAIL}", password=PASSWORD)
        if settings.SESSION_COOKIE_NAME not in self._cookies:
            raise Away(f"{self.handle} cannot sign in at {self.base}. Does it serve this database, with the small demo in it?")

    def sign_out(self) -> None:
        self._send("/account/logout/")
        self._line.close()

    def post(self, path: str, **fields) -> dict:
        """Send a form; return what it led to. Raises NotTaken, or Away."""
        status, text = self._send(path, key=secrets.token_hex(8), **fields)
        if status not in (200, 201):
            raise NotTaken(_sentence(text) or f"{path} answered {status}.")
        return json.loads(text)

    def _send(self, path: str, **fields) -> tuple[int, str]:
        """Send it, and once more when the connection was ended meanwhile, as idle ones are: the same key is the same deed."""
        said = urlencode({"csrfmiddlewaretoken": self._cookies[settings.CSRF_COOKIE_NAME], **fields})
        with suppress(OSError, HTTPException):
            return self._ask(path, said)
        try:
            return self._ask(path, said)
        except (OSError, HTTPException):
            raise Away(f"Nothing answers at {self.base}. Start it first, for example with: make run") from None

    def _ask(self, path: str, said: str) -> tuple[int, str]:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Origin": self.base,
            "X-Plein": "fetch",
        }
        try:
            self._line.request("POST", path, said, headers)
            answer = self._line.getresponse()
            text = answer.read().decode(errors="replace")
        except BaseException:
            self._line.close()  # an answer that nobody read would be taken for that of the next form
            raise
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return answer.status, text


def _sentence(text: str) -> str:
    try:
        return json.loads(text).get("say", "")
    except ValueError:
        return ""
