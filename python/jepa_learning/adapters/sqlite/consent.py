"""The user's consent in a small SQLite file of its own, so that it outlives the event log.

It does not decide what a word means.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jepa_learning.adapters.sqlite.database import Schema
from jepa_learning.adapters.sqlite.small_file import SmallFile
from jepa_learning.ports.consent import Consent

SCHEMA: Final = Schema(
    name="consent file",
    application_id=0x4A455043,  # "JEPC"
    migrations=(
        """
        CREATE TABLE consents (
            source TEXT NOT NULL, scope TEXT NOT NULL, granted INTEGER NOT NULL, time REAL NOT NULL,
            PRIMARY KEY (source, scope)
        ) WITHOUT ROWID
        """,
    ),
)


class SqliteConsentStore(SmallFile):
    """Keeps consent in a file. Safe to share between threads.

    Args:
        path: The file; it and its folder are created, for the user alone.
        busy_timeout_ms: How long to wait for another process that is writing.

    Raises:
        StoreError: The file cannot be opened; its subclasses say more.
    """

    def __init__(self, path: Path, *, busy_timeout_ms: int) -> None:
        super().__init__(path, SCHEMA, busy_timeout_ms=busy_timeout_ms)

    def remember(self, consent: Consent) -> None:
        """Store the user's word in place of an earlier one."""
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?)",
                (consent.source, consent.scope, consent.granted, consent.time),
            )

    def recall(self) -> list[Consent]:
        """Return every word, ordered by source and scope."""
        with self._reading() as connection:
            rows = connection.execute("SELECT * FROM consents ORDER BY source, scope").fetchall()
        return [
            Consent(source, scope, granted=bool(granted), time=time) for source, scope, granted, time in rows
        ]
