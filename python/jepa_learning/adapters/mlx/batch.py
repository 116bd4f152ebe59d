"""Batch: questions side by side, as the arrays that the network reads. Knows moments; knows no weights.

Names and intents that several questions share are encoded once: arrays point into the batch's own lists of
items `[I]` and intents `[J]`. Item 0 stands for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from jepa_learning.domain.latent import FEATURES, KNOWN, STEPS, Episode, Moment

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
    episodes, remembered, ages = _episodes(moments)
    items = _items(moments, episodes)
    place_of = {number: place for place, number in enumerate(items.tolist())}
    intent_of: dict[str, int] = {"": 0}
    tokens = _Tokens(len(moments))
    for row, moment in enumerate(moments):
        tokens.write(row, moment, place_of, intent_of)
    candidates, counted, features, numbers = _candidates(moments, items)
    cues, cue_shares = _cues(episodes, items)
    known, known_shares = _padded([moment.known[-KNOWN:] for moment in moments], KNOWN, place_of)
    outcomes, outcome_columns = _outcomes(episodes, numbers)
    intents = np.array([intent_of.setdefault(one.intent, len(intent_of)) for one in episodes], dtype=np.int32)
    batch = Batch(
        **{name: mx.array(values) for name, values in tokens.arrays().items()},
        known=mx.array(known),
        known_shares=mx.array(known_shares),
        candidates=mx.array(candidates),
        counted=mx.array(counted),
        features=mx.array(features),
        episode_intents=mx.array(intents),
        cues=mx.array(cues),
        cue_shares=mx.array(cue_shares),
        remembered=mx.array(remembered),
        ages=mx.array(ages),
        outcomes=mx.array(outcomes),
        outcome_columns=mx.array(outcome_columns),
    )
    return batch, Vocabulary(items, tuple(intent_of))


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

    def write(self, row: int, moment: Moment, place_of: dict[int, int], intent_of: dict[str, int]) -> None:
        steps = moment.steps[-STEPS:]
        for place, step in enumerate(steps, start=STEPS - len(steps)):
            self._tokens[row, place] = place_of[step.name]
            self._intents[row, place] = intent_of.setdefault(step.intent, len(intent_of))
            self._gaps[row, place] = _gap_class(step.gap)
            self._rhythms[row, place] = step.own + 2 * min(step.age, RHYTHMS // 2 - 1)
            self._kinds[row, place], self._present[row, place] = 1, 1.0
        known = moment.known[-KNOWN:]
        for place, number in enumerate(known, start=STEPS + KNOWN - len(known)):
            self._tokens[row, place] = place_of[number]
            self._kinds[row, place], self._present[row, place] = 2, 1.0
        self._intents[row, -1] = intent_of.setdefault(moment.intent, len(intent_of))
        self._kinds[row, -1] = 3 + bool(moment.intent) + 2 * bool(known)
        self._present[row, -1] = 1.0


def _gap_class(seconds: float | None) -> int:
    return 0 if seconds is None else 1 + min(int(log2(1.0 + max(seconds, 0.0) / 60.0)), GAPS - 2)


def _episodes(moments: Sequence[Moment]) -> tuple[list[Episode], Reals, Reals]:
    """Return all episodes once, which moment remembers which, and how old each is to it, `[B, M]`."""
    row_of: dict[int, int] = {}
    episodes: list[Episode] = []
    rows_of: dict[int, list[int]] = {}
    for moment in moments:
        if id(moment.episodes) not in rows_of:
            rows = rows_of[id(moment.episodes)] = []
            for one in moment.episodes:
                found = row_of.get(id(one))
                if found is None:
                    found = row_of[id(one)] = len(episodes)
                    episodes.append(one)
                rows.append(found)
    if not episodes:
        episodes = [Episode((), "", ())]
    remembered = np.zeros((len(moments), len(episodes)), dtype=np.float32)
    ages = np.zeros_like(remembered)
    for row, moment in enumerate(moments):
        rows = rows_of[id(moment.episodes)]
        remembered[row, rows] = 1.0
        ages[row, rows] = np.log1p(np.arange(len(rows), 0, -1))
    return episodes, remembered, ages


def _items(moments: Sequence[Moment], episodes: Sequence[Episode]) -> Ints:
    names = [number for one in episodes for number in (*one.cue[:CUED], *one.outcome)]
    names += [step.name for moment in moments for step in moment.steps]
    names += [number for moment in moments for number in moment.known]
    once = {id(moment.candidates): moment.candidates for moment in moments}
    numbers = np.unique(np.concatenate([np.array(names, dtype=np.int32), *once.values()]))
    return np.concatenate([np.array([-1], dtype=np.int32), numbers])


def _candidates(moments: Sequence[Moment], items: Ints) -> tuple[Ints, Reals, Reals, Ints]:
    """Return the candidates' items, which columns count, their features, and their names' numbers."""
    most = max(len(moment.candidates) for moment in moments)
    numbers = np.full((len(moments), most), -1, dtype=np.int32)
    features = np.zeros((len(moments), most, FEATURES), dtype=np.float32)
    for row, moment in enumerate(moments):
        numbers[row, : len(moment.candidates)] = moment.candidates
        features[row, : len(moment.candidates)] = moment.features
    places = np.searchsorted(items, numbers).astype(np.int32)
    return places, (numbers >= 0).astype(np.float32), features, numbers


def _padded(names: Sequence[Sequence[int]], width: int, place_of: dict[int, int]) -> tuple[Ints, Reals]:
    places = np.zeros((len(names), width), dtype=np.int32)
    shares = np.zeros((len(names), width), dtype=np.float32)
    for row, numbers in enumerate(names):
        places[row, : len(numbers)] = [place_of[number] for number in numbers]
        shares[row, : len(numbers)] = 1.0 / max(len(numbers), 1)
    return places, shares


def _cues(episodes: Sequence[Episode], items: Ints) -> tuple[Ints, Reals]:
    rows = [row for row, one in enumerate(episodes) for _ in one.cue[:CUED]]
    names = np.array([number for one in episodes for number in one.cue[:CUED]], dtype=np.int32)
    kinds = np.unique(names) if len(names) else items[:1]
    shares = np.zeros((len(episodes), len(kinds)), dtype=np.float32)
    weights = [1.0 / min(len(one.cue), CUED) for one in episodes for _ in one.cue[:CUED]]
    cells = np.array(rows, dtype=np.int64) * len(kinds) + np.searchsorted(kinds, names)
    np.add.at(shares.reshape(-1), cells, np.array(weights, dtype=np.float32))
    return np.searchsorted(items, kinds).astype(np.int32), shares


def _outcomes(episodes: Sequence[Episode], numbers: Ints) -> tuple[Reals, Ints]:
    rows = [row for row, one in enumerate(episodes) for _ in one.outcome]
    came = np.array([number for one in episodes for number in one.outcome], dtype=np.int32)
    kinds = np.unique(came)
    outcomes = np.zeros((len(episodes), len(kinds)), dtype=np.float32)
    shares = [1.0 / len(one.outcome) ** 0.5 for one in episodes for _ in one.outcome]
    outcomes[rows, np.searchsorted(kinds, came)] = shares
    if not len(kinds):
        return outcomes, np.zeros_like(numbers)
    columns = np.minimum(np.searchsorted(kinds, numbers), len(kinds) - 1)
    found = np.where(kinds[columns] == numbers, columns, len(kinds)).astype(np.int32)
    return outcomes, found
