"""The composition: one ASGI application made of the live channel, the files and the pages."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plein.settings")

from a2wsgi import WSGIMiddleware  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

# Threads that serve pages. They live as long as the process and keep their database connections.
THREADS = 8
django = get_wsgi_application()
pages = WSGIMiddleware(django, workers=THREADS)

from accounts import policy  # noqa: E402
from accounts.sign_in import session  # noqa: E402
from media.serve import files  # noqa: E402
from plein.request import Request  # noqa: E402
from realtime import live  # noqa: E402
from realtime.fallback import fallback  # noqa: E402
from realtime.product import Product  # noqa: E402
from realtime.sockets import live as sockets  # noqa: E402
from social import beside, figures, onair, rows  # noqa: E402

django.request_class = Request
live.hand_over(
    Product(
        render=rows.render,
        admit=session.admit,
        everyone=policy.everyone_audiences,
        signed_in=session.signed_in,
        people_seen=session.people_seen,
        faces=onair.faces,
        on_air=beside.on_air,
        came=figures.count_came,
    )
)


async def application(scope, receive, send) -> None:
    """Send each connection to who serves it."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "websocket":
        await (sockets if scope["path"] == "/live/" else _no_such_socket)(scope, receive, send)
    elif scope["path"].startswith("/live/"):
        await fallback(scope, receive, send)
    elif scope["path"].startswith("/files/"):
        await files(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def _no_such_socket(scope, receive, send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4404})


async def _lifespan(receive, send) -> None:
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            live.hub_here()
        await send({"type": f"{event['type']}.complete"})
        if event["type"] == "lifespan.shutdown":
            await live.stop()
            return
