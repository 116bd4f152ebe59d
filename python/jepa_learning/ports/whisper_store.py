"""WhisperStore: what became of whispers. It does not decide what is shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from jepa_learning.domain.whispers.receipt import Receipt


class WhisperStore(Protocol):
    """Keeps the newest receipts, of whispers that were shown and of those that were withheld.

    Raises:
        StoreError: It cannot be read or written.
    """

    def remember(self, receipt: Receipt) -> None:
        """Keep a receipt in place of an earlier one of the same whisper, and drop what is too old to keep."""
        ...

    def recall(self, id: str) -> Receipt | None:
        """Return the receipt of a whisper; None where none is kept."""
        ...

    def recent(self, k: int | None = None, *, withheld: bool = False) -> list[Receipt]:
        """Return the last receipts, newest first, all that are kept without `k`: those shown, or both."""
        ...

    def forget(self, ids: Collection[str]) -> None:
        """Erase the receipts of these whispers, as far as they are kept."""
        ...
