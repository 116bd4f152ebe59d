"""Lesson loss: what an answer to a lesson costs: -ln of the probability that it gave to what came."""

from __future__ import annotations

from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Lesson

_LEAST: Final = 1e-12


def lesson_loss(lesson: Lesson, scores: Floats | None, *, share: float) -> float:
    """Return the loss of scores with `share` of what the federation believed beside them, in nats.

    Args:
        lesson: What was asked, and what came.
        scores: Unnormalised ln-probabilities of its candidates, `[C]`; None where only the federation speaks.
        share: How much of its belief is added.
    """
    believed = lesson.believed.astype(np.float64)
    logits = believed if scores is None else scores + share * believed
    p = np.exp(logits - logits.max())
    return -float(np.log(max(p[lesson.right].sum() / p.sum(), _LEAST)))
