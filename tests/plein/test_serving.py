"""How Plein starts: one server on SQLite, nothing for everyone's eyes by accident, bodies that end."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError

from plein import serving
from plein.body import MOST, BoundedBody
from plein.headers import EveryAnswer
from plein.models import Mark
from plein.secret import secret_key
from tests.live.stack import end, free_port

ROOT = Path(__file__).resolve().parents[2]


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    key = secret_key(tmp_path / "secret.key")
    assert len(key) > 50
    assert secret_key(tmp_path / "secret.key") == key
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_second_server_on_the_same_folder_is_refused_until_the_first_ends(tmp_path):
    first, second = serving.OneServer(tmp_path / "lock"), serving.OneServer(tmp_path / "lock")
    first.take()
    with pytest.raises(CommandError, match=f"process {os.getpid()}.*already serves"):
        second.take()
    first.give_back()
    second.take()
    second.give_back()


def test_a_port_that_somebody_has_is_named_before_anything_is_prepared():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} here: Address already in use.*PORT={port + 1}"):
            serving.refuse_taken("127.0.0.1", port)
    serving.refuse_taken("127.0.0.1", port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5"])  # noqa: S104
def test_demo_people_are_not_shown_to_others(db, host):
    serving.refuse_unsafe(host)
    Mark.objects.create(name=Mark.DEMO)
    serving.refuse_unsafe("127.0.0.1")
    with pytest.raises(CommandError, match="demo people"):
        serving.refuse_unsafe(host)


def test_a_proxy_in_front_makes_loopback_public(db, settings):
    Mark.objects.create(name=Mark.DEMO)
    settings.PLEIN_URL = "https://plein.example.org"
    with pytest.raises(CommandError, match="demo people"):
        serving.refuse_unsafe("127.0.0.1")


def test_further_host_names_make_loopback_public_and_need_an_address_for_letters(db, settings, monkeypatch):
    monkeypatch.setenv("PLEIN_HOSTS", "plein.example.org")
    with pytest.raises(CommandError, match="links in letters"):
        serving.refuse_unsafe("127.0.0.1")
    settings.PLEIN_URL = "http://plein.example.org"
    serving.refuse_unsafe("127.0.0.1")
    Mark.objects.create(name=Mark.DEMO)
    with pytest.raises(CommandError, match="demo people"):
        serving.refuse_unsafe("127.0.0.1")


@pytest.mark.parametrize(
    ("name", "value"), [("DEBUG", True), ("SECRET_KEY", "demo-key-that-is-quite-long-but-known-to-all"), ("SECRET_KEY", "short")]
)
def test_debug_and_known_keys_are_refused_beyond_this_machine(db, settings, name, value):
    setattr(settings, name, value)
    serving.refuse_unsafe("localhost")
    with pytest.raises(CommandError):
        serving.refuse_unsafe("0.0.0.0")  # noqa: S104


def sent(app, chunks, headers=((b"transfer-encoding", b"chunked"),)):
    """Send the chunks to `app`; return its messages."""
    messages = [{"type": "http.request", "body": chunk, "more_body": n < len(chunks) - 1} for n, chunk in enumerate(chunks)]
    answers = []

    async def receive():
        return messages.pop(0)

    async def send(message):
        answers.append(message)

    asyncio.run(app({"type": "http", "headers": list(headers)}, receive, send))
    return answers


async def echo(scope, receive, send):
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": scope["headers"]})
    await send({"type": "http.response.body", "body": body})


def test_a_body_in_chunks_gets_its_length_and_one_without_end_is_refused():
    start, body = sent(BoundedBody(echo), [b"ab", b"cd"])
    assert start["headers"] == [(b"content-length", b"4")]
    assert body["body"] == b"abcd"
    start, body = sent(BoundedBody(echo), [b"x" * 65536] * (MOST // 65536 + 1) + [b"never read"])
    assert start["status"] == 413
    assert b"more than can be sent" in body["body"]


# ---- real processes


@pytest.fixture
def started(tmp_path):
    """Start `manage.py serve` on SQLite; all of them end with the test."""
    processes = []
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PLEIN_", "DATABASE_", "REDIS_", "DJANGO_", "EMAIL_"))}
    env |= {"PLEIN_DATA": str(tmp_path / "data"), "PYTHONUNBUFFERED": "1"}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=env, check=True, timeout=120)

    def start(*words, **more):
        command = [sys.executable, "manage.py", "serve", *words]
        process = subprocess.Popen(command, cwd=ROOT, env=env | more, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        return process

    yield start
    for process in processes:
        end(process)
        process.stdout.close()
        process.stderr.close()


def answer(port: int, request: bytes, patience: float = 30.0) -> str:
    """Return what the server answers, waiting until there is one."""
    deadline = time.monotonic() + patience
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as line:
                line.sendall(request)
                line.settimeout(10)
                heard = b""
                while chunk := line.recv(65536):
                    heard += chunk
                return heard.decode()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
HUGE = b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000000\r\nConnection: close\r\n\r\n"


@pytest.mark.live
@pytest.mark.parametrize("server", ["uvicorn", "daphne"])
def test_a_server_starts_answers_refuses_a_second_one_and_stops_on_ctrl_c(started, server):
    port = free_port()
    first = started(SERVER=server, PORT=str(port))
    healthy = answer(port, HEALTH)
    assert healthy.startswith("HTTP/1.1 200")
    assert "content-security-policy" in healthy.lower()
    assert answer(port, HUGE).startswith("HTTP/1.1 413")
    assert answer(port, HEALTH).startswith("HTTP/1.1 200")
    second = started("--port", str(free_port()))
    assert second.wait(60) != 0
    assert re.search(r"Another Plein \(process \d+\) already serves", second.stderr.read())
    first.send_signal(signal.SIGINT)
    assert first.wait(15) in {0, -signal.SIGINT}
    assert f"http://127.0.0.1:{port}" in first.stdout.read()
    for line in first.stderr.read().splitlines():
        assert {"event", "level", "timestamp"} <= json.loads(line).keys(), line


def test_what_django_does_not_answer_carries_the_headers_too(settings):
    settings.HTTPS = True

    async def bare(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"referrer-policy", b"no-referrer")]})

    (start,) = sent(EveryAnswer(bare), [b""])
    given = dict(start["headers"])
    assert given[b"referrer-policy"] == b"no-referrer"
    assert given[b"content-security-policy"].startswith(b"default-src 'none'")
    assert b"includeSubDomains" in given[b"strict-transport-security"]


@pytest.mark.live
def test_production_settings_pass_djangos_own_check(tmp_path):
    env = os.environ | {"PLEIN_DATA": str(tmp_path), "PLEIN_URL": "https://plein.example.org", "DJANGO_SETTINGS_MODULE": "plein.settings"}
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "DEBUG"], cwd=ROOT, env=env, capture_output=True, timeout=60
    )
    assert checked.returncode == 0, checked.stderr
    asked = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.DEBUG)"
    shown = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=True)
    assert shown.stdout.split() == ["__Host-session", "__Host-csrf", "True", "False"]
