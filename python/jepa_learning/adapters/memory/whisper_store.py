"""Receipts of whispers in memory: for tests and for replays."""

from __future__ import annotations

from collections.abc import Collection

from jepa_learning.domain.whispers.receipt import Receipt


class MemoryWhisperStore:
    """Keeps receipts in a dictionary.

    Args:
        keep: How many receipts of each sort stay: of whispers that were shown, and of withheld ones.
    """

    def __init__(self, *, keep: int) -> None:
        self._keep = keep
        self._receipts: dict[str, Receipt] = {}

    def remember(self, receipt: Receipt) -> None:
        """Keep a receipt in place of an earlier one of the same whisper, and drop what is too old to keep."""
        self._receipts[receipt.whisper.id] = receipt
        alike = [one for one in self._receipts.values() if one.is_shown == receipt.is_shown]
        for old in alike[: max(0, len(alike) - self._keep)]:
            del self._receipts[old.whisper.id]

    def recall(self, id: str) -> Receipt | None:
        """Return the receipt of a whisper; None where none is kept."""
        return self._receipts.get(id)

    def recent(self, k: int | None = None, *, withheld: bool = False) -> list[Receipt]:
        """Return the last receipts, newest first, all that are kept without `k`: those shown, or both."""
        found = [one for one in self._receipts.values() if withheld or one.is_shown]
        return found[::-1][:k]

    def forget(self, ids: Collection[str]) -> None:
        """Erase the receipts of these whispers, as far as they are kept."""
        for id in ids:
            self._receipts.pop(id, None)

    def close(self) -> None:
        """Do nothing: memory needs no closing."""
