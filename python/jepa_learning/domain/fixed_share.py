"""Fixed share: follows the best of several experts, though it changes which is best, at a cost with a bound.

Specialists, who may sleep (Freund et al., 1997), and whose weight is partly shared out after every outcome
(Herbster and Warmuth, 1998). Over T outcomes the sum of -ln p(right) of the mean by these weights is at most
that of any sequence of N experts with m changes, all awake, and

    (m + 1) ln N + m ln(1 / share) + (T - m - 1) ln(1 / (1 - share)).

It does not know what the experts are: views of a federation, or whole mixtures of them.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jepa_learning.domain.columns import Floats

MOST_SHARED: Final = 0.5
"""Part of all weight that is dealt out at most: beyond it nothing would be learnt."""


class FixedShare:
    """A weight for each expert, by context.

    Args:
        experts: How many there are.
        share: Part of all weight that is dealt out evenly after every outcome, in [0, 1).
    """

    def __init__(self, experts: int, *, share: float) -> None:
        self._experts, self._share, self._times = experts, share, 1.0
        self._weights: dict[Hashable, Floats] = {}

    def weights(self, key: Hashable, awake: NDArray[np.bool_]) -> Floats:
        """Return the weights of the experts that are awake, at least one, in this context; their sum is 1."""
        weights = self._of(key)[awake]
        weights /= weights.sum()
        return weights

    def learn_one(self, right: Floats, key: Hashable, awake: NDArray[np.bool_]) -> None:
        """Move weight to those who expected what came; who sleeps keeps theirs.

        Args:
            right: What probability each expert that is awake gave to it, or a multiple of that, above 0.
            key: The context.
            awake: Who took part, at least one.
        """
        weights = self._of(key)
        held = float(weights[awake].sum())
        moved = weights[awake] * right
        share = min(self._times * self._share, MOST_SHARED)
        moved *= (1.0 - share) / moved.sum()
        weights[awake] = held * (moved + share / len(moved))

    def adapt(self, *, share: float) -> None:
        """From now on deal out so many times as much weight, half of all at most."""
        self._times = share

    def remember(self) -> dict[Hashable, Floats]:
        """Return the weights as they are."""
        return {key: weights.copy() for key, weights in self._weights.items()}

    def recall(self, kept: dict[Hashable, Floats]) -> None:
        """Go back to weights that `remember` returned; those of newer contexts stay as they are."""
        self._weights.update({key: weights.copy() for key, weights in kept.items()})

    def _of(self, key: Hashable) -> Floats:
        found = self._weights.get(key)
        if found is None:
            found = self._weights[key] = np.full(self._experts, 1.0 / self._experts)
        return found
