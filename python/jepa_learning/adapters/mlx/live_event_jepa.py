"""Live event JEPA: answers with one version of the network while another goes on learning beside it.

What learns is compared with what answers on every new lesson, before it learns from it; only when it is
better beyond doubt does it take over. It does not know where versions are kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mlx.core as mx
import numpy as np

from jepa_learning.adapters.mlx import thread
from jepa_learning.adapters.mlx.batch import collate
from jepa_learning.adapters.mlx.encoded import Encoded
from jepa_learning.adapters.mlx.training import Network, Trainer, TrainingOptions, losses
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Lesson, Moment
from jepa_learning.domain.promotion import Verdict, compare


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How the network goes on learning.

    Attributes:
        every: Lessons between two rounds of steps.
        steps: Steps of a round; 0 never learns.
        batch: Lessons of a step: the newest, and some remembered ones.
        replay: Lessons that are remembered.
        pace: Of these steps, relative to the rates of training.
        least: Lessons that a comparison needs.
        compared: Lessons that it looks back at.
    """

    every: int
    steps: int
    batch: int
    replay: int
    pace: float
    least: int
    compared: int


class LiveEventJepa:
    """A network that answers, and one that learns beside it.

    Args:
        make: Makes the network that both start from; called on the thread that owns MLX.
        options: How it goes on learning.
        training: How steps are made.
        speaks: Whether the network answers from the start; one that knows nothing first has to earn it.
        waits: Whether a round is run, and waited for, as soon as it is due: the same lessons then give the
            same answers. Else whoever owns the model calls `learn_round` when there is time.
        seed: Of what is replayed.
    """

    def __init__(
        self,
        make: Callable[[], Network],
        options: LiveOptions,
        training: TrainingOptions,
        *,
        speaks: bool,
        waits: bool,
        seed: int,
    ) -> None:
        self._options, self._training = options, training
        network, self._trainer = thread.run(lambda: _start(make, training, seed))
        self._live = network if speaks else None
        self._encoded = Encoded(network.table) if speaks else None
        self._vocabulary: Interner | None = None
        self._lessons: deque[Lesson] = deque(maxlen=options.replay)
        self._waiting: deque[Lesson] = deque(maxlen=options.replay)
        self._mine: deque[float] = deque(maxlen=options.compared)
        self._theirs: deque[float] = deque(maxlen=options.compared)
        self._waits = waits
        self._chance = np.random.default_rng(seed)
        self.verdict: Verdict | None = None
        self.promotions = 0

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Return a score of each candidate of each moment; None while nothing is live."""
        if self._live is None:
            return None
        return thread.run(lambda: self._score(moments, vocabulary))

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Keep the lessons; every so often, compare and learn."""
        if vocabulary is not self._vocabulary:  # lessons of another learner name other things
            self._vocabulary = vocabulary
            self._waiting.clear()
            self._lessons.clear()
        self._waiting.extend(lessons)
        if self._waits:
            self.learn_round()

    def learn_round(self) -> bool:
        """Compare and learn, if enough lessons wait for it. Return whether that was so."""
        if not self._options.steps or len(self._waiting) < self._options.every:
            return False
        thread.run(self._learn)
        return True

    def _score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats]:
        live, encoded = self._live, self._encoded
        if live is None or encoded is None:  # only ever called while there is one
            return []
        batch, used = collate(moments)
        items = mx.array(encoded.names(used.items, vocabulary))
        intents = mx.array(encoded.intents(used.intents))
        scores = np.array(live.model(items, intents, batch)[0], dtype=np.float64)
        return [row[: len(moment.candidates)] for row, moment in zip(scores, moments, strict=True)]

    def _learn(self) -> None:
        vocabulary, new = self._vocabulary, [self._waiting.popleft() for _ in range(self._options.every)]
        if vocabulary is None:  # only ever called with lessons
            return
        self._compare(new, vocabulary)
        self._lessons.extend(new)
        for _ in range(self._options.steps):
            self._trainer.step(self._chosen(new), vocabulary, pace=self._options.pace)

    def _compare(self, new: list[Lesson], vocabulary: Interner) -> None:
        share = self._training.believed_share
        self._mine.extend(losses(self._trainer.network, new, vocabulary, share=share).tolist())
        if self._live is None:
            self._theirs.extend(_believed_losses(new))
        else:
            self._theirs.extend(losses(self._live, new, vocabulary, share=share).tolist())
        self.verdict = compare(self._mine, self._theirs, least=self._options.least)
        if self.verdict.promoted:
            self._live = self._trainer.network.copy()
            self._encoded = Encoded(self._live.table)
            self.promotions += 1
            self._mine.clear()
            self._theirs.clear()

    def _chosen(self, new: list[Lesson]) -> list[Lesson]:
        """Return the newest lessons and some of a remembered stretch: neighbours share their episodes."""
        newest = new[-(3 * self._options.batch // 8) :]
        wanted = self._options.batch - len(newest)
        start = int(self._chance.integers(0, max(len(self._lessons) - 3 * wanted, 1)))
        stop = min(start + 3 * wanted, len(self._lessons))
        stretch = [self._lessons[place] for place in range(start, stop)]
        picked = self._chance.permutation(len(stretch))[:wanted]
        return newest + [stretch[place] for place in picked.tolist()]


def _start(make: Callable[[], Network], training: TrainingOptions, seed: int) -> tuple[Network, Trainer]:
    network = make()
    return network, Trainer(network.copy(), training, seed=seed)


def _believed_losses(lessons: Sequence[Lesson]) -> list[float]:
    """Return the losses of what the federation believed by itself, in nats."""
    beliefs = [np.exp(one.believed.astype(np.float64)) for one in lessons]
    return [
        float(-np.log(max(belief[one.right].sum() / belief.sum(), 1e-12)))
        for belief, one in zip(beliefs, lessons, strict=True)
    ]
