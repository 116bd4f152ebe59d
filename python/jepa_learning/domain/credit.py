"""Credit: whose evidence it was that came true, over the latest outcomes; and how many have a say in effect.

Weight is no measure of a say: a silent manifold may have much. What counts is the share of the mixed evidence
for what then came. The largest share and the inverse of the sum of squares (the effective number; Hill, 1973)
tell a federation from a pole that everything else orbits.

It does not know how evidence is mixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats

LATEST: Final = 500
"""Outcomes that credit is averaged over."""


@dataclass(frozen=True, slots=True)
class Dominance:
    """How credit is spread.

    Attributes:
        credit: Each manifold's mean share, the largest first; their sum is 1.
        effective: As many manifolds with equal credit would be as diverse; from 1 to their number.
        outcomes: How many it was averaged over.
        ceiling: The part of all weight that no manifold can have more than.
    """

    credit: Mapping[str, float]
    effective: float
    outcomes: int
    ceiling: float


class Credit:
    """Remembers the shares of the latest outcomes, `[LATEST, M]`."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._shares = np.zeros((LATEST, len(self._names)), dtype=np.float32)
        self._outcomes = 0

    def learn_one(self, shares: Floats) -> None:
        """Remember each manifold's share of the evidence for what came, `[M]`; all 0 counts for nothing."""
        if shares.any():
            self._shares[self._outcomes % LATEST] = shares
            self._outcomes += 1

    def dominance(self, *, ceiling: float) -> Dominance | None:
        """Return how credit is spread; None before the first outcome."""
        known = min(self._outcomes, LATEST)
        if not known:
            return None
        mean = self._shares[:known].mean(axis=0, dtype=np.float64)
        mean /= mean.sum()
        order = np.argsort(-mean, kind="stable").tolist()
        credit = {self._names[place]: float(mean[place]) for place in order}
        return Dominance(credit, float(1.0 / np.square(mean).sum()), known, ceiling)
