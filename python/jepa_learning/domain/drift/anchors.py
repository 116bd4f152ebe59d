"""Anchors: the regimes of the past, each with its signature and its weights, and when one has returned.

A signature is what was usual in a regime. Of every event it is asked how much likelier a past regime makes it
than the present one; once that sums up to enough, the past one has returned (the cumulative sum test of Page,
1954, on likelihood ratios: while the present regime goes on, a sum of b bits comes about once in 2**b
events).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.drift.familiarity import Familiarity
from jepa_learning.domain.mixer import Kept

STEEPEST: Final = 4.0
"""Bits that one event says at most for or against a regime."""


@dataclass(slots=True)
class Anchor:
    """A regime that was left.

    Attributes:
        number: Which one it is, counted from 1.
        usual: Its signature.
        weights: Those of the mixture, from before the change.
        left: Events that were met when it was left.
        credit: What events since then say for its return, in bits.
    """

    number: int
    usual: Familiarity
    weights: Kept
    left: int
    credit: float = 0.0


class Anchors:
    """A bounded memory of regimes; the one left longest ago is forgotten first.

    Args:
        most: How many are remembered.
        credit: Bits that it takes to recognise one.
    """

    def __init__(self, *, most: int, credit: float) -> None:
        self._anchors: deque[Anchor] = deque(maxlen=most)
        self._credit = credit

    def remember(self, anchor: Anchor) -> None:
        """Keep a regime that is left."""
        self._anchors.append(anchor)
        for one in self._anchors:
            one.credit = 0.0

    def recognise(self, index: int, *, before: int, present: Familiarity) -> Anchor | None:
        """Take an event; return the regime that has returned by it."""
        if not self._anchors:
            return None
        usual = present.share_after(before, index)
        for one in self._anchors:
            for_it = math.log2(one.usual.share_after(before, index) / usual)
            one.credit = max(0.0, one.credit + min(max(for_it, -STEEPEST), STEEPEST))
        best = max(self._anchors, key=lambda one: one.credit)
        return best if best.credit >= self._credit else None

    def recall(self, anchor: Anchor) -> None:
        """Take a regime that has returned out of the memory: it is the present one now."""
        self._anchors.remove(anchor)

    def __iter__(self) -> Iterator[Anchor]:
        return iter(self._anchors)
