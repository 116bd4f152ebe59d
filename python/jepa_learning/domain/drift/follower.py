"""Follower: what a federation tells drift of its outcomes, and what it asks of it in return.

It makes the numbers that drift knows from evidence and probabilities, and keeps the manifolds' paths. It does
not know the manifolds themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.drift.drift import Drift, Passage
from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.drift.sketch import LOOKED_AT, Sketcher
from jepa_learning.domain.drift.tracks import Coupled, Motion, Tracks

SKETCHED: Final = 2
"""Of so many outcomes one is sketched: the paths are the same, and learning is quicker."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a lesson that waited: of which activity, when, whether it was learnt, and why."""

    activity: str
    time: float | None
    learnt: bool
    why: str


@dataclass(frozen=True, slots=True)
class DriftReport:
    """How a stream drifts.

    Attributes:
        regime: What state it is in.
        anchor: Number of what is usual there.
        stayed: Events since it entered the regime.
        events: Events followed.
        passages: The regimes that it went through, oldest first.
        remembered: Numbers of the regimes of the past that would be recognised.
        motions: How each manifold moves.
        couplings: How alike pairs of manifolds see the last events, the most alike first.
        waiting: Lessons that wait for the end of a breakdown.
        learnt: Lessons that waited and were learnt.
        aside: Lessons that waited and were set aside.
        fates: What became of the newest of them, oldest first.
    """

    regime: Regime
    anchor: int
    stayed: int
    events: int
    passages: tuple[Passage, ...]
    remembered: tuple[int, ...]
    motions: tuple[Motion, ...]
    couplings: tuple[Coupled, ...]
    waiting: int
    learnt: int
    aside: int
    fates: tuple[Settled, ...]


class Follower:
    """Drift and paths of one federation.

    Args:
        drift: Is told of every loss.
        tracks: The manifolds' paths.
        sketcher: Makes their points.
    """

    def __init__(self, drift: Drift, tracks: Tracks, sketcher: Sketcher) -> None:
        self.drift = drift
        self._tracks, self._sketcher = tracks, sketcher
        self._outcomes = 0

    def learn_outcome(self, evidence: Floats, p: Floats, right: Indices, candidates: Indices) -> None:
        """Follow an outcome: what the manifolds said of it, `[V, C]`, and the mixture, `[C]`."""
        self.drift.learn_outcome(-float(np.log2(max(float(p[right].sum()), 1e-300))))
        self._outcomes += 1
        if self._outcomes % SKETCHED == 0:
            self._tracks.learn_one(self._sketcher.sketch(evidence, _likeliest(p), right, candidates))

    def report(self, names: Sequence[str]) -> DriftReport:
        """Return how the stream drifts; `names` are those of the activities, by index."""
        drift, held = self.drift, self.drift.held
        return DriftReport(
            drift.regime,
            drift.anchor,
            drift.stayed,
            drift.events,
            tuple(drift.passages),
            tuple(drift.remembered),
            tuple(self._tracks.motions()),
            tuple(self._tracks.couplings()),
            len(held),
            held.learnt,
            held.aside,
            tuple(Settled(names[one.index], one.time, one.learnt, one.why) for one in held.fates),
        )


def _likeliest(p: Floats) -> Indices:
    if len(p) <= LOOKED_AT:
        return np.arange(len(p))
    likeliest: Indices = np.argpartition(p, len(p) - LOOKED_AT)[-LOOKED_AT:]
    return likeliest
