"""Live event JEPA: answers with one version of the network while another goes on learning beside it.

What learns is compared with what answers on every new lesson, before it learns from it; only when it is
better beyond doubt does it take over. One thread owns MLX: its graphs cannot cross threads, numpy can.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import mlx.core as mx
import numpy as np

from jepa_learning.adapters.mlx.batch import collate
from jepa_learning.adapters.mlx.encoded import Encoded
from jepa_learning.adapters.mlx.training import Network, Trainer, TrainingOptions, losses
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Lesson, Moment
from jepa_learning.domain.promotion import Verdict, compare

T = TypeVar("T")


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
        training: How steps are made.
    """

    every: int = 64
    steps: int = 2
    batch: int = 64
    replay: int = 2048
    pace: float = 0.3
    least: int = 192
    compared: int = 512
    training: TrainingOptions = field(default_factory=TrainingOptions)


class LiveEventJepa:
    """A network that answers, and one that learns beside it.

    Args:
        make: Makes the network that both start from; called on the thread that owns MLX.
        options: How it learns.
        speaks: Whether the network answers from the start; one that knows nothing first has to earn it.
        waits: Whether a round of learning is waited for: the same lessons then give the same answers.
        seed: Of what is replayed.
    """

    def __init__(
        self, make: Callable[[], Network], options: LiveOptions, *, speaks: bool, waits: bool, seed: int = 0
    ) -> None:
        self._options = options
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mlx")
        network, self._trainer = self._on_thread(lambda: self._start(make, seed))
        self._live = network if speaks else None
        self._encoded = Encoded(network.table) if speaks else None
        self._lessons: deque[Lesson] = deque(maxlen=options.replay)
        self._waiting: list[Lesson] = []
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
        return self._on_thread(lambda: self._score(moments, vocabulary))

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Keep the lessons; every so often, compare and learn."""
        if not self._options.steps:
            return
        self._waiting.extend(lessons)
        if len(self._waiting) >= self._options.every:
            new, self._waiting = self._waiting, []
            learning = self._thread.submit(self._learn, new, vocabulary)
            if self._waits:
                learning.result()

    def close(self) -> None:
        """Finish what is under way, and let go of the thread."""
        self._thread.shutdown(wait=True)

    def _on_thread(self, work: Callable[[], T]) -> T:
        return self._thread.submit(work).result()

    def _start(self, make: Callable[[], Network], seed: int) -> tuple[Network, Trainer]:
        network = make()
        return network, Trainer(network.copy(), self._options.training, seed=seed)

    def _score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats]:
        live, encoded = self._live, self._encoded
        if live is None or encoded is None:  # only ever called while there is one
            return []
        batch, used = collate(moments)
        items = mx.array(encoded.names(used.items, vocabulary))
        intents = mx.array(encoded.intents(used.intents))
        scores = np.array(live.model(items, intents, batch)[0], dtype=np.float64)
        return [row[: len(moment.candidates)] for row, moment in zip(scores, moments, strict=True)]

    def _learn(self, new: list[Lesson], vocabulary: Interner) -> None:
        self._compare(new, vocabulary)
        self._lessons.extend(new)
        for _ in range(self._options.steps):
            self._trainer.step(self._chosen(new), vocabulary, pace=self._options.pace)

    def _compare(self, new: list[Lesson], vocabulary: Interner) -> None:
        share = self._options.training.believed_share
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
        """Return the newest lessons and a stretch of remembered ones: neighbours share their episodes."""
        newest = new[-(3 * self._options.batch // 8) :]
        wanted = self._options.batch - len(newest)
        start = int(self._chance.integers(0, max(len(self._lessons) - 3 * wanted, 1)))
        stop = min(start + 3 * wanted, len(self._lessons))
        stretch = [self._lessons[place] for place in range(start, stop)]
        picked = self._chance.permutation(len(stretch))[:wanted]
        return newest + [stretch[place] for place in picked.tolist()]


def _believed_losses(lessons: Sequence[Lesson]) -> list[float]:
    """Return the losses of what the federation believed by itself, in nats."""
    beliefs = [np.exp(one.believed.astype(np.float64)) for one in lessons]
    return [
        float(-np.log(max(belief[one.right].sum() / belief.sum(), 1e-12)))
        for belief, one in zip(beliefs, lessons, strict=True)
    ]
