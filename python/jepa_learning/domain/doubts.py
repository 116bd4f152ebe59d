"""Doubts: how the words begin that say why not to act on a prediction; what would help depends on it.

They do not know what would help.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from jepa_learning.domain.event import Candidate, Prediction

TOO_LITTLE: Final = "too little history"
BREAKDOWN: Final = "breakdown"
UNSURE: Final = "not sure enough"
DISAGREEMENT: Final = "too much disagreement"


def reconsidered(prediction: Prediction, candidates: tuple[Candidate, ...], *, why: str) -> Prediction:
    """Return the prediction with other candidates; what they lost goes to nobody.

    Where too little is left for the first, it abstains and says what is left; a doubt of another kind stays.

    Args:
        prediction: As it was said.
        candidates: What is left of it, best first.
        why: What became of the rest, in words.
    """
    confidence = candidates[0].probability if candidates else 0.0
    left = replace(prediction, candidates=candidates, confidence=confidence)
    is_enough = bool(candidates) and confidence >= min(prediction.needed, prediction.confidence)
    if is_enough or (prediction.abstained is not None and not prediction.is_unsure):
        return left
    doubt = f"{UNSURE}: {100.0 * confidence:.0f} % for the first, {why}"
    return replace(left, abstained=doubt, is_unsure=True)
