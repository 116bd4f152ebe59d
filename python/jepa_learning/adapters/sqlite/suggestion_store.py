"""Suggestions in a small SQLite file of its own: they come and go, and are no part of the event log.

It does not decide which are kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from jepa_learning.adapters.sqlite.database import Schema
from jepa_learning.adapters.sqlite.small_file import SmallFile
from jepa_learning.domain.suggestion import Offer, Place, Suggestion

SCHEMA: Final = Schema(
    name="file of suggestions",
    application_id=0x4A455053,  # "JEPS"
    migrations=(
        """
        CREATE TABLE suggestions (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, project TEXT NOT NULL, case_name TEXT NOT NULL,
            time REAL NOT NULL, later INTEGER NOT NULL, offers TEXT NOT NULL
        ) WITHOUT ROWID
        """,
    ),
)

Row = tuple[str, str, str, str, float, int, str]


class SqliteSuggestionStore(SmallFile):
    """Keeps suggestions in a file. Safe to share between threads.

    Args:
        path: The file; it and its folder are created, for the user alone.
        busy_timeout_ms: How long to wait for another process that is writing.

    Raises:
        StoreError: The file cannot be opened; its subclasses say more.
    """

    def __init__(self, path: Path, *, busy_timeout_ms: int) -> None:
        super().__init__(path, SCHEMA, busy_timeout_ms=busy_timeout_ms)

    def remember(self, suggestions: Sequence[Suggestion]) -> None:
        """Store them all together, each in place of an earlier one of the same id."""
        with self._writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO suggestions VALUES (?, ?, ?, ?, ?, ?, ?)", map(_row, suggestions)
            )

    def recall(self) -> list[Suggestion]:
        """Return every suggestion, oldest first."""
        with self._reading() as connection:
            rows = connection.execute("SELECT * FROM suggestions ORDER BY time, id").fetchall()
        return [_suggestion(row) for row in rows]

    def forget(self, ids: Collection[str]) -> None:
        """Erase these: overwritten in the file and in the write-ahead log, not merely unlinked."""
        with self._erasing() as connection:
            connection.executemany("DELETE FROM suggestions WHERE id = ?", [(name,) for name in ids])


def _row(one: Suggestion) -> Row:
    offers = json.dumps([asdict(offer) for offer in one.offers], separators=(",", ":"))
    return one.id, one.place.kind, one.place.project, one.place.case, one.time, one.later, offers


def _suggestion(row: Row) -> Suggestion:
    name, kind, project, case, time, later, offers = row
    shown = tuple(Offer(**offer) for offer in json.loads(offers))
    return Suggestion(name, Place(kind, project, case), time, shown, later)
