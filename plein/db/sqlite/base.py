"""SQLite with one fair write lock a process.

SQLite lets writers wait by polling: under load somebody waits for ever. Here the threads of a process queue
in order for BEGIN IMMEDIATE; only other processes (commands) still meet busy_timeout.
"""

import contextlib
import re
import threading
from collections import deque

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

PATIENCE = 20.0  # seconds
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)\b", re.IGNORECASE)


class FairLock:
    """A lock handed over in the order in which it was asked for."""

    def __init__(self):
        self._mutex = threading.Lock()
        self._held = False
        self._queue: deque[threading.Event] = deque()

    def acquire(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds; return whether the lock is ours."""
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            turn = threading.Event()
            self._queue.append(turn)
        if turn.wait(timeout):
            return True
        with self._mutex:
            if turn.is_set():  # handed over in the moment we gave up
                return True
            self._queue.remove(turn)
            return False

    def release(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._held = False


LOCK = FairLock()


class Cursor(base.SQLiteCursorWrapper):
    """A write outside a transaction is one of its own and queues like the others."""

    def execute(self, query, params=None):
        with self.connection.plein_turn(query):
            return super().execute(query, params)

    def executemany(self, query, param_list):
        with self.connection.plein_turn(query):
            return super().executemany(query, param_list)


class Connection(base.Database.Connection):
    """SQLite's connection; it knows the wrapper whose lock its cursors take."""

    plein_turn = staticmethod(lambda query: contextlib.nullcontext())


class DatabaseWrapper(base.DatabaseWrapper):
    _owns_lock = False

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params | {"factory": Connection})
        connection.plein_turn = self._turn
        return connection

    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)

    @contextlib.contextmanager
    def _turn(self, query):
        alone = not self._owns_lock and WRITES.match(query) is not None and not self.connection.in_transaction
        if alone:
            self._take()
        try:
            yield
        finally:
            if alone:
                self._give_back()

    def _take(self):
        if not self._owns_lock:
            if not LOCK.acquire(PATIENCE):
                raise OperationalError("database is locked: another write took too long")
            self._owns_lock = True

    def _start_transaction_under_autocommit(self):
        self._take()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_back()
            raise

    def _commit(self):
        try:
            super()._commit()
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._give_back()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._give_back()

    def _close(self):
        try:
            super()._close()
        finally:
            self._give_back()

    def _give_back(self):
        if self._owns_lock:
            self._owns_lock = False
            LOCK.release()
