"""Familiarity: how usual an activity is, alone and after the one before it, among what came lately.

Counts that fade. Two of them, a slow one that knows a regime and a fast one that knows the last hour, tell
how far a stream has departed: the ratio of what they give to what comes. Kept aside, one is the signature of
a regime, by which it is recognised when it returns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, TypeVar

NEVER: Final = 0.02
"""Occurrences that an activity is worth which never came: it is rare, and not impossible."""

UNSEEN: Final = 20
"""Activities that are taken to exist beyond those that were seen."""

BACKED: Final = 4.0
"""Occurrences of the activity before, below which what is usual altogether counts more than what follows
it."""

FAINT: Final = 0.05
"""Occurrences that have faded below it are forgotten."""

SWEPT: Final = 4096
"""Activities between two sweeps for faint counts."""

Pair = tuple[int, int]
K = TypeVar("K")


class Familiarity:
    """Fading counts of activities and of pairs of them.

    Args:
        half_life: Activities until an occurrence counts half.
    """

    __slots__ = ("_alone", "_before", "_growth", "_pairs", "_total", "_unit", "_until_sweep")

    def __init__(self, *, half_life: float) -> None:
        # Instead of letting all counts fade, each new one counts more; `unit` is what one counts now.
        self._growth = 2.0 ** (1.0 / half_life)
        self._unit = 1.0
        self._alone: dict[int, float] = {}
        self._before: dict[int, float] = {}
        self._pairs: dict[Pair, float] = {}
        self._total = 0.0
        self._until_sweep = SWEPT

    def learn_one(self, index: int, *, before: int) -> None:
        """Count that the activity came after `before`; -1 is the beginning of a case."""
        self._unit *= self._growth
        self._alone[index] = self._alone.get(index, 0.0) + self._unit
        self._before[before] = self._before.get(before, 0.0) + self._unit
        self._pairs[before, index] = self._pairs.get((before, index), 0.0) + self._unit
        self._total += self._unit
        self._until_sweep -= 1
        if not self._until_sweep:
            self._sweep()

    def unlearn(self, recent: Iterable[Pair]) -> None:
        """Take back pairs that were learnt lately, as if they had not faded yet."""
        for before, index in recent:
            taken = min(self._unit, self._alone.get(index, 0.0))
            self._alone[index] = self._alone.get(index, 0.0) - taken
            self._total -= taken
            self._before[before] = max(self._before.get(before, 0.0) - self._unit, 0.0)
            self._pairs[before, index] = max(self._pairs.get((before, index), 0.0) - self._unit, 0.0)

    def share(self, index: int) -> float:
        """Return the probability of the activity, whatever comes before it."""
        count, total = self._alone.get(index, 0.0) / self._unit, self._total / self._unit
        return (count + NEVER) / (total + NEVER * (len(self._alone) + UNSEEN))

    def share_after(self, before: int, index: int) -> float:
        """Return the probability of the activity after another one (Dirichlet smoothing towards `share`)."""
        together = self._pairs.get((before, index), 0.0) / self._unit
        first = self._before.get(before, 0.0) / self._unit
        return (together + BACKED * self.share(index)) / (first + BACKED)

    def copy(self, *, half_life: float) -> Familiarity:
        """Return the same counts, which fade at another pace from now on."""
        copied = Familiarity(half_life=half_life)
        copied._alone, copied._before = self._kept(self._alone), self._kept(self._before)
        copied._pairs, copied._total = self._kept(self._pairs), self._total / self._unit
        return copied

    def _sweep(self) -> None:
        self._alone, self._before = self._kept(self._alone), self._kept(self._before)
        self._pairs = self._kept(self._pairs)
        self._total /= self._unit
        self._unit, self._until_sweep = 1.0, SWEPT

    def _kept(self, counts: dict[K, float]) -> dict[K, float]:
        return {key: count / self._unit for key, count in counts.items() if count >= FAINT * self._unit}


def departure(slow: Familiarity, fast: Familiarity, index: int) -> float:
    """Return how much likelier an activity is for who knows only the last hour, in bits, at least -1.

    The fast one is mixed half and half with the slow one, so that an activity new to it costs one bit at
    most.
    """
    usual = slow.share(index)
    return math.log2((fast.share(index) + usual) / (2.0 * usual))


def disorder(usual: Familiarity, index: int, *, before: int) -> float:
    """Return how little an activity depends on the one before it, in bits.

    It is minus the pointwise mutual information of the two, log2 p(index) / p(index | before): its mean
    is well below 0 where things have an order, and rises to 0 and above when that order is lost.
    """
    return math.log2(usual.share(index) / usual.share_after(before, index))
