"""Staged mixer: the views that count are mixed first, and late views beside their mixture.

A late view, of what corrects the mixture or of a network, speaks in other strengths than counts do, and
learns in the residual of what they say. Among thirty views its weight would move slowly and make the whole
too sure; beside the mixture it has few neighbours, and the mixture can be believed less as the late view is
believed more. While all late views are silent, only the first stage speaks and learns: a federation with
silent networks is one without them. While they speak, a fixed share of both stages answers: on no stretch is
it much worse than without them.

The layers of mixers of the PAQ family (Mahoney 2005, "Adaptive weighing of context models").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.fixed_share import FixedShare
from jepa_learning.domain.mixer import Awake, Kept, Keys, Mixer, Mixing

STAGES: Final = np.ones(2, dtype=np.bool_)
"""The early mixture, and that with the late views beside it: both always speak."""


@dataclass(frozen=True, slots=True)
class Late:
    """What the second stage made of some evidence.

    Attributes:
        beside: What it mixes: the first one's mixture and the late views, `[1 + late, C]`.
        p: The probability of each candidate with the late views, `[C]`.
    """

    beside: Floats
    p: Floats


@dataclass(frozen=True, slots=True)
class Staged:
    """What each stage made of some evidence.

    Attributes:
        evidence: What it was made of, `[V, C]`.
        keys: The weight sets that fit the context.
        awake: Which views took part, `[V]`.
        early: The evidence of the first stage, `[early, C]`.
        awake_early: Which of its views took part, `[early]`.
        first: The probability of each candidate without the late views, `[C]`.
        late: What the second stage made of it; None where all late views are silent.
    """

    evidence: Floats
    keys: Keys
    awake: Awake
    early: Floats
    awake_early: Awake
    first: Floats
    late: Late | None

    def is_of(self, evidence: Floats, keys: Keys, awake: Awake) -> bool:
        """Whether it was made of just this."""
        return self.evidence is evidence and self.awake is awake and self.keys == keys


class StagedMixer:
    """Two mixers, one behind the other, and how far each is believed.

    Args:
        early: Mixes the views that are not late.
        late: Mixes what the first one made, and behind it the late views.
        n_early: How many views are not late: they come first, so that no stage copies its part.
        share: Part of the weight of both stages that is dealt out evenly after every outcome.
    """

    def __init__(self, early: Mixing, late: Mixer, *, n_early: int, share: float) -> None:
        self._early, self._late = early, late
        self._n_early = n_early
        self._stages = FixedShare(len(STAGES), share=share)
        self._latest: Staged | None = None

    def weights(self, keys: Keys, awake: Awake) -> Floats:
        """Return the weight of each view in this context, through both stages, `[V]`."""
        first, second = self._stages.weights(keys[0], STAGES).tolist()
        late = self._late.weights(keys, self._awake_late(awake))
        early = self._early.weights(keys, awake[: self._n_early])
        return np.concatenate([(first + second * late[0]) * early, second * late[1:]])

    def mix(self, evidence: Floats, keys: Keys, awake: Awake) -> Floats:
        """Return the probability of each candidate, `[C]`, from the views' evidence `[V, C]`."""
        staged = self._latest = self._staged(evidence, keys, awake)
        if staged.late is None:
            return staged.first
        first, second = self._stages.weights(keys[0], STAGES).tolist()
        mixed: Floats = first * staged.first + second * staged.late.p
        return mixed

    def mix_early(self, evidence: Floats, keys: Keys, awake: Awake) -> Floats:
        """Return the probability of each candidate by the first stage alone, `[C]`."""
        if self._latest is not None and self._latest.is_of(evidence, keys, awake):
            return self._latest.first
        return self._early.mix(evidence[: self._n_early], keys, awake[: self._n_early])

    def learn_one(self, evidence: Floats, p: Floats, right: Indices, keys: Keys, awake: Awake) -> None:
        """Move the weights of both stages, each by its own mixture; see `Mixer.learn_one`."""
        staged, self._latest = self._latest, None
        # An outcome mostly follows its question at once; then nothing needs to be mixed again.
        if staged is None or not staged.is_of(evidence, keys, awake):
            staged = self._staged(evidence, keys, awake)
        late = staged.late
        if late is not None:
            likely = np.array([staged.first[right].sum(), late.p[right].sum()])
            self._stages.learn_one(np.maximum(likely, 1e-300), keys[0], STAGES)
            self._late.learn_one(late.beside, late.p, right, keys, self._awake_late(awake))
        self._early.learn_one(staged.early, staged.first, right, keys, staged.awake_early)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_latest": None}

    def adapt(self, *, steps: float, share: float) -> None:
        """Let both stages take other steps, and another part be dealt out between them."""
        self._early.adapt(steps=steps, share=share)
        self._late.adapt(steps=steps, share=share)
        self._stages.adapt(share=share)

    def remember(self) -> Kept:
        """Return the weights of both stages, and between them."""
        return *self._early.remember(), *self._late.remember(), self._stages.remember()

    def recall(self, kept: Kept) -> None:
        """Go back to weights that `remember` returned."""
        *early, weights, squares, stages = kept
        self._early.recall(tuple(early))
        self._late.recall((weights, squares))
        self._stages.recall(stages)
        self._latest = None

    def _awake_late(self, awake: Awake) -> Awake:
        return np.concatenate([[True], awake[self._n_early :]])

    def _staged(self, evidence: Floats, keys: Keys, awake: Awake) -> Staged:
        early, awake_early = evidence[: self._n_early], awake[: self._n_early]
        first = self._early.mix(early, keys, awake_early)
        if not evidence[self._n_early :].any():
            return Staged(evidence, keys, awake, early, awake_early, first, None)
        mixed = np.log(np.maximum(first, 1e-300) * len(first))
        beside = np.concatenate([mixed[None], evidence[self._n_early :]])
        late = Late(beside, self._late.mix(beside, keys, self._awake_late(awake)))
        return Staged(evidence, keys, awake, early, awake_early, first, late)
