"""The peer of a session: one room of ejabberd with as many members at websockets, who are told the same lines.

Every occupant is a member of their own, signed in anonymously; the room keeps what is said (mod_mam) and does not tell
who comes and goes, which would be a stanza for every two members. It has both cores. `python -m bench.ejabberd`.
"""

from __future__ import annotations

import argparse
import contextlib
import glob
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.harness import (
    READER_BUSY_AT_MOST,
    READER_CORE,
    Reader,
    Void,
    cpu_seconds,
    free_port,
    from_debian,
    percentile,
    running,
    show,
    socket_line,
)

APP = "/usr/lib/*/ejabberd-*/ebin/ejabberd.app"
ROOM = "hall@conference.localhost"
CONFIG = """
hosts: [localhost]
loglevel: warning
listen:
  - {{port: {port}, ip: "127.0.0.1", module: ejabberd_http, backlog: 4096, request_handlers: {{/ws: ejabberd_http_ws}}}}
auth_method: [anonymous]
anonymous_protocol: sasl_anon
websocket_timeout: 3600
acl: {{local: {{user_regexp: ""}}}}
modules:
  mod_mam: {{db_type: mnesia, default: always}}
  mod_muc:
    host: conference.localhost
    max_users: 10000
    default_room_options: {{max_users: 10000, mam: true, presence_broadcast: [], persistent: false}}
"""
OPEN = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>"
COME_IN = (  # RFC 7395 (XMPP over websockets), XEP-0175 (anonymous), XEP-0045 (rooms)
    OPEN,
    "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>",
    OPEN,
    "<iq id='b' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
    f"<presence to='{ROOM}/member{{n}}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>",
)
INSIDE, MARK = "code='110'", " line "
CATCH_UP = 300  # seconds until the last line must have reached the last socket: a server may fall behind


@contextlib.contextmanager
def ejabberd(port: int) -> Iterator[subprocess.Popen[Any]]:
    if not glob.glob(APP):
        from_debian("ejabberd")
    library = Path(glob.glob(APP)[0]).parents[2]
    folder = tempfile.mkdtemp(prefix="plein-ejabberd-")
    config = Path(folder, "ejabberd.yml")
    config.write_text(CONFIG.format(port=port))
    beam = ["erl", "+K", "true", "+P", "200000", "+Q", "32768", "+S", "2", "-noinput", "-mnesia", "dir", f'"{folder}/spool"']
    said = ["-ejabberd", "config", f'"{config}"', "log_path", f'"{folder}/ejabberd.log"', "-s", "ejabberd"]
    env = os.environ | {"ERL_LIBS": str(library)}
    try:
        with running([*beam, *said], port, core=None, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def crowd(port: int, sockets: int) -> Reader:
    headers = [f"Origin: http://127.0.0.1:{port}", "Sec-WebSocket-Protocol: xmpp"]
    lines = [socket_line("/ws", headers, [frame.replace("{n}", str(n)) for frame in COME_IN]) for n in range(sockets)]
    return Reader(port, lines, "--mark", MARK, "--ready", INSIDE, "--rate", "200", "--flight", "64")


def talk(reader: Reader, numbers: range, writers: int, a_second: float, text: str) -> list[int]:
    """Let each writer in turn say a line with its number, at its moment; return those moments, in Unix time in µs."""
    begun, begun_us, due = time.monotonic(), time.time_ns() // 1000, []
    for turn, number in enumerate(numbers):
        time.sleep(max(0.0, begun + turn / a_second - time.monotonic()))
        body = f"<body>{text}{MARK}{number}</body>"
        reader.tell(f"say {turn % writers} <message to='{ROOM}' type='groupchat' id='l{number}'>{body}</message>")
        due.append(begun_us + int(turn / a_second * 1e6))
    return due


def heard(reader: Reader, deliveries: int) -> dict[str, Any]:
    """Wait until so many lines came in, counted at every socket. Raises Void when they do not."""
    until = time.monotonic() + CATCH_UP
    while (seen := reader.stats())["delivered"] < deliveries:
        if time.monotonic() > until:
            raise Void(f"the peer's sockets have {seen['delivered']} of {deliveries} lines")
        time.sleep(0.25)
    return seen


def measure(sockets: int, writers: int, a_second: float, seconds: float, text: str) -> dict[str, float | int]:
    """Milliseconds from the moment at which a line was due to the last of all sockets that read it."""
    port, first = free_port(), range(1, 61)
    lines = range(first.stop, first.stop + round(a_second * seconds))
    with ejabberd(port) as server, crowd(port, sockets) as reader:
        reader.wait("ready", 180)
        talk(reader, first, writers, a_second, text)
        heard(reader, len(first) * sockets)
        reader.start()
        before, began = cpu_seconds(server.pid), time.monotonic()
        due = talk(reader, lines, writers, a_second, text)
        cores = (cpu_seconds(server.pid) - before) / (time.monotonic() - began)
        seen = heard(reader, len(lines) * sockets)
        last = {number: moment for number, _first, moment, _heard in reader.times()}
    if seen["busy"] > READER_BUSY_AT_MOST:
        raise Void(f"the reader was the bottleneck: busy {seen['busy']}")
    reached = [(last[number] - at) / 1000 for number, at in zip(lines, due, strict=True)]
    return {
        "session.peer_p50_ms": percentile(reached, 0.5),
        "session.peer_p99_ms": percentile(reached, 0.99),
        "session.peer_cores": cores,
        "session.peer_reader_busy": seen["busy"],
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sockets", type=int, default=4500)
    ask.add_argument("--seconds", type=float, default=20)
    want = ask.parse_args()
    os.sched_setaffinity(0, {READER_CORE})
    show(measure(want.sockets, 200, 20, want.seconds, "Goede vraag, daar zaten wij in Waterhoven ook op te wachten."))


if __name__ == "__main__":
    main()
