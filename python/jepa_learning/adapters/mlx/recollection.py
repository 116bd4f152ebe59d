"""Recollection: what the episodes that a question is most alike vote for, in plain numpy.

It is the `Recall` of `event_jepa`, for whoever asks just now. From one question to the next few episodes are
new, so the keys of the others are kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np

from jepa_learning.adapters.mlx.batch import CUED
from jepa_learning.adapters.mlx.encoded import Encoded, row_by_row
from jepa_learning.adapters.mlx.subword_table import Floats32
from jepa_learning.domain.columns import Indices
from jepa_learning.domain.latent import Episode

KEPT: Final = 16
"""Sets of episodes that are kept, 160 kB each: of each project, or of each kind."""

GONE: Final = 8
"""Oldest episodes that may have gone between two questions for the others to be found again at once."""

SHORTEST: Final = 1e-6
"""Added to a squared length, so that nothing has no direction."""


class Recollection:
    """The episodes that were asked about last, as arrays.

    Args:
        weights: Of the network, by name.
        encoded: Vectors of names and intents.
    """

    def __init__(self, weights: Mapping[str, Floats32], encoded: Encoded) -> None:
        self._own, self._encoded = weights, encoded
        self._kept: deque[_Remembered] = deque(maxlen=KEPT)

    def votes(self, episodes: tuple[Episode, ...], query: Floats32, names: Floats32) -> Floats32:
        """Return the votes for every name, `[Q, N]`; queries `[Q, D]` and all names' vectors `[N, D]`."""
        one = self._remembered(episodes, names)
        ages = np.log1p(np.arange(len(episodes), 0, -1, dtype=np.float32))
        alike = query @ one.keys.T * self._own["recall.sharpness"] - self._own["recall.fading"] * ages
        cast = softmax(alike)[:, one.rows] * one.shares
        return np.stack([np.bincount(one.came, mine, len(names)) for mine in cast]).astype(np.float32)

    def _remembered(self, episodes: tuple[Episode, ...], names: Floats32) -> _Remembered:
        before, begins = self._before(episodes)
        if before is None:
            found = _remember(episodes, self._keys_of(episodes, names))
        else:
            self._kept.remove(before)
            found = before if before.episodes is episodes else self._further(before, begins, episodes, names)
        self._kept.append(found)  # the one that nobody asked about for longest goes
        return found

    def _before(self, episodes: tuple[Episode, ...]) -> tuple[_Remembered | None, int]:
        """Return what is kept of the same stream, if anything is, and where in it these begin.

        It is the latest that was asked about; where it holds the first of these nowhere near, -1.
        """
        kept = list(reversed(self._kept))
        same = next((one for one in kept if one.episodes is episodes), None)
        if same is not None:
            return same, 0
        for one in kept:
            begins = one.begins(episodes[0])
            if begins >= 0:
                return one, begins
        middle = id(episodes[len(episodes) // 2])
        return next((one for one in kept if middle in one.row_of), None), -1

    def _further(
        self, before: _Remembered, begins: int, episodes: tuple[Episode, ...], names: Floats32
    ) -> _Remembered:
        """Return episodes most of which were remembered before."""
        ends = before.agrees(episodes, begins) if begins >= 0 else begins
        if ends > begins:  # nearly always the oldest have gone and others came
            new = episodes[ends - begins :]
            return before.continued(begins, ends, _remember(new, self._keys_of(new, names)), episodes)
        unknown = [one for one in episodes if id(one) not in before.row_of]
        fresh = {id(one): row for row, one in enumerate(unknown, start=len(before.keys))}
        row_of = {**before.row_of, **fresh}
        rows = [row_of[id(one)] for one in episodes]
        keys: Floats32 = np.concatenate((before.keys, self._keys_of(unknown, names)))[rows]
        return _remember(episodes, keys)

    def _keys_of(self, episodes: Sequence[Episode], names: Floats32) -> Floats32:
        """Return what each episode is recognised by, of length 1, `[M, D]`."""
        intents = self._encoded.intents([one.intent for one in episodes])
        cues, own = _mean_names([one.cue[:CUED] for one in episodes], names), self._own
        keys = row_by_row(intents, own["recall.intent_key.weight"].T)
        return unit(keys + row_by_row(cues, own["recall.cue_key.weight"].T))


@dataclass(frozen=True, eq=False)
class _Remembered:
    """Episodes as arrays.

    Attributes:
        episodes: Newest last.
        keys: What each is recognised by, `[M, D]`.
        starts: Where each one's outcomes start, and where the last one's end, `[M + 1]`.
        rows: Of every outcome of any its episode's place, `[P]`.
        came: Its name's number, `[P]`.
        shares: Its share of that episode's vote, `[P]`.
    """

    episodes: tuple[Episode, ...]
    keys: Floats32
    starts: Indices
    rows: Indices
    came: Indices
    shares: Floats32

    @cached_property
    def row_of(self) -> dict[int, int]:
        """Each one's place, by its identity."""
        return {id(one): row for row, one in enumerate(self.episodes)}

    def begins(self, first: Episode) -> int:
        """Return the place of an episode among the oldest; -1 where it is not there."""
        return next((place for place, one in enumerate(self.episodes[:GONE]) if one is first), -1)

    def agrees(self, episodes: tuple[Episode, ...], begins: int) -> int:
        """Return up to where these are the same as others of which the first is at `begins`.

        The newest, which may have grown, is looked at alone; where others differ, `begins`.
        """
        length = min(len(self.episodes) - begins, len(episodes))
        for same in (length, length - 1):
            if self.episodes[begins : begins + same] == episodes[:same]:
                return begins + same
        return begins

    def continued(
        self, begins: int, ends: int, new: _Remembered, episodes: tuple[Episode, ...]
    ) -> _Remembered:
        """Return those from `begins` to `ends`, and new ones after them."""
        first, last = self.starts[begins], self.starts[ends]
        return _Remembered(
            episodes,
            np.concatenate((self.keys[begins:ends], new.keys)),
            np.concatenate((self.starts[begins:ends] - first, new.starts + (last - first))),
            np.concatenate((self.rows[first:last] - begins, new.rows + (ends - begins))),
            np.concatenate((self.came[first:last], new.came)),
            np.concatenate((self.shares[first:last], new.shares)),
        )


def _remember(episodes: tuple[Episode, ...], keys: Floats32) -> _Remembered:
    sizes = np.array([len(one.outcome) for one in episodes], dtype=np.float32)
    outcomes = [tuple(dict.fromkeys(one.outcome)) for one in episodes]
    lengths = np.array([len(one) for one in outcomes], dtype=np.int64)
    rows = np.repeat(np.arange(len(episodes)), lengths)
    came = np.array(list(chain.from_iterable(outcomes)), dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    return _Remembered(episodes, keys, starts, rows, came, np.sqrt(1.0 / np.maximum(sizes, 1.0))[rows])


def mean_name(numbers: Sequence[int], names: Floats32) -> Floats32:
    """Return the mean vector of names by number, `[D]`; zeros of none."""
    mean: Floats32 = names[list(numbers)].sum(axis=0) / np.float32(max(len(numbers), 1))
    return mean


def _mean_names(numbers: Sequence[Sequence[int]], names: Floats32) -> Floats32:
    sizes = np.array([len(one) for one in numbers], dtype=np.int64)
    means = np.zeros((len(numbers), names.shape[1]), dtype=np.float32)
    filled = sizes > 0
    if filled.any():
        flat = names.take(np.fromiter(chain.from_iterable(numbers), dtype=np.int64), axis=0)
        starts = np.cumsum(sizes[filled]) - sizes[filled]
        means[filled] = np.add.reduceat(flat, starts, axis=0) / sizes[filled, None].astype(np.float32)
    return means


def unit(x: Floats32) -> Floats32:
    """Return rows of length 1, `[N, D]`."""
    return x / np.sqrt(np.square(x).sum(axis=-1, keepdims=True) + np.float32(SHORTEST))


def softmax(x: Floats32) -> Floats32:
    """Return shares that sum to 1 along the last axis."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    share: Floats32 = powers / powers.sum(axis=-1, keepdims=True)
    return share
