"""Live event JEPA: answers with one version of the network while another goes on learning beside it.

What learns is compared with what answers on every new lesson, before it learns from it; only when it is
better beyond doubt does it take over. It does not know where versions are kept.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from jepa_learning.adapters.mlx import thread
from jepa_learning.adapters.mlx.checkpoint import save_network
from jepa_learning.adapters.mlx.forward import Forward
from jepa_learning.adapters.mlx.training import (
    Network,
    Trainer,
    TrainingOptions,
    diagnose,
    losses,
    surprises,
)
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Lesson, Moment
from jepa_learning.domain.network_state import Collapse, NetworkState
from jepa_learning.domain.promotion import Verdict, compare
from jepa_learning.domain.surprise import summarise
from jepa_learning.ports.model_registry import Write


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How the network goes on learning.

    Attributes:
        every: Lessons between two rounds of steps, at first.
        growth: Later it is this share of all that was learnt, where that is more: what has learnt for long
            changes little, and costs the less.
        steps: Steps of a round; 0 never learns.
        batch: Lessons of a step: the newest, and some remembered ones.
        replay: Lessons that are remembered.
        pace: Of these steps, relative to the rates of training.
        least: Lessons that a comparison needs.
        compared: Lessons that it looks back at.
    """

    every: int
    growth: float
    steps: int
    batch: int
    replay: int
    pace: float
    least: int
    compared: int


Promoted = Callable[[Verdict, int, Write], None]


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
        promoted: Told when what was learnt has begun to answer: the verdict, how many lessons it learnt from,
            and what writes its weights.
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
        promoted: Promoted = lambda verdict, lessons, write: None,
    ) -> None:
        self._options, self._training = options, training
        network, self._trainer = thread.run(lambda: _start(make, training, seed))
        self._live = network if speaks else None
        self._forward = thread.run(lambda: Forward(network)) if speaks else None
        self._lock = threading.Lock()
        self._vocabulary: Interner | None = None
        self._lessons: deque[Lesson] = deque(maxlen=options.replay)
        self._waiting: deque[Lesson] = deque(maxlen=options.replay)
        self._mine: deque[float] = deque(maxlen=options.compared)
        self._theirs: deque[float] = deque(maxlen=options.compared)
        self._surprises: deque[float] = deque(maxlen=options.compared)
        self._waits = waits
        self._chance = np.random.default_rng(seed)
        self._promoted = promoted
        self._learnt = 0
        self._collapse: Collapse | None = None
        self.verdict: Verdict | None = None
        self.promotions = 0

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Return a score of each candidate of each moment; None while nothing is live."""
        return None if self._forward is None else self._forward.score(moments, vocabulary)

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Keep the lessons; every so often, compare and learn."""
        with self._lock:
            if vocabulary is not self._vocabulary:  # lessons of another learner name other things
                self._vocabulary = vocabulary
                self._waiting.clear()
                self._lessons.clear()
            self._waiting.extend(lessons)
        if self._waits:
            self.learn_round()

    def learn_round(self) -> bool:
        """Compare and learn, if enough lessons wait for it. Return whether that was so.

        A question that comes meanwhile waits for one step at the most.
        """
        with self._lock:
            vocabulary = self._vocabulary
            needed = self._needed()
            if vocabulary is None or not self._options.steps or len(self._waiting) < needed:
                return False
            new = [self._waiting.popleft() for _ in range(needed)]
        if thread.run(partial(self._compare, new[-self._options.every :], vocabulary)):
            self._tell()
        with self._lock:
            if vocabulary is self._vocabulary:
                self._lessons.extend(new)
        for _ in range(self._options.steps):
            thread.run(partial(self._step, new, vocabulary))
        self._learnt += len(new)
        if not self._waits:
            self._collapse = thread.run(partial(self._diagnose, new[-self._options.every :], vocabulary))
        return True

    def candidate(self) -> tuple[Verdict, Write] | None:
        """Return what is learning, if enough lessons found it no better than what answers."""
        verdict = self.verdict
        if verdict is None or verdict.promoted or verdict.questions < self._options.least:
            return None
        return verdict, partial(_save, self._trainer.network, self._facts())

    def state(self) -> NetworkState:
        """Return how it is doing."""
        return NetworkState(
            is_loaded=True,
            waiting=len(self._waiting),
            learnt=self._learnt,
            promotions=self.promotions,
            verdict=self.verdict,
            collapse=self._collapse,
            surprise=summarise(list(self._surprises)),
        )

    def _needed(self) -> int:
        """Return how many lessons the next round takes; at most half of what can wait."""
        grown = min(int(self._options.growth * self._learnt), self._options.replay // 2)
        return max(self._options.every, grown)

    def _step(self, new: list[Lesson], vocabulary: Interner) -> None:
        self._trainer.step(self._chosen(new), vocabulary, pace=self._options.pace)

    def _compare(self, new: list[Lesson], vocabulary: Interner) -> bool:
        """Compare on new lessons what learns with what answers; let it take over if it is better."""
        share = self._training.believed_share
        self._mine.extend(losses(self._trainer.network, new, vocabulary, share=share).tolist())
        if self._live is None:
            self._theirs.extend(_believed_losses(new))
        else:
            self._theirs.extend(losses(self._live, new, vocabulary, share=share).tolist())
        if not self._waits:
            self._surprises.extend(surprises(self._live or self._trainer.network, new, vocabulary))
        self.verdict = compare(self._mine, self._theirs, least=self._options.least)
        if self.verdict.promoted:
            self._live = self._trainer.network.copy()
            self._forward = Forward(self._live)
            self.promotions += 1
            self._mine.clear()
            self._theirs.clear()
        return self.verdict.promoted

    def _tell(self) -> None:
        if self.verdict is not None and self._live is not None:
            self._promoted(self.verdict, self._learnt, partial(_save, self._live, self._facts()))

    def _facts(self) -> dict[str, object]:
        return {"steps": self._trainer.steps, "seed": self._trainer.seed}

    def _diagnose(self, new: list[Lesson], vocabulary: Interner) -> Collapse:
        found = diagnose(self._trainer.network, new, vocabulary)
        return Collapse(found.rank, found.variance, found.sigreg, self._trainer.network.args.dimension)

    def _chosen(self, new: list[Lesson]) -> list[Lesson]:
        """Return the newest lessons and some of a remembered stretch: neighbours share their episodes."""
        newest = new[-(3 * self._options.batch // 8) :]
        wanted = self._options.batch - len(newest)
        with self._lock:
            start = int(self._chance.integers(0, max(len(self._lessons) - 3 * wanted, 1)))
            stop = min(start + 3 * wanted, len(self._lessons))
            stretch = [self._lessons[place] for place in range(start, stop)]
        picked = self._chance.permutation(len(stretch))[:wanted]
        return newest + [stretch[place] for place in picked.tolist()]


def _start(make: Callable[[], Network], training: TrainingOptions, seed: int) -> tuple[Network, Trainer]:
    network = make()
    return network, Trainer(network.copy(), training, seed=seed)


def _save(network: Network, facts: dict[str, object], folder: Path) -> None:
    thread.run(lambda: save_network(network, folder, half=False, facts=facts))


def _believed_losses(lessons: Sequence[Lesson]) -> list[float]:
    """Return the losses of what the federation believed by itself, in nats."""
    beliefs = [np.exp(one.believed.astype(np.float64)) for one in lessons]
    return [
        float(-np.log(max(belief[one.right].sum() / belief.sum(), 1e-12)))
        for belief, one in zip(beliefs, lessons, strict=True)
    ]
