"""Co-change: what changed together with the files already known.

Association of files in one commit, after ROSE (Zimmermann et al., ICSE 2004) and TARMAQ (Rolfsnes et
al., SANER 2016).
"""

from __future__ import annotations

import math
from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Column, Counts, Decay, Floats
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.manifolds.manifold import against_uniform
from jepa_learning.domain.situation import FileSituation

LOOKED_AT: Final = 8
"""Known files that are asked, the newest first: a large change is about its last files."""


class CoChange:
    """For each file, which others shared a case with it: all of them, and decayed.

    A pair counts 1 / sqrt(files known), so that a large case does not drown the small ones.

    Args:
        half_life: Cases after which a pair weighs half in the decayed view.
        escape: Probability spread over all candidates.
    """

    name: ClassVar[str] = "cochange"
    views: ClassVar[tuple[str, ...]] = ("all", "fast")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, half_life: float, escape: float) -> None:
        self._escape = escape
        self._all: dict[int, Counts] = {}
        self._fast: dict[int, Counts] = {}
        self._pairs: dict[tuple[int, int], int] = {}
        self._cases = Column()
        self._decay = Decay(half_life=half_life)
        self._tick = -1

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        if situation.tick != self._tick:
            self._tick = situation.tick
            if (factor := self._decay.tick()) != 1.0:
                for row in self._fast.values():
                    row.scale(factor)
        self._cases.add(index, 1.0)
        for other in situation.known:
            self._pair(index, other, 1.0 / len(situation.known) ** 0.5)

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        if not situation.known:
            return None
        evidence = []
        for rows, unit in ((self._all, 1.0), (self._fast, self._decay.unit)):
            scores = np.zeros(len(catalogue))
            for other in situation.known[-LOOKED_AT:]:
                row = rows.get(other)
                if row is not None:
                    scores[row.indices] += row.amounts / (row.total + unit)
            evidence.append(against_uniform(scores[situation.candidates], escape=self._escape))
        return np.stack(evidence)

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        times = {
            other: self._pairs.get((min(other, index), max(other, index)), 0) for other in situation.known
        }
        best = max(times, key=lambda other: times[other] / max(self._cases[other], 1.0), default=None)
        if best is None or not times[best]:
            return ""
        seen = max(self._cases[best], times[best])
        return (
            f"changed together in {times[best]} of {seen:.0f} {situation.unit}s with {catalogue.names[best]}"
        )

    def related(self, index: int, most: int, *, unit: str, catalogue: Catalogue) -> list[Companion]:
        """Return what changed with it, by the cases that they share over the mean of the cases of each.

        The geometric mean: what changes with everything goes with nothing in particular (the coefficient of
        Ochiai). One case more for each of both, so that one case together is not the strongest tie there is.
        """
        row = self._all.get(index)
        others = [other for other in row or () if catalogue.exists(other)]
        times = {other: self._pairs.get((min(other, index), max(other, index)), 0) for other in others}
        own = self._cases[index]
        strength = {
            other: n / math.sqrt((own + 1.0) * (self._cases[other] + 1.0)) for other, n in times.items() if n
        }
        best = sorted(strength, key=lambda other: -strength[other])[:most]
        return [
            Companion(
                catalogue.names[other],
                strength[other],
                f"changed together in {times[other]} of {max(own, times[other]):.0f} {unit}s",
            )
            for other in best
        ]

    def _pair(self, a: int, b: int, amount: float) -> None:
        pair = (min(a, b), max(a, b))
        self._pairs[pair] = self._pairs.get(pair, 0) + 1
        for one, other in ((a, b), (b, a)):
            self._all.setdefault(one, Counts()).add(other, amount)
            self._fast.setdefault(one, Counts()).add(other, amount * self._decay.unit)
