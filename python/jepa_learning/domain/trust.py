"""Trust: how far an answer can be believed, by context: probabilities that come true, and when to abstain.

It does not know how the answer was made, nor whether there is history enough to answer at all.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

import numpy as np

from jepa_learning.domain.abstention import AbstentionOptions, Threshold
from jepa_learning.domain.calibration import Calibration
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.confidence import Confidence
from jepa_learning.domain.doubts import DISAGREEMENT, UNSURE
from jepa_learning.domain.signs import AGREEMENT

CALIBRATED: Final = 3
"""Candidates of a question whose outcomes are learnt from, best first."""


@dataclass(frozen=True, slots=True)
class TrustOptions:
    """How trust is learnt; see `Confidence`, `Calibration` and `Threshold`."""

    stiffness: float
    memory: float
    calibration_start: float
    calibration_floor: float
    abstention: AbstentionOptions


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far an answer can be believed.

    Attributes:
        probabilities: Of the likeliest candidates, best first, falling.
        needed: The confidence from which on such an answer is shown.
        doubt: Why it should not be acted on, in words; None where it may be.
    """

    probabilities: Floats
    needed: float
    doubt: str | None


@dataclass(slots=True)
class _Context:
    """What is learnt of one context: of the first candidate, of the others, and when to abstain."""

    first: Confidence
    others: Calibration
    threshold: Threshold


class Trust:
    """Learns from every outcome, whether the answer was shown or not."""

    def __init__(self, options: TrustOptions) -> None:
        self._options = options
        self._contexts: dict[Hashable, _Context] = {}

    def assess(self, context: Hashable, signs: Floats, p: Floats) -> Assessment:
        """Say how far an answer with these signs can be believed; `p` is of its likeliest, best first."""
        known = self._of(context, len(signs))
        probabilities = known.others.predict(p)
        probabilities[0] = known.first.predict_one(signs)
        # The order is the mixer's; a map learnt from few outcomes may not turn it round.
        falling: Floats = np.minimum.accumulate(probabilities)
        return Assessment(falling, known.threshold.least, self._doubt(known, signs, float(falling[0])))

    def learn_one(
        self, context: Hashable, signs: Floats, p: Floats, right: list[bool], *, pace: float = 1.0
    ) -> None:
        """Learn which of the likeliest were right, best first.

        Args:
            context: What kind of question it was.
            signs: Those of the answer.
            p: What was mixed for the likeliest, `[K]`.
            right: Which of them came, `[K]`.
            pace: The maps follow so many times as fast at least.
        """
        known = self._of(context, len(signs))
        known.threshold.learn_one(known.first.predict_one(signs), right=right[0])
        known.first.learn_one(signs, right=right[0], pace=pace)
        for mixed, came in zip(p.tolist()[1:], right[1:], strict=True):
            known.others.learn_one(mixed, right=came, pace=pace)

    def _doubt(self, known: _Context, signs: Floats, confidence: float) -> str | None:
        needed = known.threshold.least
        if confidence >= needed:
            return None
        usual = known.first.usual[AGREEMENT]
        agreed = signs.copy()
        agreed[AGREEMENT] = max(usual, signs[AGREEMENT])
        if known.first.predict_one(agreed) >= needed:
            for_it, usually = ((1.0 + sign) / 2.0 for sign in (signs[AGREEMENT], usual))
            return (
                f"{DISAGREEMENT}: {_percent(for_it)} of the weight is for the first, "
                f"usually {_percent(usually)}"
            )
        return (
            f"{UNSURE}: {_percent(confidence)} for the first, and {_percent(needed)} is needed "
            f"to be right {_percent(self._options.abstention.precision)} of the time"
        )

    def _of(self, context: Hashable, signs: int) -> _Context:
        known = self._contexts.get(context)
        if known is None:
            options = self._options
            known = self._contexts[context] = _Context(
                Confidence(
                    signs,
                    stiffness=options.stiffness,
                    memory=options.memory,
                    calibration=self._calibration(),
                ),
                self._calibration(),
                Threshold(options.abstention),
            )
        return known

    def _calibration(self) -> Calibration:
        return Calibration(start=self._options.calibration_start, floor=self._options.calibration_floor)


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"
