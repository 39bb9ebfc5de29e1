"""Daphne as Plein runs it: a real backlog, and request bodies that end somewhere.

Daphne gathers a whole body before the application sees the request, so the application cannot refuse it in time.
"""

import signal

from daphne import server  # isort: skip - before any other part of Twisted: it chooses the event loop
from daphne import http_protocol

from plein.serving import BACKLOG, FRAME

MOST = 12 * 1024 * 1024 + 64 * 1024  # bytes: the largest upload and the form around it
DROPPED = 8 * FRAME  # bytes: Daphne drops a connection for a longer frame; that one over FRAME is too long, the application says
ANSWER = b"This is more than can be sent at once."


class BoundedRequest(http_protocol.WebRequest):
    _taken = 0

    def gotLength(self, length):
        super().gotLength(min(length, MOST) if length else length)
        if length and length > MOST:
            self._refuse()

    def handleContentChunk(self, data):
        self._taken += len(data)
        if self._taken <= MOST:
            super().handleContentChunk(data)
        else:
            self._refuse()

    def _refuse(self):
        """Answer 413 and hang up: the rest of the body is not read."""
        transport = self.channel.transport
        transport.write(b"HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain\r\nConnection: close\r\n")
        transport.write(b"Content-Length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER))
        transport.loseConnection()
        self._taken = MOST + 1


def run(application, host: str, port: int, *, behind_proxy: bool) -> None:
    """Serve until stopped by a signal."""
    http_protocol.WebRequest = BoundedRequest
    # Twisted leaves a SIGINT alone that was ignored when we were started, as in the background of a script.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    server.Server(
        application,
        endpoints=[f"tcp:port={port}:interface={host.replace(':', chr(92) + ':')}:backlog={BACKLOG}"],
        websocket_max_message_size=DROPPED,
        websocket_max_frame_size=DROPPED,
        ping_interval=20,
        ping_timeout=20,
        proxy_forwarded_address_header="X-Forwarded-For" if behind_proxy else None,
        server_name="",
        application_close_timeout=5,
    ).run()
