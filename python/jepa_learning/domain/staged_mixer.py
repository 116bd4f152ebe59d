"""Staged mixer: the views that count are mixed first, and networks beside their mixture.

A network speaks in other strengths than counts do, and learns in the residual of what they say. Among thirty
views its weight would move slowly and make the whole too sure; beside the mixture it has few neighbours, and
the mixture can be believed less as the network is believed more. While networks are silent, only the first
stage speaks and learns: a federation with silent networks is one without them.

The layers of mixers of the PAQ family (Mahoney 2005, "Adaptive weighing of context models").
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.manifolds.manifold import logits_against_uniform
from jepa_learning.domain.mixer import Awake, Keys, Mixer


class StagedMixer:
    """Two mixers, one behind the other.

    Args:
        early: Mixes the views that are not late.
        late: Mixes what the first one made, and behind it the late views.
        is_late: Which views are late, `[V]`.
    """

    def __init__(self, early: Mixer, late: Mixer, *, is_late: NDArray[np.bool_]) -> None:
        self._early, self._late = early, late
        self._is_late = is_late

    def weights(self, keys: Keys, awake: Awake) -> Floats:
        """Return the weight of each view in this context, through both stages, `[V]`."""
        weights = np.zeros(len(self._is_late))
        late = self._late.weights(keys, self._awake_late(awake))
        weights[~self._is_late] = late[0] * self._early.weights(keys, awake[~self._is_late])
        weights[self._is_late] = late[1:]
        return weights

    def mix(self, evidence: Floats, keys: Keys, awake: Awake) -> Floats:
        """Return the probability of each candidate, `[C]`, from the views' evidence `[V, C]`."""
        first = self._early.mix(evidence[~self._is_late], keys, awake[~self._is_late])
        if not evidence[self._is_late].any():
            return first
        return self._late.mix(self._staged(first, evidence), keys, self._awake_late(awake))

    def learn_one(self, evidence: Floats, p: Floats, right: Indices, keys: Keys, awake: Awake) -> None:
        """Move the weights of both stages, each by its own mixture; see `Mixer.learn_one`."""
        early, awake_early = evidence[~self._is_late], awake[~self._is_late]
        first = self._early.mix(early, keys, awake_early)
        if evidence[self._is_late].any():
            self._late.learn_one(self._staged(first, evidence), p, right, keys, self._awake_late(awake))
        self._early.learn_one(early, first, right, keys, awake_early)

    def _awake_late(self, awake: Awake) -> Awake:
        return np.concatenate([[True], awake[self._is_late]])

    def _staged(self, first: Floats, evidence: Floats) -> Floats:
        mixed = logits_against_uniform(np.log(np.maximum(first, 1e-300)))
        return np.concatenate([mixed[None], evidence[self._is_late]])
