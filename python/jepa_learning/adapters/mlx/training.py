"""Training: steps that teach an event JEPA from lessons. The same seed and lessons give the same weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import mlx.core as mx
import numpy as np
from mlx import optimizers
from mlx.utils import tree_flatten

from jepa_learning.adapters.mlx.batch import Batch, collate
from jepa_learning.adapters.mlx.event_jepa import (
    EventJepa,
    ModelArgs,
    decoding_loss,
    effective_rank,
    foresee,
    latent_loss,
    sigreg,
)
from jepa_learning.adapters.mlx.subword_table import SubwordTable, bag_matrix
from jepa_learning.adapters.mlx.subwords import OWN
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Lesson

DIRECTIONS: Final = 32
"""Random directions that SIGReg looks from in one step."""

STATED_FOR: Final = 256
"""States that SIGReg's weight is given for: its statistic grows with their number."""


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """How steps are made.

    Attributes:
        rate: Of the network (AdamW).
        table_rate: Of the table of subwords (row-wise AdaGrad).
        decay: Of the network's matrices, a step and unit of rate.
        latent_weight: Of the prediction in latent space.
        sigreg_weight: Of SIGReg at 256 states.
        believed_share: How much of what the federation already believed is added to the scores.
        believed_often: In which share of the steps it is added.
        nameless: In which share of a step's names what only this name has is hidden: the words must do, as
            they must for a name that was never seen.
    """

    rate: float = 2e-3
    table_rate: float = 0.05
    decay: float = 1e-2
    latent_weight: float = 0.1
    sigreg_weight: float = 0.02
    believed_share: float = 0.5
    believed_often: float = 0.7
    nameless: float = 0.5


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a step says of itself: the loss and its parts, and whether the states collapse.

    Attributes:
        decoding: -ln of the probability of what came, in nats.
        latent: Mean squared distance of the latent predictions.
        sigreg: About 1 when the states are Gaussian; over 5 is an alarm.
        rank: Effective rank of the states, 1 to D.
        variance: Mean variance of the states' numbers.
        dimension: Numbers of a state, D.
    """

    decoding: float
    latent: float
    sigreg: float
    rank: float
    variance: float
    dimension: int


@dataclass(slots=True)
class Network:
    """A network and its table: what one version of the model is."""

    args: ModelArgs
    model: EventJepa
    table: SubwordTable

    @classmethod
    def random(cls, args: ModelArgs, *, seed: int) -> Network:
        """Return a network that knows nothing."""
        mx.random.seed(seed)
        model = EventJepa(args)
        mx.eval(model.parameters())
        return cls(args, model, SubwordTable.random(args.buckets, args.dimension, seed=seed))

    def copy(self) -> Network:
        """Return a network that can go on by itself."""
        model = EventJepa(self.args)
        model.load_weights([(name, mx.array(value)) for name, value in tree_flatten(self.model.parameters())])
        mx.eval(model.parameters())
        return Network(self.args, model, self.table.copy())


@dataclass(slots=True)
class Trainer:
    """Teaches a network, step by step.

    Attributes:
        network: What is taught, in place.
        options: How.
        seed: Of the random choices.
        steps: Made so far.
    """

    network: Network
    options: TrainingOptions
    seed: int = 0
    steps: int = 0
    _optimizer: optimizers.AdamW = field(init=False)

    def __post_init__(self) -> None:
        self._optimizer = optimizers.AdamW(
            self.options.rate, betas=[0.9, 0.98], weight_decay=self.options.decay, bias_correction=True
        )
        self._optimizer.init(self.network.model.trainable_parameters())

    def state(self) -> dict[str, object]:
        """Return what the optimizer remembers, as arrays."""
        return dict(self._optimizer.state)

    def resume(self, state: dict[str, object]) -> None:
        """Go on with what an optimizer remembered."""
        self._optimizer.state = state

    def step(self, lessons: Sequence[Lesson], vocabulary: Interner, *, pace: float = 1.0) -> float:
        """Learn from lessons together, with `pace` times the rates. Return the decoding loss in nats."""
        chance = np.random.default_rng((self.seed, self.steps))
        prepared = _prepare(
            lessons, vocabulary, self.network.table, chance=chance, nameless=self.options.nameless
        )
        share = self.options.believed_share if chance.random() < self.options.believed_often else 0.0
        looks = _directions(chance, self.network.args.dimension)
        (_, decoding), (gradients, rows) = self._differentiate(prepared, share, looks)
        self._optimizer.learning_rate = self.options.rate * pace
        gradients, _ = optimizers.clip_grad_norm(gradients, 1.0)
        self._optimizer.update(self.network.model, gradients)
        mx.eval(self.network.model.parameters(), self._optimizer.state, rows, decoding)
        self.network.table.learn_rows(prepared.touched, np.array(rows), rate=self.options.table_rate * pace)
        self.steps += 1
        return float(decoding)

    def _differentiate(
        self, prepared: _Prepared, share: float, looks: mx.array
    ) -> tuple[tuple[mx.array, mx.array], tuple[dict[str, object], mx.array]]:
        model = self.network.model

        def loss(parameters: dict[str, object], rows: mx.array) -> tuple[mx.array, mx.array]:
            model.update(parameters)
            items, intents = prepared.items @ rows, prepared.intents @ rows
            scores, states = model(items, intents, prepared.batch)
            decoding = decoding_loss(scores, share * prepared.believed, prepared.right)
            latent = latent_loss(model, states, items, prepared.batch)
            z = states[:, -1]
            gauss = sigreg(z, looks) * (STATED_FOR / z.shape[0])
            weighted = self.options.latent_weight * latent + self.options.sigreg_weight * gauss
            return decoding + weighted, decoding

        rows = mx.array(self.network.table.vectors[prepared.touched])
        return mx.value_and_grad(loss, argnums=(0, 1))(model.trainable_parameters(), rows)


def diagnose(network: Network, lessons: Sequence[Lesson], vocabulary: Interner) -> Diagnosis:
    """Return what the network makes of lessons, without learning from them."""
    prepared = _prepare(lessons, vocabulary, network.table)
    rows = mx.array(network.table.vectors[prepared.touched])
    items = prepared.items @ rows
    scores, states = network.model(items, prepared.intents @ rows, prepared.batch)
    z = states[:, -1]
    looks = _directions(np.random.default_rng(0), network.args.dimension)
    return Diagnosis(
        float(decoding_loss(scores, mx.zeros_like(scores), prepared.right)),
        float(latent_loss(network.model, states, items, prepared.batch)),
        float(sigreg(z, looks)),
        effective_rank(z),
        float(z.var(axis=0).mean()),
        network.args.dimension,
    )


def score_lessons(network: Network, lessons: Sequence[Lesson], vocabulary: Interner) -> list[Floats]:
    """Return an unnormalised ln-probability of each candidate of each lesson, `[C]`."""
    prepared = _prepare(lessons, vocabulary, network.table)
    rows = mx.array(network.table.vectors[prepared.touched])
    scores, _ = network.model(prepared.items @ rows, prepared.intents @ rows, prepared.batch)
    found = np.array(scores, dtype=np.float64)
    return [row[: len(one.right)] for row, one in zip(found, lessons, strict=True)]


def losses(network: Network, lessons: Sequence[Lesson], vocabulary: Interner, *, share: float) -> np.ndarray:
    """Return -ln of the probability of what came, of each lesson, in nats, `[B]`."""
    prepared = _prepare(lessons, vocabulary, network.table)
    rows = mx.array(network.table.vectors[prepared.touched])
    scores, _ = network.model(prepared.items @ rows, prepared.intents @ rows, prepared.batch)
    logits = scores + share * prepared.believed
    came = mx.logsumexp(logits + (prepared.right - 1.0) * 1e9, axis=1)
    return np.array(mx.logsumexp(logits, axis=1) - came, dtype=np.float64)


def surprises(network: Network, lessons: Sequence[Lesson], vocabulary: Interner) -> list[float]:
    """Return how far what came lay from where it was foreseen, |P_1(z) - e(a)|², over the candidates' mean.

    About 1 is no better than chance, near 0 was foreseen. A lesson without steps foresees nothing and is left
    out; where several came, it is their mean.
    """
    prepared = _prepare(lessons, vocabulary, network.table)
    rows = mx.array(network.table.vectors[prepared.touched])
    items = prepared.items @ rows
    foreseen = foresee(network.model, items, prepared.intents @ rows, prepared.batch)
    apart = ((foreseen[:, None] - items[prepared.batch.candidates]) ** 2).mean(axis=2)
    came, all_ = (
        (apart * counted).sum(axis=1) / mx.maximum(counted.sum(axis=1), 1.0)
        for counted in (prepared.right, prepared.batch.counted)
    )
    relative = np.array(came / mx.maximum(all_, 1e-12), dtype=np.float64)
    return [value for value, one in zip(relative.tolist(), lessons, strict=True) if one.moment.steps]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Lessons as arrays: the batch, what came, what was believed, and how bags are made of touched rows."""

    batch: Batch
    right: mx.array
    believed: mx.array
    items: mx.array
    intents: mx.array
    touched: np.ndarray


def _prepare(
    lessons: Sequence[Lesson],
    vocabulary: Interner,
    table: SubwordTable,
    *,
    chance: np.random.Generator | None = None,
    nameless: float = 0.0,
) -> _Prepared:
    batch, used = collate([one.moment for one in lessons])
    names = table.names(["" if number < 0 else vocabulary.texts[number] for number in used.items.tolist()])
    if chance is not None and nameless:
        hidden = chance.random(len(names)) < nameless
        names = [its[OWN:] if hide else its for its, hide in zip(names, hidden, strict=True)]
    intents = table.intents(used.intents)
    touched = np.unique(np.concatenate([np.zeros(1, dtype=np.int64), *names, *intents]))
    right = np.zeros(batch.candidates.shape, dtype=np.float32)
    believed = np.zeros_like(right)
    for row, one in enumerate(lessons):
        right[row, : len(one.right)] = one.right
        believed[row, : len(one.believed)] = one.believed
    return _Prepared(
        batch,
        mx.array(right),
        mx.array(believed),
        mx.array(bag_matrix(names, touched)),
        mx.array(bag_matrix(intents, touched)),
        touched,
    )


def _directions(chance: np.random.Generator, dimension: int) -> mx.array:
    looks = chance.normal(size=(dimension, DIRECTIONS))
    return mx.array((looks / np.linalg.norm(looks, axis=0)).astype(np.float32))
