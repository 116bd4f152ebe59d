"""Clock: what time it is. Injected, so that nothing inside reads the wall clock."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Return seconds since the epoch (UTC)."""
        ...
