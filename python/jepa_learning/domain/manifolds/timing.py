"""Timing: the hour, the pace, and how long it has been quiet."""

from __future__ import annotations

import math
from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.manifolds.context_views import Context, ContextViews
from jepa_learning.domain.situation import SequenceSituation

QUARTER_S: Final = 6 * 3600.0
PACES: Final = 24
"""Buckets of a pause: half octaves to about three minutes, octaves to weeks."""


class Timing(ContextViews):
    """Followers by quarter of the day and by the last pause, and what comes after so long a silence.

    The last view weighs an activity by the share of its occurrences that came after at least the silence
    that has already passed, P(pause >= elapsed | x): no silence yet, no evidence.

    Args:
        prior: How many occurrences of the average activity an activity's own pauses are mixed with.
    """

    name: ClassVar[str] = "timing"
    views: ClassVar[tuple[str, ...]] = ("quarter", "pace", "silence")
    fleeting: ClassVar[frozenset[str]] = frozenset({"silence"})

    def __init__(self, *, prior: float) -> None:
        super().__init__()
        self._prior = prior
        self._pauses: Floats = np.zeros((64, PACES))

    def contexts(self, situation: SequenceSituation) -> list[Context | None]:
        trail = situation.trail
        last, times = trail.last(), trail.times
        if last is None or times[-1] is None:
            return [None, None, None]
        pause = None if len(times) < 2 or times[-2] is None else times[-1] - times[-2]
        return [
            (int(times[-1] // QUARTER_S) % 4, last),
            None if pause is None else (last, _pace(pause)),
            None,
        ]

    def learn_one(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> None:
        super().learn_one(situation, index, catalogue=catalogue)
        silence = _silence(situation)
        if silence is not None:
            while index >= len(self._pauses):
                self._pauses = np.concatenate([self._pauses, np.zeros_like(self._pauses)])
            self._pauses[index, _pace(silence)] += 1.0

    def predict_one(self, situation: SequenceSituation, *, catalogue: Catalogue) -> Floats | None:
        evidence = super().predict_one(situation, catalogue=catalogue)
        silence = _silence(situation)
        if evidence is not None and silence and int(situation.candidates[-1]) < len(self._pauses):
            pace = _pace(silence)
            every = self._pauses.sum(axis=0)
            average = (every[pace:].sum() + 1.0) / (every.sum() + 2.0)
            own = self._pauses[situation.candidates]
            evidence[-1] = np.log(
                (own[:, pace:].sum(axis=1) + self._prior * average) / (own.sum(axis=1) + self._prior)
            )
        return evidence

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        view, count, seen = self.best_count(situation, index)
        return f"{count} of {seen} times at this time of day" if view == 0 else ""


def _silence(situation: SequenceSituation) -> float | None:
    times = situation.trail.times
    if situation.time is None or not times or times[-1] is None:
        return None
    return max(0.0, situation.time - times[-1])


def _pace(pause_s: float) -> int:
    pause = max(0.0, pause_s)
    step = 2.0 * math.log2(1.0 + pause) if pause < 200.0 else 15.0 + math.log2(pause / 200.0)
    return min(PACES - 1, int(step))
