"""Forward: the event JEPA's scores of the questions that are asked just now, in plain numpy.

The network is so small that MLX takes longer to lay out a graph than numpy to compute it, and questions need
not wait for the thread on which it learns. The formulas are those of `event_jepa`, with its letters; nothing
is padded, and what questions share is computed once. It learns nothing.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from mlx.utils import tree_flatten

from jepa_learning.adapters.mlx.batch import gap_class, kind_of_question, rhythm_class
from jepa_learning.adapters.mlx.encoded import Encoded
from jepa_learning.adapters.mlx.event_jepa import LENGTH, NEVER
from jepa_learning.adapters.mlx.recollection import Recollection, mean_name, softmax, unit
from jepa_learning.adapters.mlx.subword_table import Floats32
from jepa_learning.adapters.mlx.training import Network
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import KNOWN, STEPS, Flags, Moment

VOCABULARIES: Final = 2
"""Vocabularies whose names are kept: of the learner that answers, and of one that is being rebuilt."""

EPSILON: Final = 1e-5
"""Added under the root of an RMS norm, as MLX does."""


class Forward:
    """What a network says, as it is now: later steps of its training do not change it.

    Any thread may ask; one that comes while another is answered waits for it.

    Args:
        network: Whose weights are copied; called on the thread that owns MLX.
    """

    def __init__(self, network: Network) -> None:
        parameters = tree_flatten(network.model.parameters())
        own = {name: np.array(value, dtype=np.float32) for name, value in parameters}
        self._own, self._table, self._width = own, network.table, network.args.dimension
        places, heads = range(network.args.layers), network.args.heads
        self._blocks = [_Block(own, f"encoder.blocks.{place}.", heads) for place in places]
        # Beside each name's vector what the decoder makes of it, which is the same for every question.
        self._maps = np.hstack((np.eye(self._width, dtype=np.float32), own["decoder.of_item.weight"].T))
        self._looks = np.vstack((own["decoder.of_features.weight"].T, own["decoder.of_features.bias"]))
        self._lock = threading.Lock()
        self._memories: deque[_Memory] = deque(maxlen=VOCABULARIES)

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats]:
        """Return a score of each candidate of each moment, `[C]` each."""
        with self._lock:
            memory = self._memory_of(vocabulary)
            return [row for question in _questions(moments) for row in self._score(question, memory)]

    def _memory_of(self, vocabulary: Interner) -> _Memory:
        memory = next((one for one in self._memories if one.vocabulary is vocabulary), None)
        if memory is None:
            encoded = Encoded(self._table, self._maps, vocabulary)
            memory = _Memory(vocabulary, encoded, Recollection(self._own, encoded))
        else:
            self._memories.remove(memory)
        self._memories.append(memory)  # the one that nobody asked about for longest goes
        return memory

    def _score(self, question: list[Moment], memory: _Memory) -> Floats:
        """Score moments that differ in their intent alone, `[Q, C]`."""
        rows, one = memory.encoded.all_names(), question[0]
        names = rows[:, : self._width]
        asked = memory.encoded.intents([moment.intent for moment in question])
        z = self._trunk(question, names, asked, memory.encoded)
        votes = np.zeros((len(question), len(one.candidates)), dtype=np.float32)
        if one.episodes:
            query = self._query(one, names, asked, z)
            votes = memory.recollection.votes(one.episodes, query, names)[:, one.candidates]
        faintest = self._own["recall.faintest"]
        recalled = np.log(votes + np.exp(faintest)) - faintest
        return self._decode(one, rows.take(one.candidates, axis=0), z, recalled)

    def _trunk(self, question: list[Moment], names: Floats32, asked: Floats32, encoded: Encoded) -> Floats32:
        """Return the trunk at each question, `[Q, D]`: all see the same past, and none sees another."""
        own, tokens = self._own, _Tokens.of(question)
        intents = np.concatenate((encoded.intents(tokens.intents), asked))
        x = names[tokens.names] @ own["encoder.of_item.weight"].T
        x += intents @ own["encoder.of_intent.weight"].T
        x += own["encoder.gap.weight"][tokens.gaps] + own["encoder.rhythm.weight"][tokens.rhythms]
        x += own["encoder.kind.weight"][tokens.kinds] + own["encoder.place.weight"][tokens.places]
        past = len(x) - len(question)
        sees = np.tri(len(x), dtype=bool)
        sees[past:, past:] = np.eye(len(question), dtype=bool)
        for block in self._blocks:
            x = block(x, sees)
        return x[past:]

    def _query(self, one: Moment, names: Floats32, asked: Floats32, z: Floats32) -> Floats32:
        """Return what episodes are compared with, `[Q, D]`."""
        own, known = self._own, mean_name(one.known[-KNOWN:], names)
        query = asked @ own["recall.intent_key.weight"].T + known @ own["recall.cue_key.weight"].T
        return unit(query + z @ own["recall.state_query.weight"].T)

    def _decode(self, one: Moment, rows: Floats32, z: Floats32, recalled: Floats32) -> Floats:
        """Candidates' rows `[C, D + hidden]`, trunk `[Q, D]`, recalled `[Q, C]` -> scores `[Q, C]`."""
        own = self._own
        items, of_items = rows[:, : self._width], rows[:, self._width :]
        score = (items @ (z @ own["decoder.query.weight"].T).T).T * own["decoder.scale"]
        score += own["decoder.recall_scale"] * recalled
        gates = z @ own["decoder.gate.weight"].T + own["decoder.gate.bias"]
        of_states = z @ own["decoder.of_state.weight"].T + own["decoder.of_hidden.bias"]
        seen = np.ones((len(rows), len(self._looks)), dtype=np.float32)  # features, recalled, 1
        seen[:, :-2] = one.features
        for row in range(len(z)):
            seen[:, -2] = recalled[row]
            h = _relu(seen @ self._looks)
            both = h @ own["decoder.of_hidden.weight"].T
            both += of_items
            both += of_states[row]
            score[row] += h @ gates[row] + _relu(both) @ own["decoder.out.weight"][0]
        return score.astype(np.float64)


class _Block:
    """A block of the context encoder.

    Args:
        weights: Of the whole network, by name.
        prefix: Of this block's names.
        heads: Of its attention.
    """

    def __init__(self, weights: dict[str, Floats32], prefix: str, heads: int) -> None:
        mine = [name for name in weights if name.startswith(prefix)]
        self._own = {name.removeprefix(prefix): weights[name] for name in mine}
        self._heads = heads

    def __call__(self, x: Floats32, sees: Flags) -> Floats32:
        """`[T, D]`, which token sees which `[T, T]` -> `[T, D]`."""
        own = self._own
        beside: Floats32 = x + self._attend(_normal(x, own["attention_norm.weight"]), sees)
        wide: Floats32 = _normal(beside, own["wide_norm.weight"]) @ own["wide.weight"].T
        squared: Floats32 = np.square(_relu(wide))
        beside += squared @ own["narrow.weight"].T
        return beside

    def _attend(self, x: Floats32, sees: Flags) -> Floats32:
        tokens, width = x.shape
        q, k, v = (
            (x @ self._own[f"attention.{name}.weight"].T).reshape(tokens, self._heads, -1).swapaxes(0, 1)
            for name in ("q_proj", "k_proj", "v_proj")
        )
        alike = q @ k.swapaxes(1, 2) * np.float32((width // self._heads) ** -0.5)
        out = softmax(np.where(sees, alike, np.float32(NEVER))) @ v
        return out.swapaxes(0, 1).reshape(tokens, width) @ self._own["attention.o_proj.weight"].T


@dataclass(frozen=True, slots=True, eq=False)
class _Memory:
    """What was made of one vocabulary's names, and of the episodes that were asked about last."""

    vocabulary: Interner
    encoded: Encoded
    recollection: Recollection


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Steps, known items and questions, `[T]`: moments that differ in their intent alone share all others."""

    names: list[int]
    intents: list[str]  # of all but the questions
    gaps: list[int]
    rhythms: list[int]
    kinds: list[int]
    places: list[int]

    @classmethod
    def of(cls, question: Sequence[Moment]) -> _Tokens:
        steps, known, count = question[0].steps[-STEPS:], question[0].known[-KNOWN:], len(question)
        others = [0] * (len(known) + count)
        past = [*range(STEPS - len(steps), STEPS), *range(STEPS + KNOWN - len(known), STEPS + KNOWN)]
        return cls(
            names=[*(step.name for step in steps), *known, *([-1] * count)],
            intents=[step.intent for step in steps] + [""] * len(known),
            gaps=[gap_class(step.gap) for step in steps] + others,
            rhythms=[rhythm_class(step) for step in steps] + others,
            kinds=[1] * len(steps) + [2] * len(known) + [kind_of_question(one) for one in question],
            places=past + [LENGTH - 1] * count,
        )


def _questions(moments: Sequence[Moment]) -> Iterator[list[Moment]]:
    """Cut moments into stretches of those that differ in their intent alone."""
    for _, same in groupby(moments, key=_all_but_intent):
        yield list(same)


def _all_but_intent(one: Moment) -> tuple[int, ...]:
    return id(one.steps), id(one.known), id(one.candidates), id(one.features), id(one.episodes)


def _relu(x: Floats32) -> Floats32:
    np.maximum(x, 0.0, out=x)
    return x


def _normal(x: Floats32, weight: Floats32) -> Floats32:
    size = np.sqrt(np.square(x).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
    normal: Floats32 = x / size * weight
    return normal
