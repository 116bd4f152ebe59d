"""The test of Page and Hinkley in a few lines: quick enough to run on every event, with nothing to import.

E. S. Page, "Continuous Inspection Schemes", Biometrika 41 (1954).
"""

from __future__ import annotations

from typing import Final

SETTLED: Final = 50
"""Values before which nothing is said: a mean of few is no mean."""


class PlainPageHinkley:
    """Sums what lies above the mean so far and a slack, never below zero.

    Args:
        slack: How far above its mean the signal may stay for ever.
        threshold: Sum at which the mean has risen.
    """

    __slots__ = ("_mean", "_seen", "_slack", "_sum", "_threshold")

    def __init__(self, *, slack: float, threshold: float) -> None:
        self._slack, self._threshold = slack, threshold
        self._seen, self._mean, self._sum = 0, 0.0, 0.0

    def learn_one(self, value: float) -> bool:
        """Take the next number; return whether the mean has risen."""
        self._seen += 1
        self._mean += (value - self._mean) / self._seen
        self._sum = max(0.0, self._sum + value - self._mean - self._slack)
        if self._seen < SETTLED or self._sum <= self._threshold:
            return False
        self._seen, self._mean, self._sum = 0, 0.0, 0.0
        return True
