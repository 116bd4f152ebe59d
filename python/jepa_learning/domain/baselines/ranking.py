"""Turns counted scores into a Prediction. Scores are shares in [0, 1]; nothing here calibrates them."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping

from jepa_learning.domain.event import Candidate, Prediction


def rank(scores: Mapping[str, float], *, k: int, without: Collection[str] = ()) -> Prediction:
    """Return the `k` activities of highest score outside `without`; the best score is the confidence."""
    allowed = ((activity, score) for activity, score in scores.items() if activity not in without)
    best = heapq.nlargest(k, allowed, key=lambda item: item[1])
    candidates = tuple(Candidate(activity, min(1.0, score)) for activity, score in best)
    return Prediction(candidates, confidence=candidates[0].probability if candidates else 0.0)
