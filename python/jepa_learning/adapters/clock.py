"""The clock of the machine."""

from __future__ import annotations

import time


class SystemClock:
    """Tells the machine's time."""

    def now(self) -> float:
        """Return seconds since the epoch (UTC)."""
        return time.time()
