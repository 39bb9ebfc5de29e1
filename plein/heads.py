"""Request heads end somewhere: uvicorn by itself gathers one of any length, for as long as it takes."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 64 * 1024  # bytes of address and headers
SECONDS = 30  # for all of them
ANSWER = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain\r\nContent-Length: 30\r\nConnection: close\r\n\r\n"
    b"These headers are far too long"
)


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's HTTP, which hangs up on a head that is too long or does not come."""

    _taken = 0
    _timer = None

    def connection_made(self, transport):
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data):
        super().data_received(data)
        if self._timer is None or self.transport.is_closing():
            return
        self._taken += len(data)
        if self._taken > MOST:
            self.transport.write(ANSWER)
            self.transport.close()

    def on_message_begin(self):
        super().on_message_begin()
        self._wait_for_head()

    def on_headers_complete(self):
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc):
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_head(self):
        self._stop_waiting()
        self._taken = 0
        self._timer = self.loop.call_later(SECONDS, self.transport.close)

    def _stop_waiting(self):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
