"""Promotion: whether what was learnt anew may replace what answers now; only better by a paired interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

CONFIDENT: Final = 1.96
"""Standard errors that a difference must be away from zero: 19 times in 20 it is no accident."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison says.

    Attributes:
        promoted: Whether the candidate is better beyond doubt.
        worse: Whether it is worse beyond doubt.
        gain: Mean loss that it saves, in nats a question.
        error: One standard error of the gain.
        questions: How many were compared.
        reason: The same in words.
    """

    promoted: bool
    worse: bool
    gain: float
    error: float
    questions: int
    reason: str


def compare(candidate: Sequence[float], live: Sequence[float], *, least: int) -> Verdict:
    """Compare the losses of two versions on the same questions, each asked before it was learnt from.

    Args:
        candidate: Losses of what would go live, in nats.
        live: Losses of what answers now.
        least: Questions below which nothing is decided.
    """
    gains = [now - new for new, now in zip(candidate, live, strict=True)]
    n = len(gains)
    if n < max(least, 2):
        return Verdict(False, False, 0.0, 0.0, n, f"only {n} questions were compared, {least} are needed")
    gain = sum(gains) / n
    error = sqrt(sum((one - gain) ** 2 for one in gains) / (n - 1) / n)
    words = f"{gain:+.4f} ± {CONFIDENT * error:.4f} nats a question over {n}"
    promoted, worse = gain > CONFIDENT * error, -gain > CONFIDENT * error
    said = "better" if promoted else "worse" if worse else "no different beyond doubt"
    return Verdict(promoted, worse, gain, error, n, f"{said}: {words}")
