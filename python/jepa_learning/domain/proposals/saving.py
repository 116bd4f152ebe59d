"""Saving: what a remedy spares, counted by replaying a history as if it had existed, and foretold from that.

The history is laid into blocks of as many acts each; the recent ones count for more. The interval is that
of the mean of so many blocks as are foretold, from the scatter between blocks, or that of a count where
this is wider. What was looked for in a history because it is frequent there is less frequent behind it (the
winner's curse), so only a share of the rate is foretold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats

BLOCKS: Final = 10
_HALF_LIFE: Final = 4.0  # blocks
_STUDENT_90: Final = 1.895
"""Two-sided, of Student's t with 7 degrees of freedom: so weighted, ten blocks say as much as eight alike."""


@dataclass(frozen=True, slots=True)
class Use:
    """One time that a remedy would have been used.

    Attributes:
        at: Number of its first act: in its session, or in its history.
        events: Spared; below 0 where it costs.
        keys: Keystrokes spared.
        seconds: Spared; None where the history does not say.
        span: Acts that it takes the place of.
    """

    at: int
    events: float
    keys: float = 0.0
    seconds: float | None = None
    span: int = 1


@dataclass(frozen=True, slots=True)
class Saving:
    """What is spared over a stretch of history, with the interval that holds it 9 times in 10.

    Attributes:
        uses: How often the remedy is used.
        events: Spared.
        low: And at least.
        high: And at most.
        keys: Keystrokes spared.
        seconds: Spared; None where the history does not say.
        scatter: How much the uses differ from block to block: their standard deviation over their mean.
    """

    uses: float
    events: float
    low: float
    high: float
    keys: float
    seconds: float | None
    scatter: float

    @property
    def is_sure(self) -> bool:
        """Whether it spares something 9 times in 10; what spares keystrokes alone costs no events."""
        return self.low > 0.0 or self.events == 0.0


def total(uses: Sequence[Use]) -> Saving:
    """Return what was spared, without looking ahead."""
    events = sum(use.events for use in uses)
    return Saving(len(uses), events, events, events, sum(use.keys for use in uses), _seconds(uses), 0.0)


def foretell(uses: Sequence[Use], *, acts: int, ahead: int, carries: float = 1.0) -> Saving:
    """Return what will be spared over the next `ahead` acts, from the uses within the last `acts`.

    Args:
        uses: With `at` counted from the first of these acts.
        acts: That were replayed.
        ahead: That are foretold.
        carries: Share of the rate that is expected to go on, above 0 to 1.
    """
    per_block = np.zeros(BLOCKS)
    counts = np.zeros(BLOCKS)
    for use in uses:
        block = min(BLOCKS - 1, use.at * BLOCKS // max(1, acts))
        per_block[block] += use.events
        counts[block] += 1.0
    weights = 0.5 ** ((BLOCKS - 1 - np.arange(BLOCKS)) / _HALF_LIFE)
    weights /= weights.sum()
    blocks = ahead * BLOCKS / max(1, acts)
    events = float(weights @ per_block) * blocks * carries
    rate = float(weights @ counts) * blocks * carries
    margin = _margin(per_block, weights, blocks)
    share = rate / max(1, len(uses))
    seconds = _seconds(uses)
    return Saving(
        uses=rate,
        events=events,
        low=events - margin,
        high=events + margin,
        keys=share * sum(use.keys for use in uses),
        seconds=None if seconds is None else share * seconds,
        scatter=float(counts.std() / counts.mean()) if uses else 0.0,
    )


def _margin(per_block: Floats, weights: Floats, blocks: float) -> float:
    mean = float(weights @ per_block)
    between = float(weights @ (per_block - mean) ** 2)
    each = max(between, abs(mean))  # no steadier than a count can be
    return _STUDENT_90 * sqrt(each * blocks * (1.0 + blocks * float(weights @ weights)))


def _seconds(uses: Sequence[Use]) -> float | None:
    told = [use.seconds for use in uses if use.seconds is not None]
    return sum(told) if told else None
