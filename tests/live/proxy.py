"""A network between a page and its server that can go silent without closing anything."""

import asyncio


class Proxy:
    """Forwards to `port` of this machine. `hold()`: what is open now carries nothing any more, and nobody is told."""

    def __init__(self, port: int):
        self.port, self.held = port, False
        self._tasks: set[asyncio.Task] = set()
        self._open: dict[asyncio.StreamWriter, list[bool]] = {}

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_exc) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def hold(self) -> int:
        """Let every open connection go silent; new ones work. Return how many."""
        for silent in self._open.values():
            silent[0] = True
        return len(self._open)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        silent = self._open[writer] = [False]
        try:
            inner, outer = await asyncio.open_connection("127.0.0.1", self.port)
            await asyncio.gather(self._carry(reader, outer, silent), self._carry(inner, writer, silent))
        except (OSError, asyncio.CancelledError):
            pass  # the story is over
        finally:
            self._open.pop(writer)
            self._tasks.discard(asyncio.current_task())
            for end in (writer, *([outer] if "outer" in locals() else [])):
                end.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silent: list[bool]) -> None:
        while data := await reader.read(65536):
            while silent[0]:  # neither carried nor read on: as behind a router that lost its memory
                await asyncio.sleep(0.05)
            writer.write(data)
            await writer.drain()
        while silent[0]:
            await asyncio.sleep(0.05)
        if not writer.is_closing():
            writer.write_eof()
