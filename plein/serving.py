"""The application as `manage.py serve` runs it: bounded bodies, the embedded worker, calm garbage collection."""

import fcntl
import gc
import os
import resource
import socket
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError

# What the live channel writes to directly; tests/live runs on each of them.
WEBSOCKETS = "websockets-sansio"
BACKLOG = 4096
FRAME = 8 * 1024  # bytes a browser may send in one frame
GRACE = 5  # seconds for open requests when the server stops
LOOPBACK = {"127.0.0.1", "localhost", "::1", ""}
UVICORN = {
    "loop": "uvloop",
    "http": "plein.heads:BoundedHeads",
    "ws": WEBSOCKETS,
    "ws_per_message_deflate": False,
    "ws_max_size": FRAME,
    "ws_ping_interval": 20,
    "backlog": BACKLOG,
    "timeout_graceful_shutdown": GRACE,
    "timeout_keep_alive": 65,
    "access_log": False,
    "log_config": None,
    "server_header": False,
}


def application():
    """Return the ASGI application of one serving process, tuned; the embedded worker starts with it."""
    from plein import asgi, work
    from plein.body import BoundedBody
    from plein.headers import EveryAnswer

    if settings.SQLITE:
        work.start_thread()
    calm_garbage()
    return EveryAnswer(BoundedBody(asgi.application))


def calm_garbage() -> None:
    """Keep what was imported out of every later collection, and collect less often: 4,500 sockets are many objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def raise_file_limit() -> None:
    """Allow this process as many open sockets as the machine lets it have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class OneServer:
    """The promise that one process serves an embedded database; held as long as that process lives."""

    def __init__(self, path: Path):
        self.path = path

    def take(self) -> None:
        """Take the lock, or raise CommandError with the sentence for the second server."""
        self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self.handle, 20).decode() or "?"
            os.close(self.handle)
            raise CommandError(
                f"Another Plein (process {holder}) already serves {self.path.parent}. An installation on SQLite has one server; "
                "stop that one first, or use PostgreSQL and Redis (docs/deploy.md)."
            ) from None
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, str(os.getpid()).encode(), 0)

    def give_back(self) -> None:
        os.close(self.handle)


def refuse_taken(host: str, port: int) -> None:
    """Raise CommandError when nobody could listen there; said before anything is prepared, and by both servers alike."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as no:
            raise CommandError(f"Nobody can listen on port {port} here: {no.strerror}. Choose another one: PORT={port + 1}") from None


def refuse_unsafe(host: str) -> None:
    """Raise CommandError when something meant for one's own machine would be open to others."""
    ours = [urlsplit(settings.PLEIN_URL).hostname or "", *os.environ.get("PLEIN_HOSTS", "").split(",")]
    if host in LOOPBACK and all(name.strip() in LOOPBACK for name in ours):
        return
    if settings.DEBUG:
        raise CommandError("PLEIN_DEBUG shows the inside of Plein; it is refused beyond 127.0.0.1.")
    if settings.SECRET_KEY.startswith(("demo", "django-insecure")) or len(settings.SECRET_KEY) < 32:
        raise CommandError("This secret key is a known or a short one; leave PLEIN_SECRET_KEY away and Plein makes its own.")
    if not settings.PLEIN_URL and os.environ.get("PLEIN_HOSTS"):
        raise CommandError(
            "Beside PLEIN_HOSTS set PLEIN_URL to the address people type: the links in letters must not be made from what a stranger sends."
        )
    from plein.models import Mark

    if Mark.objects.filter(name=Mark.DEMO).exists():
        raise CommandError("This database holds the demo people, whose password everyone knows; it is served on 127.0.0.1 only.")
