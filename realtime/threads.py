"""Threads in which the live channel asks the database, so that the event loop never waits for it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections, connections


class DatabaseThreads:
    """A few threads that keep their database connections as long as those are good."""

    def __init__(self, name: str, size: int):
        self._size = size
        self._pool = ThreadPoolExecutor(size, thread_name_prefix=name)

    async def ask(self, question: Callable, *args):
        """Return `question(*args)`, asked in one of the threads; its errors come back as they are."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._asked, question, args)

    def _asked(self, question, args):
        close_old_connections()
        try:
            return question(*args)
        except Exception:
            connections.close_all()  # whatever it was, the next question starts on a fresh connection
            raise

    async def close(self) -> None:
        """End the threads and their connections."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._pool, connections.close_all) for _ in range(self._size)))
        self._pool.shutdown(wait=False)
