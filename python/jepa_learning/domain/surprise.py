"""Surprise: how far what came lay from what a network foresaw in latent space, over the last events.

A surprise is relative: the squared distance of what came from the prediction, over the mean of that distance
over the candidates. Near 0 it was foreseen; about 1 is no better than chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Surprise:
    """The surprises of the last events.

    Attributes:
        events: How many they are.
        mean: Of all.
        median: Half of them are below it.
        high: Nine of ten are below it.
        last: Of the newest event.
        percentile: Percent of all that are no higher than the newest, above 0 to 100.
    """

    events: int
    mean: float
    median: float
    high: float
    last: float
    percentile: float


def summarise(surprises: Sequence[float]) -> Surprise | None:
    """Return what the surprises of the last events, newest last, say together; None of no events."""
    if not surprises:
        return None
    values = np.array(surprises, dtype=np.float64)
    last = float(values[-1])
    median, high = np.quantile(values, (0.5, 0.9)).tolist()
    return Surprise(
        len(values), float(values.mean()), median, high, last, 100.0 * float((values <= last).mean())
    )
