"""What strangers send to hurt: bodies that trickle, heads without end, odd charsets, cookies no database can look up."""

import asyncio
import socket
import time

import pytest
from django.test import Client, RequestFactory

from plein import asgi, body, heads
from plein.body import BoundedBody
from plein.request import Request
from tests.live.stack import free_port
from tests.plein.test_serving import HEALTH, answer, echo, sent, started  # noqa: F401 - `started` is a fixture

pytestmark = pytest.mark.django_db
TRICKLE = (
    b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=abcdefghijklmnopqrstuvwxyzabcdef\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na="
)


@pytest.mark.live
def test_twelve_bodies_that_trickle_and_a_head_without_end_leave_the_pages_alone(started):  # noqa: F811
    port = free_port()
    started("--port", str(port))
    assert answer(port, HEALTH).startswith("HTTP/1.1 200")
    slow = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(12)]
    for line in slow:
        line.sendall(TRICKLE)
    time.sleep(0.5)
    assert answer(port, HEALTH, 5).startswith("HTTP/1.1 200")
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        pour_headers(port)
    assert answer(port, HEALTH, 5).startswith("HTTP/1.1 200")
    for line in slow:
        line.close()


def pour_headers(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        for n in range(100):
            line.sendall(b"X-%d: " % n + b"a" * 100_000 + b"\r\n")
            time.sleep(0.01)


def test_the_application_gets_a_body_only_when_all_of_it_is_there():
    begun = []

    async def page(scope, receive, send):
        begun.append(True)

    async def never():
        await asyncio.sleep(60)

    async def story():
        scope = {"type": "http", "headers": [(b"content-length", b"5")]}
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await BoundedBody(page)(scope, never, None)

    asyncio.run(story())
    assert not begun


def test_a_body_that_does_not_come_is_answered_in_the_end(monkeypatch):
    monkeypatch.setattr(body, "SECONDS", 0.05)
    answers = []

    async def never():
        await asyncio.sleep(60)

    async def send(message):
        answers.append(message)

    asyncio.run(BoundedBody(echo)({"type": "http", "headers": [(b"content-length", b"5")]}, never, send))
    assert answers[0]["status"] == 408


def test_a_long_body_arrives_whole_and_in_pieces():
    async def collect(scope, receive, send):
        whole, more = b"", True
        while more:
            message = await receive()
            whole, more = whole + message["body"], message["more_body"]
        await send({"type": "http.response.body", "body": whole})

    chunks = [bytes([n]) * 65536 for n in range(16)]
    headers = [(b"content-length", b"%d" % (16 * 65536))]
    assert sent(BoundedBody(collect), chunks, headers)[0]["body"] == b"".join(chunks)


def test_who_hangs_up_in_the_middle_is_not_answered():
    async def hung_up():
        return {"type": "http.disconnect"}

    asyncio.run(BoundedBody(echo)({"type": "http", "headers": [(b"content-length", b"5")]}, hung_up, None))


def test_the_answer_to_a_head_without_end_says_its_own_length():
    head, _, said = heads.ANSWER.partition(b"\r\n\r\n")
    assert b"Content-Length: %d\r\n" % len(said) in head + b"\r\n"


@pytest.mark.parametrize("charset", ["rot13", "hex", "unicode_escape", "utf-7", "idna", "undefined", "no-such-thing"])
def test_text_is_utf8_whatever_charset_it_is_said_to_be(charset):
    form = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800\xc3\xa9\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    environ = RequestFactory().generic("POST", "/?q=%5Cud800%C3%A9", form).environ | {"CONTENT_TYPE": kind}
    request = Request(environ)
    assert request.GET["q"] == request.POST["text"] == "\\ud800é"


def test_pages_are_asked_for_with_our_request():
    assert asgi.django.request_class is Request


def test_a_cookie_that_spells_a_nul_is_no_cookie():
    client = Client(raise_request_exception=False, headers={"Cookie": 'sessionid="aaaaaaaaaaaa\\000"; csrftoken="\\000"'})
    assert client.get("/").status_code == 302
    assert client.get("/account/login/").status_code == 200
