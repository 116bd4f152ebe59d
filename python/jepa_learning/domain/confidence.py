"""Confidence: how likely the first candidate is right, learnt from how often it was, with such signs.

Two layers. A logistic regression weighs the signs, by an online Newton step on its log loss (Hazan, Agarwal
and Kale, 2007) that forgets slowly, because a stream changes. An adaptive map on top of it (calibration.py)
makes what it says come true that often, whatever the signs are worth.

It does not know what the signs are.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from jepa_learning.domain.calibration import Calibration
from jepa_learning.domain.columns import Floats

TRUSTED: Final = 2.0
"""First weight of the sign at place 1, half of the mixture's log-odds: the mixture is believed as it is."""

SUREST: Final = 8.0
"""Log-odds beyond which nothing is told apart."""

INVERTED_EVERY: Final = 8
"""Outcomes between two inversions of the curvature, which cost more than all else here."""

_LEAST_CURVATURE: Final = 0.02
"""Curvature of an outcome that was certain: it still tells something of the signs."""


class Confidence:
    """Maps signs to the frequency of being right.

    Args:
        signs: How many there are.
        stiffness: Outcomes that the first weights are worth.
        memory: Outcomes after which an outcome weighs about a third.
        calibration: The map on top.
    """

    def __init__(self, signs: int, *, stiffness: float, memory: float, calibration: Calibration) -> None:
        self._weights = np.zeros(signs)
        self._weights[1] = TRUSTED
        self._curvature = stiffness * np.eye(signs)
        self._inverse = np.eye(signs) / stiffness
        self._keep = 1.0 - 1.0 / memory
        self._start_again = stiffness / memory * np.eye(signs)
        self._calibration = calibration
        self._usual = np.zeros(signs)
        self._seen = 0

    @property
    def usual(self) -> Floats:
        """The signs as they are on average, lately, `[signs]`."""
        return self._usual

    def predict_one(self, signs: Floats) -> float:
        """Return the calibrated probability that the first candidate is right."""
        return self._calibration.predict_one(self._weighed(signs))

    def learn_one(self, signs: Floats, *, right: bool, pace: float = 1.0) -> None:
        """Learn whether the first candidate was right; the map follows `pace` times as fast at least."""
        p = self._weighed(signs)
        self._calibration.learn_one(p, right=right, pace=pace)
        self._seen += 1
        self._usual += max(1.0 / self._seen, 1.0 - self._keep) * (signs - self._usual)
        self._curvature *= self._keep
        self._curvature += self._start_again
        self._curvature += (p * (1.0 - p) + _LEAST_CURVATURE) * signs[:, None] * signs
        if self._seen % INVERTED_EVERY == 0:
            self._inverse[:] = np.linalg.inv(self._curvature)
        self._weights += (float(right) - p) * self._inverse.dot(signs)

    def _weighed(self, signs: Floats) -> float:
        odds = float(self._weights.dot(signs))
        return 1.0 / (1.0 + math.exp(-max(-SUREST, min(SUREST, odds))))
