"""Calibration: turns a mixed probability into how often such a candidate turned out right.

An adaptive probability map: buckets over ln(p / (1 - p)), each holding the frequency seen so far, read by
interpolation (the secondary estimation of the PAQ family; Mahoney 2005). It starts as the identity.
"""

from __future__ import annotations

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
        self._frequency: Floats = 1.0 / (1.0 + np.exp(-odds))
        self._seen: Floats = np.full(BUCKETS, start)
        self._floor = floor

    def predict(self, p: Floats) -> Floats:
        """Return the calibrated probabilities of `p`, in [0, 1], in the same shape."""
        place = _place(p)
        low = np.minimum(place.astype(np.int64), BUCKETS - 2)
        part = place - low
        calibrated: Floats = (1.0 - part) * self._frequency[low] + part * self._frequency[low + 1]
        return calibrated

    def learn_one(self, p: float, *, right: bool, pace: float = 1.0) -> None:
        """Learn whether a candidate of mixed probability `p` was right; `pace` times as fast at least."""
        place = float(_place(np.array([p]))[0])
        low = min(int(place), BUCKETS - 2)
        for bucket, part in ((low, 1.0 - (place - low)), (low + 1, place - low)):
            if part > 0.0:
                self._seen[bucket] += part
                rate = max(part / self._seen[bucket], self._floor * pace * part)
                self._frequency[bucket] += rate * (float(right) - self._frequency[bucket])


def _place(p: Floats) -> Floats:
    clipped = np.clip(p, 1e-9, 1.0 - 1e-9)
    odds = np.log(clipped / (1.0 - clipped))
    place: Floats = (np.clip(odds, -REACH, REACH) + REACH) * ((BUCKETS - 1) / (2.0 * REACH))
    return place
