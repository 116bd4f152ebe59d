"""Plural mixer: two mixtures of different kinds, their mean, and a fixed share between the three.

The log-linear mixture can say more than any of its views, but is too sure of itself where a new stretch
differs from what its weights were learnt on. A fixed share of the views says no more than they do, and is
safe. Their geometric mean is better than both on most sequences, and a fixed share of the three is never much
worse than the best of them.

It does not know what the views are about, nor what an activity is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.fixed_share import FixedShare
from jepa_learning.domain.mixer import Awake, Kept, Keys, Mixing

KINDS: Final = np.ones(3, dtype=np.bool_)
"""The log-linear mixture, the fixed share of the views, and their mean: all of them always speak."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """What each kind of mixture made of some evidence.

    Attributes:
        evidence: What it was made of, `[V, C]`.
        keys: The weight sets that fit the context.
        awake: Which views took part, `[V]`.
        speaking: Which of them had anything to say, `[V]`.
        kinds: The probability of each candidate by each kind, `[3, C]`.
    """

    evidence: Floats
    keys: Keys
    awake: Awake
    speaking: Awake
    kinds: Floats


class PluralMixer:
    """A mixer with a second mixture beside it.

    Args:
        mixer: The log-linear mixture; the weights that are told are its own.
        views: How many views there are.
        share: Part of all weight that the fixed shares deal out evenly after every outcome.
    """

    def __init__(self, mixer: Mixing, views: int, *, share: float) -> None:
        self._mixer = mixer
        self._views = FixedShare(views, share=share)
        self._kinds = FixedShare(len(KINDS), share=share)
        self._latest: Mixed | None = None

    def weights(self, keys: Keys, awake: Awake) -> Floats:
        """Return the weight of each view in this context, `[V]`, as `Mixer.weights`."""
        return self._mixer.weights(keys, awake)

    def mix(self, evidence: Floats, keys: Keys, awake: Awake) -> Floats:
        """Return the probability of each candidate, `[C]`, from the views' evidence `[V, C]`."""
        self._latest = self._mixed(evidence, keys, awake)
        return _mean(self._kinds.weights(keys[0], KINDS), self._latest.kinds)

    mix_early = mix

    def learn_one(self, evidence: Floats, p: Floats, right: Indices, keys: Keys, awake: Awake) -> None:
        """Move the weights of all mixtures towards what makes `right` likely; see `Mixer.learn_one`."""
        mixed = self._latest
        # An outcome mostly follows its question at once; then nothing needs to be mixed again.
        if mixed is None or not (mixed.evidence is evidence and mixed.awake is awake and mixed.keys == keys):
            mixed = self._mixed(evidence, keys, awake)
        self._latest = None
        speaking = mixed.speaking
        self._kinds.learn_one(_likelihoods(mixed.kinds[:, right]), keys[0], KINDS)
        said = np.exp(evidence[:, right])[speaking]
        self._views.learn_one(_likelihoods(said), keys[0], speaking)
        self._mixer.learn_one(evidence, mixed.kinds[0], right, keys, awake)

    def adapt(self, *, steps: float, share: float) -> None:
        """Let the log-linear mixture take other steps, and the fixed shares deal out another part."""
        self._mixer.adapt(steps=steps, share=share)
        self._views.adapt(share=share)
        self._kinds.adapt(share=share)

    def remember(self) -> Kept:
        """Return the weights of all mixtures."""
        return *self._mixer.remember(), self._views.remember(), self._kinds.remember()

    def recall(self, kept: Kept) -> None:
        """Go back to weights that `remember` returned."""
        *mixed, views, kinds = kept
        self._mixer.recall(tuple(mixed))
        self._views.recall(views)
        self._kinds.recall(kinds)
        self._latest = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_latest": None}

    def _mixed(self, evidence: Floats, keys: Keys, awake: Awake) -> Mixed:
        speaking = awake & evidence.any(axis=1)
        if not speaking.any():
            speaking = awake
        kinds = np.empty((len(KINDS), evidence.shape[1]))
        kinds[0] = self._mixer.mix(evidence, keys, awake)
        kinds[1] = _mean(self._views.weights(keys[0], speaking), np.exp(evidence[speaking]))
        kinds[1] /= kinds[1].sum()
        kinds[2] = np.sqrt(kinds[0] * kinds[1])
        kinds[2] /= kinds[2].sum()
        return Mixed(evidence, keys, awake, speaking, kinds)


def _mean(weights: Floats, said: Floats) -> Floats:
    # einsum, not @: BLAS would start a second thread for it, and wait for it when the other core is busy.
    mean: Floats = np.einsum("e,ec->c", weights, said)
    return mean


def _likelihoods(said: Floats) -> Floats:
    likelihoods: Floats = np.maximum(said.sum(axis=1), 1e-300)
    return likelihoods
