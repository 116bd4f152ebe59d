"""SecretScanner: finds secrets in a line of text.

It does not know what is done with them; `domain/privacy/redaction.py` replaces them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class SecretScanner(Protocol):
    """Finds spans of text that look like secrets."""

    def find(self, text: str) -> Sequence[tuple[int, int]]:
        """Return `(start, end)` character offsets of every secret in `text`, in order, not overlapping."""
        ...
