"""Change detector: what tells that a stream of numbers has risen, and when."""

from __future__ import annotations

from typing import Protocol


class ChangeDetector(Protocol):
    """Watches one stream of numbers for a rise of their mean; a fall is none of its business."""

    def learn_one(self, value: float) -> bool:
        """Take the next number; return whether the mean has risen. After that it begins anew."""
        ...
