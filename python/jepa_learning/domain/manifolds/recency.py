"""Recency: what was touched lately is touched again; by ticks, by the clock, and since its birth.

Power laws of the age: the strongest single factor in programmers' navigation (Singer et al., ICSM 2005 on).
"""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Column, Floats
from jepa_learning.domain.manifolds.manifold import logits_against_uniform
from jepa_learning.domain.situation import Situation

HOUR_S: Final = 3600.0


class Recency:
    """-ln(1 + age) of each activity, the age counted in ticks, in hours, and in ticks since it first came."""

    name: ClassVar[str] = "recency"
    views: ClassVar[tuple[str, ...]] = ("ticks", "hours", "birth")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset(views)

    def __init__(self) -> None:
        self._tick = Column(fill=-1.0)
        self._time = Column()
        self._birth = Column(fill=-1.0)

    def learn_one(self, situation: Situation, index: int, *, catalogue: Catalogue) -> None:
        self._tick[index] = situation.tick
        if situation.time is not None:
            self._time[index] = situation.time
        if self._birth[index] < 0.0:
            self._birth[index] = situation.tick

    def predict_one(self, situation: Situation, *, catalogue: Catalogue) -> Floats | None:
        ids = situation.candidates
        ages = [situation.tick - self._tick.take(ids), situation.tick - self._birth.take(ids)]
        evidence = [logits_against_uniform(-np.log1p(np.maximum(age, 0.0))) for age in ages]
        hours = np.zeros(len(ids))
        if situation.time is not None:
            hours = np.maximum(situation.time - self._time.take(ids), 0.0) / HOUR_S
        return np.stack([evidence[0], logits_against_uniform(-np.log1p(hours)), evidence[1]])

    def words(self, situation: Situation, index: int, *, catalogue: Catalogue) -> str:
        if self._tick[index] < 0.0:
            return ""
        ago = situation.tick - self._tick[index]
        return f"in the last {situation.unit}" if ago <= 1 else f"last {ago:,.0f} {situation.unit}s ago"
