"""Abstention: from which confidence on a prediction is shown, so that of those shown enough are right.

An online threshold t, moved by outcomes. Of a question that was shown, t rises by `step` · (wrong - allowed),
where `allowed` is 1 less the precision asked for (adaptive conformal inference; Gibbs and Candès, 2021, there
for sets). Outcomes of questions that were kept back are known, too: the lowest threshold that would have been
precise enough over the last `window` questions tells which chances are missed. After `patience` of them in a
row t falls towards it, by at most `drift` a missed chance, so that it cannot lock shut.

The guarantee holds for any sequence of confidences and outcomes, an adversary's included. After n questions
shown, of which w were wrong, and h questions on which t fell,

    w <= allowed · n + 1 + (1 - start) / step + (drift / step) · h,

because a question is shown only while t is at most its confidence, hence at most 1: each wrong answer lifts t
by step · (1 - allowed), each right one and each fall lowers it, and it ends no higher than 1 + step. The
other way round nothing is promised: where nothing is known well enough, nothing is shown.

It does not know what a question is about.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

LEAST_SHOWN: Final = 30
"""Questions above a threshold of the window before it counts as tried."""

LOOK_EVERY: Final = 25
"""Questions between two looks at the window."""


@dataclass(frozen=True, slots=True)
class AbstentionOptions:
    """How the threshold moves.

    Attributes:
        precision: Share of what is shown whose first candidate shall be right, in (0, 1).
        step: How far the threshold moves by a wrong answer.
        patience: Chances missed in a row before it may fall.
        drift: How far it then falls at most by each.
        window: Questions that are looked back at.
    """

    precision: float
    step: float
    patience: int
    drift: float
    window: int


class Threshold:
    """The confidence from which on a prediction is shown; it starts at the precision that is asked for."""

    def __init__(self, options: AbstentionOptions) -> None:
        self._options = options
        self._least = options.precision
        self._latest: deque[tuple[float, bool]] = deque(maxlen=options.window)
        self._tried = 1.0
        self._asked = self._missed = 0

    @property
    def least(self) -> float:
        """The least confidence that is shown."""
        return self._least

    def learn_one(self, confidence: float, *, right: bool) -> None:
        """Learn whether the first candidate, given with this confidence in [0, 1], was right."""
        self._latest.append((confidence, right))
        self._asked += 1
        if self._asked % LOOK_EVERY == 0:
            self._tried = self._lowest_precise()
        if confidence >= self._least:
            self._missed = 0
            self._least += self._options.step * (float(not right) - (1.0 - self._options.precision))
            self._least = max(0.0, self._least)
        elif confidence >= self._tried:
            self._missed += 1
            if self._missed > self._options.patience:
                self._least = max(self._tried, self._least - self._options.drift)

    def _lowest_precise(self) -> float:
        """Return the lowest threshold that was precise over the window; 1 where none was."""
        confidences, right = (
            np.array(column, dtype=np.float64) for column in zip(*self._latest, strict=True)
        )
        order = np.argsort(-confidences, kind="stable")
        shown = np.arange(1, len(order) + 1)
        precise = np.cumsum(right[order]) >= self._options.precision * shown
        found = np.flatnonzero(precise & (shown >= LEAST_SHOWN))
        return float(confidences[order[found[-1]]]) if len(found) else 1.0
