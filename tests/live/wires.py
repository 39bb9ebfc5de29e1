"""A small application on the product's servers: it says which wire a socket got, and sends frames over it.

python -m tests.live.wires uvicorn 8123
"""

import asyncio
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plein.settings")
SIZES = (0, 1, 125, 126, 127, 65535, 65536, 200_000)


async def application(scope, receive, send) -> None:
    from realtime.wire import close, frame, message, slim, wire_for

    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    slim(send, scope)
    wire = wire_for(send)
    wire.write(message(wire=type(wire).__name__, plain=type(wire).__name__ == "PlainWire"))
    for size in SIZES:
        wire.write(frame("é" * (size // 2) + "e" * (size % 2)))
        await asyncio.sleep(0.01)
    while (event := await receive())["type"] != "websocket.disconnect":
        if event["text"] == "cut":
            wire.abort()
        else:
            await close(send, int(event["text"]))


def main(server: str, port: int) -> None:
    import django

    django.setup()
    if server == "daphne":
        from plein import daphne

        daphne.run(application, "127.0.0.1", port, behind_proxy=False)
    else:
        import uvicorn

        from plein.serving import UVICORN

        uvicorn.run(application, host="127.0.0.1", port=port, lifespan="off", **UVICORN)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
