"""Receipts of whispers in a small SQLite file of their own.

It does not decide what is shown.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from jepa_learning.adapters.sqlite.database import Schema
from jepa_learning.adapters.sqlite.small_file import SmallFile
from jepa_learning.domain.whispers.receipt import Fate, Receipt
from jepa_learning.domain.whispers.whisper import Guess, Whisper

SCHEMA: Final = Schema(
    name="file of whispers",
    application_id=0x4A455057,  # "JEPW"
    migrations=(
        """
        CREATE TABLE receipts (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, shown INTEGER NOT NULL, receipt TEXT NOT NULL
        );
        CREATE INDEX receipts_shown ON receipts (shown, number);
        """,
    ),
)


class SqliteWhisperStore(SmallFile):
    """Keeps receipts in a file. Safe to share between threads.

    Args:
        path: The file; it and its folder are created, for the user alone.
        keep: How many receipts of each sort stay: of whispers that were shown, and of withheld ones.
        busy_timeout_ms: How long to wait for another process that is writing.

    Raises:
        StoreError: The file cannot be opened; its subclasses say more.
    """

    def __init__(self, path: Path, *, keep: int, busy_timeout_ms: int) -> None:
        self._keep = keep
        # an agent's prompt waits while one is written: a receipt is not worth the wait for the disk
        super().__init__(path, SCHEMA, busy_timeout_ms=busy_timeout_ms, waits_for_disk=False)

    def remember(self, receipt: Receipt) -> None:
        """Keep a receipt in place of an earlier one of the same whisper, and drop what is too old to keep."""
        shown = int(receipt.is_shown)
        row = (receipt.whisper.id, shown, json.dumps(asdict(receipt)))
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO receipts (id, shown, receipt) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET shown = excluded.shown, receipt = excluded.receipt",
                row,
            )
            connection.execute(
                "DELETE FROM receipts WHERE number IN ("
                "SELECT number FROM receipts WHERE shown = ? ORDER BY number DESC LIMIT -1 OFFSET ?)",
                (shown, self._keep),
            )

    def recall(self, id: str) -> Receipt | None:
        """Return the receipt of a whisper; None where none is kept."""
        found = self._select("WHERE id = ?", (id,))
        return found[0] if found else None

    def recent(self, k: int | None = None, *, withheld: bool = False) -> list[Receipt]:
        """Return the last receipts, newest first, all that are kept without `k`: those shown, or both."""
        which = "" if withheld else "WHERE shown"
        return self._select(f"{which} ORDER BY number DESC LIMIT ?", (-1 if k is None else k,))

    def forget(self, ids: Collection[str]) -> None:
        """Erase the receipts of these whispers, as far as they are kept."""
        with self._erasing() as connection:
            connection.executemany("DELETE FROM receipts WHERE id = ?", [(id,) for id in ids])

    def _select(self, which: str, values: tuple[object, ...]) -> list[Receipt]:
        with self._reading() as connection:
            rows = connection.execute(f"SELECT receipt FROM receipts {which}", values).fetchall()
        return [_receipt(json.loads(row[0])) for row in rows]


def _receipt(plain: dict[str, Any]) -> Receipt:
    whisper = plain["whisper"]
    guesses = tuple(Guess(**guess) for guess in whisper.pop("guesses"))
    return Receipt(
        Whisper(**whisper, guesses=guesses),
        Fate(plain["fate"]),
        plain["why"],
        tuple(plain["channels"]),
        plain["came_true"],
        plain["suggestion"],
    )
