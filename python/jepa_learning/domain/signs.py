"""Signs: what an answer itself tells of whether its first candidate is right.

It does not know how far each sign can be believed: that is learnt (confidence.py).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats, Indices

AGREEMENT: Final = 4
"""Place of the sign that says how much of the weight has the first candidate first: from -1 to 1."""

COMPARED: Final = 10
"""Candidates among which a view can have another one first."""

NAMED: Final = 6
"""Signs before the support of the manifolds."""

_FARTHEST: Final = 6.0
"""The longest support of one manifold that counts, in natural logarithms."""

_LEAST: Final = 1e-4
"""Probabilities below it, or as near to 1, are not told apart."""


def signs(p: Floats, best: Indices, evidence: Floats, weights: Floats, starts: Indices) -> Floats:
    """Return the signs of an answer, `[6 + M]`, each of the order of 1 and 0 where it tells nothing.

    A constant; the log-odds of the first candidate; its lead over the second and the second's over the third,
    as logarithms of ratios; how much of the weight has it first; the log-odds of what the views give it on
    their own; the support of each manifold.

    Args:
        p: The mixed probabilities, `[C]`.
        best: Columns of the likeliest, best first, at least one.
        evidence: ln(p · C) by view and candidate, `[V, C]`.
        weights: How much each view has to say; who is counted against agrees with nobody, `[V]`.
        starts: Where each manifold's views begin, `[M]`.
    """
    first, second, third = _top(p[best[:3]].tolist())
    near = evidence.take(best[:COMPARED], axis=1)
    given, ahead = near[:, 0], near.max(axis=1)
    said = np.maximum(weights, 0.0) * (ahead > 0.0)
    of = max(float(said.sum()), 1e-9)
    agreed = float(said.dot(given >= ahead)) / of
    alone = float(said.dot(np.exp(given))) / (of * len(p))
    told = np.empty(NAMED + len(starts))
    told[:NAMED] = (
        1.0,
        _odds(first) / 2.0,
        math.log(first / second) / 2.0,
        math.log(second / third) / 2.0,
        2.0 * agreed - 1.0,
        _odds(min(max(alone, 1e-3), 1.0 - 1e-3)) / 2.0,
    )
    bounded = np.minimum(np.maximum(given, -_FARTHEST), _FARTHEST)
    np.add.reduceat(bounded * weights, starts, out=told[NAMED:])
    told[NAMED:] /= 2.0
    return told


def _top(p: list[float]) -> list[float]:
    return [min(max(one, _LEAST), 1.0 - _LEAST) for one in (*p, 0.0, 0.0)[:3]]


def _odds(p: float) -> float:
    return math.log(p / (1.0 - p))
