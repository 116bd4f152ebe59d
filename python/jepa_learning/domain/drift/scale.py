"""Scale: a number in standard deviations from its own mean, both of which follow it slowly."""

from __future__ import annotations

import math
from typing import Final

FOLLOWED: Final = 1000
"""Values over which mean and deviation are taken, once there are as many."""

SETTLED: Final = 50
"""Values before which nothing is said: a mean of few is no mean."""

LEAST: Final = 0.5
"""Least deviation: a stream that is foreseen without a fault does not make one bit an outlier."""

FARTHEST: Final = 3.0
"""Deviations that one value counts at most: a surprise is one event, not ten."""


class Scale:
    """Running mean and deviation of one signal."""

    __slots__ = ("_mean", "_seen", "_variance")

    def __init__(self) -> None:
        self._seen, self._mean, self._variance = 0, 0.0, 0.0

    def learn_one(self, value: float) -> float | None:
        """Take a value; return how far it lies from those before, None while there are too few."""
        self._seen += 1
        said = self._place(value) if self._seen > SETTLED else None
        rate, apart = max(1.0 / self._seen, 1.0 / FOLLOWED), value - self._mean
        self._mean += rate * apart
        self._variance += rate * (apart * (value - self._mean) - self._variance)
        return said

    def _place(self, value: float) -> float:
        deviation = max(math.sqrt(self._variance), LEAST)
        return min(max((value - self._mean) / deviation, -FARTHEST), FARTHEST)
