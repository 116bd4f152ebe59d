"""Change detectors of river: ADWIN and Page-Hinkley. river is imported when the first of them is made."""

from __future__ import annotations

from typing import Final

from jepa_learning.adapters.river.alone import detectors

SETTLED: Final = 50
"""Values before which nothing is said: a mean of few is no mean."""

SHORTEST: Final = 15
"""Values of the shorter of the two stretches that ADWIN compares."""


class RiverAdwin:
    """Adaptive windows (Bifet and Gavaldà, 2007): whether a newer stretch has a larger mean.

    Args:
        significance: Probability of a false alarm by its bound, which is far from tight.
    """

    def __init__(self, *, significance: float) -> None:
        adwin, _ = detectors()
        self._adwin = adwin(delta=significance, clock=1, min_window_length=SHORTEST, grace_period=SETTLED)

    def learn_one(self, value: float) -> bool:
        """Take the next number; return whether the mean has risen."""
        before = self._adwin.estimation
        self._adwin.update(value)
        return bool(self._adwin.drift_detected and self._adwin.estimation > before)


class RiverPageHinkley:
    """The test of Page and Hinkley: sums what lies above the mean and a slack.

    Args:
        slack: How far above its mean the signal may stay for ever.
        threshold: Sum at which the mean has risen.
    """

    def __init__(self, *, slack: float, threshold: float) -> None:
        _, page_hinkley = detectors()
        self._test = page_hinkley(
            min_instances=SETTLED, delta=slack, threshold=threshold, alpha=1.0, mode="up"
        )

    def learn_one(self, value: float) -> bool:
        """Take the next number; return whether the mean has risen."""
        self._test.update(value)
        return bool(self._test.drift_detected)
