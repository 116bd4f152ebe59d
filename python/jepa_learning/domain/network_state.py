"""Network state: how a network that learns is doing, in numbers that anybody can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.promotion import Verdict
from jepa_learning.domain.surprise import Surprise

NOT_GAUSSIAN: Final = 5.0
"""SIGReg's statistic, about 1 for Gaussian states, from which on something is wrong."""

FEW_DIMENSIONS: Final = 0.1
"""Share of its dimensions that the states of a sound network fill at least."""


@dataclass(frozen=True, slots=True)
class Collapse:
    """What shows whether the states of a network collapse: all alike, they would say nothing.

    Attributes:
        rank: Effective rank of the states, 1 to `dimension`.
        variance: Mean variance of the states' numbers.
        sigreg: About 1 when the states are Gaussian.
        dimension: Numbers of a state.
    """

    rank: float
    variance: float
    sigreg: float
    dimension: int

    @property
    def alarm(self) -> str | None:
        """Return what is wrong, in words, or None."""
        if self.sigreg > NOT_GAUSSIAN:
            return f"SIGReg is {self.sigreg:.1f}, above {NOT_GAUSSIAN:.0f}: the states are far from Gaussian"
        if self.rank < FEW_DIMENSIONS * self.dimension:
            return f"the states fill {self.rank:.1f} of {self.dimension} dimensions: they collapse"
        return None


@dataclass(frozen=True, slots=True)
class NetworkState:
    """How a network is doing.

    Attributes:
        is_loaded: Whether it is in memory.
        waiting: Lessons that it has not learnt from yet.
        learnt: Lessons that it learnt from since it was loaded.
        promotions: How often what it learnt replaced what answered, since it was loaded.
        verdict: The last comparison of what it learnt with what answers.
        collapse: Of its states after the last round, or after the training that it comes from.
        surprise: Of the last events, as far as they came to a round.
        reason: Why it is silent for good, or None.
    """

    is_loaded: bool = False
    waiting: int = 0
    learnt: int = 0
    promotions: int = 0
    verdict: Verdict | None = None
    collapse: Collapse | None = None
    surprise: Surprise | None = None
    reason: str | None = None
