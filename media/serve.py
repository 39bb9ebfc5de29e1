"""/files/<id>/<name>: one rendition to whoever may see its file.

A Starlette application outside Django's middleware, so it finds out itself who asks, and asks the policy at every request:
nothing is cached without asking again, because a file may be withdrawn and a member removed.
"""

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import NamedTuple
from urllib.parse import quote

import structlog
from django.conf import settings
from django.db import close_old_connections, connections
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from accounts.sign_in.session import member_of_session
from media import blobs
from media.models import File, Rendition

log = structlog.get_logger()

THREADS = 4
POOL = ThreadPoolExecutor(THREADS, thread_name_prefix="files")
ID = re.compile(r"[1-9][0-9]{0,17}\Z")
COOKIE = re.compile(r"[a-z0-9]{8,40}\Z")
NAME = re.compile(r"[a-z][a-z0-9]{0,19}\Z")
EXTENSIONS = {"image/webp": "webp", "image/png": "png"}  # the table of types we serve; a row that says otherwise is not served
# What differs from every other answer; plein/headers.py adds the rest around this application.
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

# A page shows forty faces and each asks the policy. A new face has a new address, so these may be kept for a while.
FACES = "private, max-age=600"
# Anybody may see these, and another picture has another address.
PUBLIC = "public, max-age=86400"


class Served(NamedTuple):
    """What a member may see of a file: where its bytes are and what they are."""

    sha256: str
    content_type: str
    kind: str
    stat: os.stat_result


class Armour:
    """The same headers on every answer, whatever made it."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def armoured(message):
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, armoured if scope["type"] == "http" else send)


async def serve(request: Request) -> Response:
    """Answer with the rendition, 304, or the one 404 for everything that is not there for this visitor."""
    file_id, name = request.path_params["file_id"], request.path_params["name"]
    if not ID.match(file_id) or not NAME.match(name):
        return _nothing()
    cookie = request.cookies.get(settings.SESSION_COOKIE_NAME)
    served = await asyncio.get_running_loop().run_in_executor(POOL, look_up, cookie, int(file_id), name)
    return _answer(request, served, f"{file_id}-{name}") if served else _nothing()


def look_up(cookie: str | None, file_id: int, name: str) -> Served | None:
    """Return what the visitor with this session cookie may see under this address."""
    close_old_connections()
    try:
        member = member_of_session(cookie) if cookie and COOKIE.match(cookie) else None
        seen = Rendition.objects.visible_to(member).filter(file_id=file_id, name=name)
        found = seen.values_list("blob__sha256", "content_type", "file__kind").first()
        if not found or found[1] not in EXTENSIONS:
            return None
        return Served(*found, blobs.path_of(found[0]).stat())
    except FileNotFoundError:
        log.error("file.bytes_missing", file=file_id, name=name)
        return None
    finally:
        close_old_connections()


def _answer(request: Request, served: Served, name: str) -> Response:
    tag = f'"{served.sha256}"'
    headers = {"ETag": tag, "Content-Disposition": f"inline; filename={quote(name)}.{EXTENSIONS[served.content_type]}"}
    if served.kind == File.Kind.PORTRAIT:
        headers["Cache-Control"] = FACES
    elif served.kind in File.PUBLIC:
        headers["Cache-Control"] = PUBLIC
    if _unchanged(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    path = blobs.path_of(served.sha256)
    if root := getattr(settings, "X_ACCEL", ""):
        headers["X-Accel-Redirect"] = f"{root.rstrip('/')}/{path.relative_to(settings.MEDIA_ROOT)}"
        return Response(headers=headers, media_type=served.content_type)
    return FileResponse(path, headers=headers, media_type=served.content_type, stat_result=served.stat)


def _unchanged(wanted: str, tag: str) -> bool:
    return wanted.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in wanted.split(",")]


def _nothing() -> Response:
    return PlainTextResponse("Not found", 404)


async def _no_such_address(request: Request, error: Exception) -> Response:
    return _nothing()


def close() -> None:
    """Close the database connections of the threads, at shutdown and between tests."""
    together = Barrier(THREADS)

    def one_thread():
        together.wait(10)
        connections.close_all()

    for done in [POOL.submit(one_thread) for _ in range(THREADS)]:
        done.result()


files = Starlette(
    routes=[Route("/files/{file_id}/{name}", serve, methods=["GET"])],
    middleware=[Middleware(Armour)],
    exception_handlers={404: _no_such_address},
)
files.router.redirect_slashes = False  # an address more is a way more to ask what exists
