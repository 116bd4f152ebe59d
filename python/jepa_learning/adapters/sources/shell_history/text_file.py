"""Where a growing text file was read to, found again when its beginning was cut off.

A place is an offset and a digest of the bytes before it. It does not hold any of the text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

_WINDOW_BYTES: Final = 512
"""How much of the text before the offset must be the same; shells cut whole commands off the beginning."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text file."""

    offset: int
    digest: str

    def find(self, data: bytes) -> int | None:
        """Return where the place is in `data` now; None where the text before it is gone or changed."""
        window = min(self.offset, _WINDOW_BYTES)
        if self.offset <= len(data) and _digest(data, self.offset, window) == self.digest:
            return self.offset
        end = len(data)
        while (end := data.rfind(b"\n", 0, end)) >= 0 and end + 1 >= window:
            if _digest(data, end + 1, window) == self.digest:
                return end + 1
        return None


def place_at(data: bytes, offset: int) -> Place:
    """Return the place at `offset` of `data`."""
    return Place(offset, _digest(data, offset, min(offset, _WINDOW_BYTES)))


def _digest(data: bytes, end: int, window: int) -> str:
    return hashlib.sha256(data[end - window : end]).hexdigest()[:32]
