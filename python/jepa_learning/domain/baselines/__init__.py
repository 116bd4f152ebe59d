"""Counting predictors that the product must beat, on the same questions in the same run.

They share no code with the product's manifolds, so that a mistake there cannot flatter the comparison.
Each has `learn_one(event)` and `predict_one(query, *, k) -> Prediction`; none follows a file over a rename.
"""

from __future__ import annotations

from jepa_learning.domain.baselines.backoff import Backoff
from jepa_learning.domain.baselines.cochange import CoChange
from jepa_learning.domain.baselines.frequency import Frequency
from jepa_learning.domain.baselines.intent_words import IntentWords

__all__ = ["Backoff", "CoChange", "Frequency", "IntentWords"]
