"""Batch: questions side by side, as the arrays that the network reads. Knows moments; knows no weights.

Names and intents that several questions share are encoded once: arrays point into the batch's own lists of
items `[I]` and intents `[J]`. Item 0 stands for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import log2
from typing import Final

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.latent import FEATURES, KNOWN, STEPS, Episode, Moment, Step

GAPS: Final = 17
"""Classes of the time since a step: 0 when it is not known, then by powers of two of minutes."""

RHYTHMS: Final = 20
"""Classes of who did a step and how many cases ago: whose it was, and 0 to 9 cases."""

KINDS: Final = 8
"""Classes of a token: none, step, known, and the question with or without intent and known items."""

CUED: Final = 8
"""Names of an episode's cue that count."""

Ints = NDArray[np.int32]
Reals = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Batch:
    """B questions of L tokens, up to C candidates and M episodes that ended with O different items."""

    tokens: mx.array  # [B, L] items
    token_intents: mx.array  # [B, L] intents
    gaps: mx.array  # [B, L]
    rhythms: mx.array  # [B, L]
    kinds: mx.array  # [B, L]
    present: mx.array  # [B, L] 1 or 0
    known: mx.array  # [B, KNOWN] items
    known_shares: mx.array  # [B, KNOWN]
    candidates: mx.array  # [B, C] items
    counted: mx.array  # [B, C] 1 or 0
    features: mx.array  # [B, C, FEATURES]
    episode_intents: mx.array  # [M] intents
    cues: mx.array  # [Q] items that cues are made of
    cue_shares: mx.array  # [M, Q] share of each in an episode's cue
    remembered: mx.array  # [B, M] 1 or 0
    ages: mx.array  # [B, M] ln(1 + episodes since)
    outcomes: mx.array  # [M, O] share of each item in what came
    outcome_columns: mx.array  # [B, C] column of `outcomes`, O for none


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a batch points to: numbers of its items' names (the first is -1: none), and its intents."""

    items: Ints
    intents: tuple[str, ...]


def collate(moments: Sequence[Moment]) -> tuple[Batch, Vocabulary]:
    """Lay questions side by side. At least one."""
    recollection, remembered, ages = _remembered(moments)
    items = _items(moments, recollection)
    intents = Interner()
    intents.number("")
    tokens = _Tokens(len(moments))
    for row, moment in enumerate(moments):
        tokens.write(row, moment, items, intents)
    candidates, counted, features, numbers = _candidates(moments, items)
    known, known_shares = _padded([moment.known[-KNOWN:] for moment in moments], KNOWN, items)
    episode_intents = np.array([intents.number(one) for one in recollection.intents], dtype=np.int32)
    batch = Batch(
        **{name: mx.array(values) for name, values in tokens.arrays().items()},
        known=mx.array(known),
        known_shares=mx.array(known_shares),
        candidates=mx.array(candidates),
        counted=mx.array(counted),
        features=mx.array(features),
        episode_intents=mx.array(episode_intents),
        cues=mx.array(_places(recollection.cues, items)),
        cue_shares=recollection.cue_shares,
        remembered=mx.array(remembered),
        ages=mx.array(ages),
        outcomes=recollection.outcomes,
        outcome_columns=mx.array(_columns_of(numbers, recollection.came)),
    )
    return batch, Vocabulary(items, tuple(intents.texts))


class _Tokens:
    """The tokens of all questions, in numpy while they are written."""

    def __init__(self, rows: int) -> None:
        shape = (rows, STEPS + KNOWN + 1)
        self._tokens, self._intents, self._gaps, self._rhythms, self._kinds = (
            np.zeros(shape, dtype=np.int32) for _ in range(5)
        )
        self._present = np.zeros(shape, dtype=np.float32)

    def arrays(self) -> dict[str, Ints | Reals]:
        return {
            "tokens": self._tokens,
            "token_intents": self._intents,
            "gaps": self._gaps,
            "rhythms": self._rhythms,
            "kinds": self._kinds,
            "present": self._present,
        }

    def write(self, row: int, moment: Moment, items: Ints, intents: Interner) -> None:
        steps = moment.steps[-STEPS:]
        self._tokens[row, STEPS - len(steps) : STEPS] = _places([step.name for step in steps], items)
        for place, step in enumerate(steps, start=STEPS - len(steps)):
            self._intents[row, place] = intents.number(step.intent)
            self._gaps[row, place] = gap_class(step.gap)
            self._rhythms[row, place] = rhythm_class(step)
            self._kinds[row, place], self._present[row, place] = 1, 1.0
        known = moment.known[-KNOWN:]
        held = slice(STEPS + KNOWN - len(known), STEPS + KNOWN)
        self._tokens[row, held] = _places(known, items)
        self._kinds[row, held], self._present[row, held] = 2, 1.0
        self._intents[row, -1] = intents.number(moment.intent)
        self._kinds[row, -1] = kind_of_question(moment)
        self._present[row, -1] = 1.0


def gap_class(seconds: float | None) -> int:
    """Return the class of the time since a step; see `GAPS`."""
    return 0 if seconds is None else 1 + min(int(log2(1.0 + max(seconds, 0.0) / 60.0)), GAPS - 2)


def rhythm_class(step: Step) -> int:
    """Return the class of whose a step was and how long ago; see `RHYTHMS`."""
    return step.own + 2 * min(step.age, RHYTHMS // 2 - 1)


def kind_of_question(moment: Moment) -> int:
    """Return the class of a question's token; see `KINDS`."""
    return 3 + bool(moment.intent) + 2 * bool(moment.known)


@dataclass(frozen=True, slots=True)
class _Recollection:
    """Episodes as arrays."""

    intents: tuple[str, ...]
    cues: Ints  # [Q] numbers of the names that cues are made of
    cue_shares: mx.array  # [M, Q]
    came: Ints  # [O] numbers of the names that came, ascending
    outcomes: mx.array  # [M, O]


def _remembered(moments: Sequence[Moment]) -> tuple[_Recollection, Reals, Reals]:
    """Return all episodes once, which moment remembers which, and how old each is to it, `[B, M]`."""
    once = {id(moment.episodes): moment.episodes for moment in moments}
    every = [one for episodes in once.values() for one in episodes]
    if not every:
        nothing = np.zeros((len(moments), 1), dtype=np.float32)
        return _recollection((Episode((), "", ()),)), nothing, nothing.copy()
    first, row_of = _told_apart(every)
    stops = np.cumsum([len(episodes) for episodes in once.values()])
    rows = dict(zip(once, np.split(row_of, stops[:-1]), strict=True))
    remembered = np.zeros((len(moments), len(first)), dtype=np.float32)
    ages = np.zeros_like(remembered)
    for row, moment in enumerate(moments):
        mine = rows[id(moment.episodes)]
        remembered[row, mine] = 1.0
        ages[row, mine] = np.log1p(np.arange(len(mine), 0, -1))
    return _recollection([every[place] for place in first.tolist()]), remembered, ages


def _recollection(episodes: Sequence[Episode]) -> _Recollection:
    cues, cue_shares = _cues(episodes)
    came, outcomes = _outcomes(episodes)
    return _Recollection(
        tuple(one.intent for one in episodes), cues, mx.array(cue_shares), came, mx.array(outcomes)
    )


def _told_apart(every: Sequence[object]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of those that differ, as they first come, and of each object its place among them."""
    ids = np.fromiter(map(id, every), dtype=np.int64, count=len(every))
    _, first, inverse = np.unique(ids, return_index=True, return_inverse=True)
    # In the order in which they come, for that of their addresses differs from run to run.
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[inverse]


def _items(moments: Sequence[Moment], recollection: _Recollection) -> Ints:
    names = [step.name for moment in moments for step in moment.steps]
    names += [number for moment in moments for number in moment.known]
    once = {id(moment.candidates): moment.candidates for moment in moments}
    numbers = np.unique(
        np.concatenate(
            [np.array(names, dtype=np.int32), recollection.cues, recollection.came, *once.values()]
        )
    )
    return np.concatenate([np.array([-1], dtype=np.int32), numbers[numbers >= 0]])


def _places(numbers: Sequence[int] | Ints, items: Ints) -> Ints:
    return np.searchsorted(items, np.asarray(numbers, dtype=np.int32)).astype(np.int32)


def _candidates(moments: Sequence[Moment], items: Ints) -> tuple[Ints, Reals, Reals, Ints]:
    """Return the candidates' items, which columns count, their features, and their names' numbers."""
    most = max(len(moment.candidates) for moment in moments)
    numbers = np.full((len(moments), most), -1, dtype=np.int32)
    features = np.zeros((len(moments), most, FEATURES), dtype=np.float32)
    for row, moment in enumerate(moments):
        numbers[row, : len(moment.candidates)] = moment.candidates
        features[row, : len(moment.candidates)] = moment.features
    return _places(numbers, items), (numbers >= 0).astype(np.float32), features, numbers


def _padded(names: Sequence[Sequence[int]], width: int, items: Ints) -> tuple[Ints, Reals]:
    places = np.zeros((len(names), width), dtype=np.int32)
    shares = np.zeros((len(names), width), dtype=np.float32)
    for row, numbers in enumerate(names):
        places[row, : len(numbers)] = _places(numbers, items)
        shares[row, : len(numbers)] = 1.0 / max(len(numbers), 1)
    return places, shares


def _cues(episodes: Sequence[Episode]) -> tuple[Ints, Reals]:
    rows, names, sizes = _flat([one.cue[:CUED] for one in episodes])
    kinds = np.unique(names) if len(names) else np.array([-1], dtype=np.int32)
    shares = np.zeros((len(episodes), len(kinds)), dtype=np.float32)
    np.add.at(shares.reshape(-1), rows * len(kinds) + np.searchsorted(kinds, names), 1.0 / sizes)
    return kinds, shares


def _outcomes(episodes: Sequence[Episode]) -> tuple[Ints, Reals]:
    rows, names, sizes = _flat([one.outcome for one in episodes])
    came = np.unique(names)
    outcomes = np.zeros((len(episodes), len(came)), dtype=np.float32)
    outcomes[rows, np.searchsorted(came, names)] = 1.0 / np.sqrt(sizes)
    return came, outcomes


def _flat(lists: Sequence[tuple[int, ...]]) -> tuple[NDArray[np.int64], Ints, Reals]:
    """Return of every number its list's place, itself, and how many numbers that list has, `[N]` each."""
    sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    numbers = np.fromiter(chain.from_iterable(lists), dtype=np.int32, count=int(sizes.sum()))
    return np.repeat(np.arange(len(lists)), sizes), numbers, np.repeat(sizes, sizes).astype(np.float32)


def _columns_of(numbers: Ints, came: Ints) -> Ints:
    """Return the column of `came` that each number has, and one more than there are where it has none."""
    if not len(came):
        return np.zeros_like(numbers)
    columns = np.minimum(np.searchsorted(came, numbers), len(came) - 1)
    return np.where(came[columns] == numbers, columns, len(came)).astype(np.int32)
