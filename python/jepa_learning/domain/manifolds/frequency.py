"""Frequency: what happened often happens again; on three clocks, from for ever to just now.

A case counts once, however many activities it holds: they share it. What always comes along with others is
thus worth less than what carries a case alone, and three guesses cover more cases (hit@3 of changes whose
intent is not known: +0.6 points over 53 public histories).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Column, Decay, Floats
from jepa_learning.domain.manifolds.manifold import against_uniform
from jepa_learning.domain.situation import Situation


class Frequency:
    """Shares of cases by activity: of all of them, and with two decays.

    Args:
        slow_half_life: Ticks after which a count weighs half in the slow view.
        fast_half_life: The same for the fast one.
        escape: Probability spread over all candidates.
    """

    name: ClassVar[str] = "frequency"
    views: ClassVar[tuple[str, ...]] = ("all", "slow", "fast")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset({"slow", "fast"})

    def __init__(self, *, slow_half_life: float, fast_half_life: float, escape: float) -> None:
        self._escape = escape
        self._times, self._all = Column(), Column()
        self._decayed = [(Column(), Decay(half_life=h)) for h in (slow_half_life, fast_half_life)]
        self._tick = -1
        self._case: list[int] = []

    def learn_one(self, situation: Situation, index: int, *, catalogue: Catalogue) -> None:
        if situation.tick != self._tick:
            self._tick, self._case = situation.tick, []
            for column, decay in self._decayed:
                if (factor := decay.tick()) != 1.0:
                    column.scale(factor)
        self._case.append(index)
        self._times.add(index, 1.0)
        self._all.share(self._case, 1.0)
        for column, decay in self._decayed:
            column.share(self._case, decay.unit)

    def predict_one(self, situation: Situation, *, catalogue: Catalogue) -> Floats | None:
        columns = [self._all, *(column for column, _ in self._decayed)]
        return np.stack([against_uniform(c.take(situation.candidates), escape=self._escape) for c in columns])

    def candidates(self, situation: Situation, most: int, *, catalogue: Catalogue) -> list[int]:
        """Return the activities that came most often of late, and the most often of all, `most` of each."""
        everything = np.arange(len(catalogue))
        found: list[int] = []
        for column in (self._all, self._decayed[-1][0]):
            counts = column.take(everything)
            kept = min(most, len(counts))
            found += np.argpartition(-counts, kept - 1)[:kept].tolist() if kept else []
        return found

    def words(self, situation: Situation, index: int, *, catalogue: Catalogue) -> str:
        return (
            f"in {self._times[index]:.0f} of {situation.tick:,} {situation.unit}s"
            if self._times[index]
            else ""
        )
