"""A clock that stands still until it is moved."""

from __future__ import annotations


class FixedClock:
    """Tells the time it was given.

    Args:
        now: Seconds since the epoch; assign `time` to move the clock.
    """

    def __init__(self, now: float) -> None:
        self.time = now

    def now(self) -> float:
        """Return the time it was given."""
        return self.time
