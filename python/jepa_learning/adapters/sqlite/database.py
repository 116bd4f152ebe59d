"""Opening a SQLite file of ours: private to the user, of a known version, with errors in our words.

It does not know what the tables hold.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jepa_learning.domain.errors import StoreBusyError, StoreError, StoreVersionError


@dataclass(frozen=True, slots=True)
class Schema:
    """What a file of ours is made of.

    Attributes:
        name: What the file is, in words, for messages.
        application_id: Marks the file as ours (https://www.sqlite.org/pragma.html#pragma_application_id).
        migrations: Script number n brings a file from version n to version n + 1; version 0 is an empty file.
    """

    name: str
    application_id: int
    migrations: Sequence[str]


def open_database(
    path: Path, schema: Schema, *, busy_timeout_ms: int, waits_for_disk: bool = True
) -> sqlite3.Connection:
    """Open the file for writing, create or migrate it as needed, and keep it to its owner (0600 in 0700).

    Args:
        waits_for_disk: Whether what is written survives a power cut as soon as it is written. Else the last
            seconds may go with one; a crash of the process loses nothing either way.

    Raises:
        StoreBusyError: Another process is writing.
        StoreVersionError: The file was written by a newer version.
        StoreError: The file cannot be opened or is something else.
    """
    with store_errors(path):
        _create_private(path)
        connection = _connect(path, busy_timeout_ms)
        try:
            _require_ours(connection, path, schema)
            # what is forgotten is overwritten, not merely unlinked
            connection.execute("PRAGMA secure_delete=ON")
            if not waits_for_disk:
                connection.execute("PRAGMA synchronous=NORMAL")
            if _version(connection) < len(schema.migrations):  # else no write, and no waiting for another's
                _create_or_migrate(connection, schema)
        except BaseException:
            connection.close()
            raise
        return connection


def open_reader(path: Path, *, busy_timeout_ms: int) -> sqlite3.Connection:
    """Open the file a second time, for reading next to the writer."""
    with store_errors(path):
        connection = _connect(path, busy_timeout_ms)
        connection.execute("PRAGMA query_only=ON")
        return connection


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Translate the errors of SQLite and of the file system into ours."""
    try:
        yield
    except (sqlite3.Error, OSError, UnicodeEncodeError, OverflowError) as error:
        if _is_busy(error):
            raise StoreBusyError(
                f"{path} is being written by another process: try again, or end that process"
            ) from error
        raise StoreError(
            f"{path} cannot be read or written ({error}): check the disk and the rights, "
            "or restore the file from a backup"
        ) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do everything inside or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_busy(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)  # absent from what the file system raises
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _create_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)


def _connect(path: Path, busy_timeout_ms: int) -> sqlite3.Connection:
    # locks of our own keep threads apart; isolation_level=None leaves transactions to us
    connection = sqlite3.connect(
        path, timeout=busy_timeout_ms / 1000, isolation_level=None, check_same_thread=False
    )
    # FULL: a commit is on the disk when it returns, so that acknowledged events survive a power cut too
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _require_ours(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    version = _version(connection)
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application_id != schema.application_id:
        raise StoreError(
            f"{path} is a database but not our {schema.name}: move it away or choose another data directory"
        )
    if version > len(schema.migrations):
        raise StoreVersionError(
            f"{path} has version {version} and this program knows up to {len(schema.migrations)}: "
            "use the newer program"
        )


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _create_or_migrate(connection: sqlite3.Connection, schema: Schema) -> None:
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")  # only takes effect in a file without tables
    connection.execute("PRAGMA journal_mode=WAL")  # stays with the file
    with transaction(connection):
        # read again under the lock: another process may have migrated meanwhile
        version = _version(connection)
        for script in schema.migrations[version:]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        if version < len(schema.migrations):
            connection.execute(f"PRAGMA application_id={schema.application_id}")
            connection.execute(f"PRAGMA user_version={len(schema.migrations)}")
