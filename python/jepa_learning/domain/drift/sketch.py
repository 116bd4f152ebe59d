"""Sketch: what each manifold said of what came, as one small vector a manifold. The points of its path.

A manifold's point for an outcome has two parts.

- How far it foresaw it: the mean, over its views, of ln(p · C) of what came, between -1 and 1 in units of
  `REACH`. 0 is what a manifold says that knows nothing.
- Where it looked: the sum of the hashed directions of the likeliest candidates, each times the probability
  that the manifold gave it (a random projection of its distribution; Achlioptas, 2003).

So a centroid is the mean of what a manifold expects, and of how right it is. It moves when the manifold comes
to expect other activities, or when it becomes better or worse. Cost: a few microseconds a manifold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats, Indices

LOOKED_AT: Final = 16
"""Candidates whose probabilities a sketch is made of."""

REACH: Final = 5.5
"""Nats that count as 1: 8 bits."""


class Sketcher:
    """Makes sketches.

    Args:
        members: How many views each manifold has, in the order of the evidence's rows.
        dimension: Numbers of a sketch, at least 2.
    """

    def __init__(self, members: Sequence[int], *, dimension: int) -> None:
        self._starts = np.cumsum([0, *members[:-1]])
        self._sizes: Floats = np.asarray(members, dtype=np.float64)[:, None]
        self._dimension = dimension
        self._directions: Floats = np.zeros((0, dimension - 1))

    def sketch(self, evidence: Floats, likeliest: Indices, right: Indices, candidates: Indices) -> Floats:
        """Return the point of each manifold, `[M, D]`.

        Args:
            evidence: ln(p · C) by view and candidate, `[V, C]`.
            likeliest: Columns of the likeliest candidates.
            right: Columns of what came, at least one.
            candidates: The activity of each column, `[C]`.
        """
        columns = len(likeliest)
        views = np.empty((len(evidence), 1 + columns))
        foreseen = evidence[:, right[0]] if len(right) == 1 else evidence[:, right].mean(axis=1)
        np.minimum(np.maximum(foreseen / REACH, -1.0), 1.0, out=views[:, 0])
        np.exp(evidence[:, likeliest], out=views[:, 1:])
        points: Floats = np.empty((len(self._starts), self._dimension))
        means = np.add.reduceat(views, self._starts, axis=0) / self._sizes
        points[:, 0] = means[:, 0]
        # einsum, not @: BLAS would start a second thread for it.
        looked = np.einsum("mk,kd->md", means[:, 1:], self._directions_of(candidates[likeliest]))
        np.divide(looked, evidence.shape[1], out=points[:, 1:])
        return points

    def _directions_of(self, activities: Indices) -> Floats:
        missing = int(np.maximum.reduce(activities)) + 1 - len(self._directions)
        if missing > 0:
            begun = len(self._directions)
            more = [self._direction(index) for index in range(begun, begun + max(missing, begun, 64))]
            self._directions = np.concatenate([self._directions, np.stack(more)])
        directions: Floats = self._directions[activities]
        return directions

    def _direction(self, activity: int) -> Floats:
        """Return ±1 / sqrt(D - 1) in each dimension, always the same for an activity."""
        signs = np.random.default_rng(activity).integers(0, 2, self._dimension - 1)
        direction: Floats = (2.0 * signs - 1.0) / np.sqrt(self._dimension - 1)
        return direction

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_directions": np.zeros((0, self._dimension - 1))}
