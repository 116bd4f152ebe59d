"""Mixer: p(x) proportional to the product of p_i(x) ** w_i over the views, with w_i learnt from outcomes.

Geometric mixing with weight sets chosen by a small context (Mattern, "Mixing strategies in data
compression", 2012; the PAQ family). Where one activity is right, -ln p(y) is convex in w, so projected
gradient steps approach the best fixed weights. The gradient of a weight does not depend on it: a manifold
that one bad stretch silenced comes back as soon as it would help.

A weight may go below 0 where `lowest` does. Many views say again what is frequent anyway, and the product of
their powers counts it as often; the view that only says what is frequent then takes it out.

It does not know what the views are about, nor what an activity is.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jepa_learning.domain.columns import Floats, Indices

Keys = tuple[Hashable, ...]
Awake = NDArray[np.bool_]

Kept = tuple[dict[Hashable, Floats], ...]
"""The weights of a mixture at some moment; what they mean is its own business."""


class Mixing(Protocol):
    """What a federation asks of a mixture, and tells it; see `Mixer`."""

    def weights(self, keys: Keys, awake: Awake) -> Floats:
        """Return how much each view has to say in this context, below 0 if it is counted against, `[V]`."""
        ...

    def mix(self, evidence: Floats, keys: Keys, awake: Awake) -> Floats:
        """Return the probability of each candidate, `[C]`."""
        ...

    def mix_early(self, evidence: Floats, keys: Keys, awake: Awake) -> Floats:
        """Return the probability of each candidate before late views are mixed in, `[C]`."""
        ...

    def learn_one(self, evidence: Floats, p: Floats, right: Indices, keys: Keys, awake: Awake) -> None:
        """Learn from an outcome whom to believe."""
        ...

    def adapt(self, *, steps: float, share: float) -> None:
        """From now on take steps so many times as long, and deal out so many times as much weight."""
        ...

    def remember(self) -> Kept:
        """Return the weights as they are."""
        ...

    def recall(self, kept: Kept) -> None:
        """Go back to weights that `remember` returned."""
        ...


class Mixer:
    """Weights by context. The weight of a view is the sum over the sets that the context names.

    Args:
        members: How many views each manifold has, in the order of the evidence's rows.
        initial: Weight of each view before anything is learnt, in the order of the evidence's rows.
        rate: Size of a step (AdaGrad, Duchi et al. 2011): rate / sqrt(settle + sum of squared gradients).
        settle: Sum of squared gradients that is assumed at the start; more makes the first steps smaller.
        floor: Smallest step: weights go on following the stream for ever.
        ceiling: The dominance ceiling: no manifold speaks with more than this share of all weight learnt,
            whatever its sign.
        steepest: Longest gradient that one outcome may push with: a surprise is one event, not ten.
        lowest: The least weight of a view in one set, at most 0.
    """

    def __init__(
        self,
        members: Sequence[int],
        *,
        initial: Sequence[float],
        rate: float,
        settle: float,
        floor: float,
        ceiling: float,
        steepest: float = 3.0,
        lowest: float = 0.0,
    ) -> None:
        self._starts = np.cumsum([0, *members[:-1]])
        self._sizes = np.asarray(members)
        self._initial, self._rate, self._settle = np.asarray(initial, dtype=np.float64), rate, settle
        self._floor, self._ceiling = floor, ceiling
        self._steepest, self._lowest = steepest, lowest
        self._weights: dict[Hashable, Floats] = {}
        self._squares: dict[Hashable, Floats] = {}
        self._pace = 1.0
        self._latest: tuple[Keys, Awake, Floats] | None = None

    def weights(self, keys: Keys, awake: Awake) -> Floats:
        """Return the weight of each view in this context, under the ceiling, 0 where it sleeps, `[V]`."""
        if self._latest is not None and self._latest[0] == keys and np.array_equal(self._latest[1], awake):
            return self._latest[2]
        total: Floats = np.sum([self._set(key, len(keys)) for key in keys], axis=0) * awake
        by_manifold = np.add.reduceat(np.abs(total), self._starts)
        most = self._ceiling * by_manifold.sum()
        if by_manifold.max() > most > 0.0:
            total *= np.repeat(np.minimum(1.0, most / np.maximum(by_manifold, 1e-12)), self._sizes)
        self._latest = keys, awake, total
        return total

    def mix(self, evidence: Floats, keys: Keys, awake: Awake) -> Floats:
        """Return the probability of each candidate, `[C]`, from the views' evidence `[V, C]`."""
        # einsum, not @: BLAS would start a second thread for it, and wait for it when the other core is busy.
        logits = np.einsum("v,vc->c", self.weights(keys, awake), evidence)
        p: Floats = np.exp(logits - logits.max())
        p /= p.sum()
        return p

    mix_early = mix

    def learn_one(self, evidence: Floats, p: Floats, right: Indices, keys: Keys, awake: Awake) -> None:
        """Move the weights towards what makes `right` likely.

        The loss is -2 ln of the sum of √p over `right`: -ln p where one activity is right. Where several
        are it lies between asking that one of them comes first, where the likeliest takes all the credit,
        and that each of them may.

        Args:
            evidence: `[V, C]`.
            p: What `mix` made of it, `[C]`.
            right: Columns of the activities that came.
            keys: The sets that share the context.
            awake: The views that took part.
        """
        self._latest = None
        q = np.sqrt(np.maximum(p[right], 1e-300))
        q /= q.sum()
        expected = np.einsum("vc,c->v", evidence, p)
        gradient = (np.einsum("vr,r->v", evidence[:, right], q) - expected) * awake
        length = float(np.sqrt(gradient @ gradient))
        if length > self._steepest:
            gradient *= self._steepest / length
        for key in keys:
            squares = self._squares[key]
            squares += gradient * gradient
            weights = self._weights[key]
            weights += np.maximum(self._rate / np.sqrt(squares), self._floor) * (self._pace * gradient)
            np.maximum(weights, self._lowest, out=weights)

    def adapt(self, *, steps: float, share: float) -> None:
        """From now on take steps so many times as long; no weight is dealt out here."""
        self._pace = steps

    def remember(self) -> Kept:
        """Return the weights, and the squared gradients that their steps depend on."""
        return copied(self._weights), copied(self._squares)

    def recall(self, kept: Kept) -> None:
        """Go back to weights that `remember` returned; sets that are newer stay as they are."""
        self._latest = None
        weights, squares = kept
        self._weights.update(copied(weights))
        self._squares.update(copied(squares))

    def _set(self, key: Hashable, of: int) -> Floats:
        found = self._weights.get(key)
        if found is None:
            found = self._weights[key] = self._initial / of
            self._squares[key] = np.full(len(found), self._settle, dtype=np.float64)
        return found


def copied(sets: dict[Hashable, Floats]) -> dict[Hashable, Floats]:
    """Return weight sets that no longer change with those given."""
    return {key: values.copy() for key, values in sets.items()}
