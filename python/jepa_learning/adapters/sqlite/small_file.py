"""A small SQLite file beside the event log, with a lock: consent, suggestions and receipts have one each.

It does not know what is kept in it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jepa_learning.adapters.sqlite.database import Schema, open_database, store_errors, transaction


class SmallFile:
    """A file that several threads may read and write.

    Args:
        path: The file; it and its folder are created, for the user alone.
        schema: What it is and how it is laid out.
        busy_timeout_ms: How long to wait for another process that is writing.
        waits_for_disk: Whether what is written survives a power cut as soon as it is written.

    Raises:
        StoreError: The file cannot be opened; its subclasses say more.
    """

    def __init__(
        self, path: Path, schema: Schema, *, busy_timeout_ms: int, waits_for_disk: bool = True
    ) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = open_database(
            path, schema, busy_timeout_ms=busy_timeout_ms, waits_for_disk=waits_for_disk
        )

    def close(self) -> None:
        """Close the file; the store is of no use afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, store_errors(self._path):
            yield self._connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection, transaction(connection):
            yield connection

    @contextmanager
    def _erasing(self) -> Iterator[sqlite3.Connection]:
        """Write, and overwrite what goes, in the file and in the write-ahead log, not merely unlink it."""
        with self._reading() as connection:
            with transaction(connection):
                yield connection
            # a script, because execute() would stop after the first page
            connection.executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)")
