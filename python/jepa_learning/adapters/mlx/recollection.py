"""Recollection: what the episodes that a question is most alike vote for, in plain numpy.

It is the `Recall` of `event_jepa`, for whoever asks just now. From one question to the next few episodes are
new, so the keys of the others are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

import numpy as np

from jepa_learning.adapters.mlx.batch import CUED
from jepa_learning.adapters.mlx.encoded import Encoded
from jepa_learning.adapters.mlx.subword_table import Floats32
from jepa_learning.domain.latent import Episode

SHORTEST: Final = 1e-6
"""Added to a squared length, so that nothing has no direction."""


class Recollection:
    """The episodes of the last question, as arrays.

    Args:
        weights: Of the network, by name.
        encoded: Vectors of names and intents.
    """

    def __init__(self, weights: Mapping[str, Floats32], encoded: Encoded) -> None:
        self._own, self._encoded = weights, encoded
        self._episodes: tuple[Episode, ...] = ()
        self._keys = np.zeros((0, len(weights["recall.cue_key.weight"])), dtype=np.float32)
        self._rows = self._came = np.zeros(0, dtype=np.int64)
        self._shares = np.zeros(0, dtype=np.float32)

    def votes(self, episodes: tuple[Episode, ...], query: Floats32, names: Floats32) -> Floats32:
        """Return the votes for every name, `[Q, N]`; queries `[Q, D]` and all names' vectors `[N, D]`."""
        if episodes is not self._episodes:
            self._remember(episodes, names)
        ages = np.log1p(np.arange(len(episodes), 0, -1, dtype=np.float32))
        alike = query @ self._keys.T * self._own["recall.sharpness"] - self._own["recall.fading"] * ages
        cast = softmax(alike)[:, self._rows] * self._shares
        return np.stack([np.bincount(self._came, mine, len(names)) for mine in cast]).astype(np.float32)

    def _remember(self, episodes: tuple[Episode, ...], names: Floats32) -> None:
        row_of = {id(one): row for row, one in enumerate(self._episodes)}
        new = [one for one in episodes if id(one) not in row_of]
        row_of.update((id(one), row) for row, one in enumerate(new, start=len(self._episodes)))
        keys = np.concatenate((self._keys, self._keys_of(new, names)))
        self._keys = keys[[row_of[id(one)] for one in episodes]]
        outcomes = [tuple(dict.fromkeys(one.outcome)) for one in episodes]
        sizes = np.array([len(one.outcome) for one in episodes], dtype=np.float32)
        self._rows = np.repeat(np.arange(len(episodes)), [len(one) for one in outcomes])
        self._came = np.array(list(chain.from_iterable(outcomes)), dtype=np.int64)
        self._shares = np.sqrt(1.0 / np.maximum(sizes, 1.0))[self._rows]
        self._episodes = episodes

    def _keys_of(self, episodes: Sequence[Episode], names: Floats32) -> Floats32:
        """Return what each episode is recognised by, of length 1, `[M, D]`."""
        intents = self._encoded.intents([one.intent for one in episodes])
        cues = np.zeros_like(intents)
        for row, one in enumerate(episodes):
            cues[row] = mean_name(one.cue[:CUED], names)
        own = self._own
        return unit(intents @ own["recall.intent_key.weight"].T + cues @ own["recall.cue_key.weight"].T)


def mean_name(numbers: Sequence[int], names: Floats32) -> Floats32:
    """Return the mean vector of names by number, `[D]`; zeros of none."""
    mean: Floats32 = names[list(numbers)].sum(axis=0) / np.float32(max(len(numbers), 1))
    return mean


def unit(x: Floats32) -> Floats32:
    """Return rows of length 1, `[N, D]`."""
    return x / np.sqrt(np.square(x).sum(axis=-1, keepdims=True) + np.float32(SHORTEST))


def softmax(x: Floats32) -> Floats32:
    """Return shares that sum to 1 along the last axis."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    share: Floats32 = powers / powers.sum(axis=-1, keepdims=True)
    return share
