"""The server as `manage.py serve` runs it, with one address more: `POST /bench/hub` sends frames from the hub on.

The body is one frame's text a line; each is framed and given to the running hub's `send_many` for every socket that listens
to the stream `?stream=`. Nothing of this is in the product, and only the benchmark starts it: `python -m bench.serve_hub PORT`.
"""

from __future__ import annotations

import sys
from urllib.parse import parse_qs

from bench.sessions import set_up

ADDRESS = "/bench/hub"


def application():
    """What `plein.serving` serves, and the address of the benchmark before it."""
    from plein import serving

    product = serving.application()

    async def with_bench(scope, receive, send):
        if scope["type"] == "http" and scope["path"] == ADDRESS:
            await _send_frames(scope, receive, send)
        else:
            await product(scope, receive, send)

    return with_bench


async def _send_frames(scope, receive, send) -> None:
    from realtime.live import hub_here
    from realtime.wire import frame

    body = bytearray()
    while (event := await receive())["type"] == "http.request":
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    hub = hub_here()
    channel = hub.channels[parse_qs(scope["query_string"].decode())["stream"][0]]
    for text in bytes(body).split(b"\n"):
        framed = frame(text)
        await hub.send_many(list(channel.sockets), {"nl": framed, "en": framed})
    said = b"%d" % hub.counts["resyncs"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]})
    await send({"type": "http.response.body", "body": said})


def main() -> None:
    set_up()
    import uvicorn

    from plein import serving

    serving.raise_file_limit()
    uvicorn.run("bench.serve_hub:application", factory=True, host="127.0.0.1", port=int(sys.argv[1]), workers=1, **serving.UVICORN)


if __name__ == "__main__":
    main()
