"""Calibration: turns a mixed probability into how often such a candidate turned out right.

An adaptive probability map: buckets over ln(p / (1 - p)), each holding the frequency seen so far, read by
interpolation (the secondary estimation of the PAQ family; Mahoney 2005). It starts as the identity.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats

BUCKETS: Final = 33
REACH: Final = 8.0
"""Log-odds of the outermost buckets: beyond 0.9997 nothing is told apart."""


class Calibration:
    """Maps probabilities to frequencies, learning from every outcome.

    Args:
        start: How many outcomes the identity is worth.
        floor: The least weight of a new outcome: how fast the map follows when the stream changes.
    """

    __slots__ = ("_floor", "_frequency", "_seen")

    def __init__(self, *, start: float, floor: float) -> None:
        odds = np.linspace(-REACH, REACH, BUCKETS)
        # Lists, not arrays: one number is looked up at a time, ten times as fast.
        self._frequency: list[float] = (1.0 / (1.0 + np.exp(-odds))).tolist()
        self._seen = [start] * BUCKETS
        self._floor = floor

    def predict(self, p: Floats) -> Floats:
        """Return the calibrated probabilities of `p`, in [0, 1], in the same shape."""
        return np.array([self.predict_one(one) for one in p.tolist()])

    def predict_one(self, p: float) -> float:
        """Return the calibrated probability of `p`, in [0, 1]."""
        low, part = _place(p)
        return (1.0 - part) * self._frequency[low] + part * self._frequency[low + 1]

    def learn_one(self, p: float, *, right: bool, pace: float = 1.0) -> None:
        """Learn whether a candidate of mixed probability `p` was right; `pace` times as fast at least."""
        low, part = _place(p)
        for bucket, near in ((low, 1.0 - part), (low + 1, part)):
            if near > 0.0:
                self._seen[bucket] += near
                rate = max(near / self._seen[bucket], self._floor * pace * near)
                self._frequency[bucket] += rate * (float(right) - self._frequency[bucket])


def _place(p: float) -> tuple[int, float]:
    """Return the bucket below `p`, and how far `p` is on the way to the next, in [0, 1]."""
    clipped = min(max(p, 1e-9), 1.0 - 1e-9)
    odds = min(max(math.log(clipped / (1.0 - clipped)), -REACH), REACH)
    place = (odds + REACH) * ((BUCKETS - 1) / (2.0 * REACH))
    low = min(int(place), BUCKETS - 2)
    return low, place - low
