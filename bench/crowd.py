"""The servers under measurement, the crowd before them, and statuses that are posted to them over HTTP."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import secrets
import string
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from bench.harness import BENCH, ROOT, SERVER_CORE, Reader, Void, launch, socket_line, stop, wait_for_port

LOG = BENCH / "build" / "server.log"
TEXT = "Morgen om half tien zetten we de eerste balken van de nieuwe hal. Wie wil komen kijken is van harte welkom; koffie staat klaar."


class Posted(NamedTuple):
    """`sent` and `answered`: Unix time in µs."""

    item: int
    sent: int
    answered: int


@contextlib.contextmanager
def server_with_bench(env: Mapping[str, str], port: int) -> Iterator[subprocess.Popen[Any]]:
    """The server with the address of bench/serve_hub.py, for the length of a `with`."""
    process = _start(env, "-m", "bench.serve_hub", port)
    try:
        _wait(port, process)
        yield process
    finally:
        stop(process)


def start(env: Mapping[str, str], port: int, *, wait: bool = True, core: int = SERVER_CORE) -> subprocess.Popen[Any]:
    """Start `manage.py serve` on a core; with `wait`, return once it listens."""
    process = _start(env, "manage.py", "serve", "--port", port, core=core)
    if wait:
        _wait(port, process)
    return process


def _start(env: Mapping[str, str], *words: str | int, core: int = SERVER_CORE) -> subprocess.Popen[Any]:
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w") as log:
        return launch([sys.executable, *words], core, cwd=ROOT, env=dict(env), stdout=log, stderr=log)


def _wait(port: int, process: subprocess.Popen[Any]) -> None:
    try:
        wait_for_port(port, process)
    except Void as late:
        raise Void(f"{late}: {LOG.read_text()[-1500:]}") from None


def listeners(env: Mapping[str, str], count: int) -> dict[str, Any]:
    """Who listens to what (bench/listeners.py), with fresh tickets."""
    with tempfile.NamedTemporaryFile(prefix="plein-bench-") as file:
        command = [sys.executable, "-m", "bench.listeners", str(count), file.name]
        done = subprocess.run(command, cwd=ROOT, env=dict(env), stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise Void(f"bench.listeners ended with {done.returncode}")
        return json.loads(Path(file.name).read_text())


def open_sockets(port: int, house: Mapping[str, Any], *options: str) -> Reader:
    """The crowd: each socket with its own cookie, ticket and streams. Counted is the house's `stream`, or the square's."""
    lines = []
    for one in house["people"]:
        asked = json.dumps({"t": "sub", "epoch": house["epoch"], "s": one["streams"]}, separators=(",", ":"))
        headers = [f"Origin: http://127.0.0.1:{port}", f"Cookie: {one['cookie']}"]
        lines.append(socket_line(f"/live/?ticket={one['ticket']}", headers, [asked]))
    return Reader(port, lines, "--stream", house.get("stream") or house["square"], *options)


class Writers:
    """Members who post on the square, one after another, over a few connections that stay."""

    def __init__(self, port: int, house: Mapping[str, Any], hands: int):
        self.port, self.audience = port, house["audience"]
        self.cookies = itertools.cycle([one["cookie"] for one in house["people"]])  # 10 a minute are allowed to each
        self.turns: Iterator[float] = iter(())
        self.lock = threading.Lock()
        self.posted: list[Posted] = []
        self.refused: list[str] = []
        self.hands = [threading.Thread(target=self._write, daemon=True) for _ in range(hands)]

    def paced(self, posts: int, a_second: float) -> list[Posted]:
        """Each post is sent at its moment, whether the ones before were answered or not."""
        begun = time.monotonic()
        self.turns = (begun + turn / a_second for turn in range(posts))
        return self._let_them()

    def for_seconds(self, seconds: float) -> list[Posted]:
        """As many as are answered: each hand posts again at once."""
        until = time.monotonic() + seconds
        self.turns = itertools.takewhile(lambda at: at < until, iter(time.monotonic, None))
        return self._let_them()

    def _let_them(self) -> list[Posted]:
        for hand in self.hands:
            hand.start()
        for hand in self.hands:
            hand.join()
        if self.refused:
            raise Void(f"{len(self.refused)} posts were not taken, the first: {self.refused[0]}")
        return self.posted

    def _write(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while True:
            with self.lock:
                at, cookie = next(self.turns, None), next(self.cookies)
            if at is None:
                break
            time.sleep(max(0.0, at - time.monotonic()))
            self._post(line, cookie)
        line.close()

    def _post(self, line: http.client.HTTPConnection, cookie: str) -> None:
        """A form as the page sends it: session, token, the key that makes it one deed."""
        token = "".join(secrets.choice(string.ascii_letters) for _ in range(32))
        form = {"csrfmiddlewaretoken": token, "key": secrets.token_hex(8), "audience": self.audience, "text": TEXT}
        headers = {
            "Cookie": f"{cookie}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-Plein": "fetch",
        }
        sent = time.time_ns() // 1000
        line.request("POST", "/statuses/", urlencode(form), headers)
        answer = line.getresponse()
        body = answer.read()
        if answer.status == 201:
            item = int(json.loads(body)["object"]["id"].rpartition("-")[2])
            self.posted.append(Posted(item, sent, time.time_ns() // 1000))
        else:
            self.refused.append(f"{answer.status} {body[:200]!r}")
