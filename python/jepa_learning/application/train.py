"""Train: teach a copy of each network the whole event log, and let it answer only if it is better.

The log is replayed through a learner that knows nothing; what it would teach a network is kept. The newest
part is held out: what was trained is compared on it with what answers now. A training that is stopped goes
on where it was, to the same weights. It does not know what a network is made of.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Final

import numpy as np

from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.networks import KINDS, Networks
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.event import Event
from jepa_learning.domain.latent import Lesson, Moment
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.lesson_loss import lesson_loss
from jepa_learning.domain.model_version import ASIDE, LIVE, TRAINING, ModelVersion
from jepa_learning.domain.network_state import Collapse
from jepa_learning.domain.promotion import Verdict, compare
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.latent_trainer import LatentTrainer
from jepa_learning.ports.project import Projects

_TOLD_EVENTS: Final = 500
_TOLD_STEPS: Final = 10
_LEAST_PACE: Final = 0.1  # of the first one, at the last step
_STRETCH: Final = 3  # a step draws from so many times its batch: neighbours share their episodes

OpenTrainer = Callable[[Path | None, Path | None], LatentTrainer]
"""Opens a trainer of the network in a folder (None: of a new one), or one that goes on from its checkpoint.

Raises ModelError where networks cannot be trained."""


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """How it trains.

    Attributes:
        epochs: How often each lesson is learnt from.
        batch: Lessons of a step.
        pace: Of the first steps of a version that goes on; a new one has 1.
        lessons: The newest so many are trained on.
        held_out_share: Of the lessons, the newest, to compare on.
        held_out: At most so many.
        least: Lessons that a comparison needs.
        save_every: Steps between two saves.
        believed_share: How much of what the federation believed counts beside a network.
        seed: Of which lessons a step takes.
    """

    epochs: float
    batch: int
    pace: float
    lessons: int
    held_out_share: float
    held_out: int
    least: int
    save_every: int
    believed_share: float
    seed: int


@dataclass(frozen=True, slots=True)
class Replaying:
    """So many events of the log have been replayed."""

    kind: str
    done: int
    total: int
    per_s: float


@dataclass(frozen=True, slots=True)
class Training:
    """So many steps have been made. `loss` is of the last step, in nats; `per_s` counts lessons."""

    kind: str
    done: int
    total: int
    per_s: float
    loss: float
    rank: float
    variance: float
    sigreg: float


@dataclass(frozen=True, slots=True)
class Trained:
    """A training has ended: the version that it made, live or aside."""

    version: ModelVersion


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A network was not trained, and why."""

    kind: str
    reason: str


Step = Replaying | Training | Trained | LeftOut
Steps = Generator[Step, None, None]


@dataclass(frozen=True, slots=True)
class _Data:
    """What there is to train on: lessons oldest first, and behind which event and up to which they come."""

    lessons: Sequence[Lesson]
    vocabulary: Interner
    first: int
    last: int


class _Recorder:
    """Stands where a network would: says nothing, and keeps the newest lessons."""

    def __init__(self, most: int) -> None:
        self.lessons: deque[Lesson] = deque(maxlen=most)
        self.vocabulary = Interner()

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Return None."""
        return None

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Keep the lessons."""
        self.vocabulary = vocabulary
        self.lessons.extend(lessons)


class Train:
    """Trains, one run at a time: a second one waits.

    Args:
        log: What is replayed.
        projects: Finds the one whose files are trained on.
        build: Makes a learner that knows nothing.
        networks: Keep the versions.
        open_trainer: Opens a trainer.
        options: How it trains.
        timer: Gives seconds; only differences are used.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        projects: Projects,
        build: Callable[[], Learner],
        networks: Networks,
        open_trainer: OpenTrainer,
        options: TrainOptions,
        timer: Callable[[], float],
    ) -> None:
        self._log = log
        self._projects = projects
        self._build = build
        self._networks = networks
        self._open_trainer = open_trainer
        self._options = options
        self._timer = timer
        self._one_at_a_time = threading.Lock()

    @property
    def is_running(self) -> bool:
        """Whether somebody trains just now."""
        return self._one_at_a_time.locked()

    def __call__(self, directory: Path | None) -> Steps:
        """Train the network of files on a project's, where there is one, and that of sequences on all.

        Raises:
            ModelError: Networks cannot be trained here.
            RequestError: Something was forgotten meanwhile.
            StoreError: The log cannot be read, or a version cannot be written.
        """
        project = locate_project(self._projects, directory)
        with self._one_at_a_time:
            for kind in KINDS:
                if kind == "file" and project is None:
                    yield LeftOut(kind, "this folder is in no project whose files could be learnt")
                else:
                    yield from self._train(kind, str(project.root) if kind == "file" and project else "")

    def _train(self, kind: str, scope: str) -> Steps:
        epoch, parent = self._networks.epoch, self._networks.answering(kind)
        training = self._begun(kind, scope, parent)
        data = yield from self._replay(kind, scope, training)
        held_out = self._held_out(len(data.lessons))
        if not held_out:
            least = 2 * self._options.least
            yield LeftOut(kind, f"its history has {len(data.lessons):,} lessons: {least:,} are needed")
            return
        start = None if parent is None else self._networks.place(parent)
        resume = self._networks.place(training) if training.made is not None else None
        trainer = self._open_trainer(start, resume)
        lessons = data.lessons[:-held_out]
        training = replace(training, first=data.first, last=data.last, lessons=len(lessons))
        yield from self._teach(trainer, training, replace(data, lessons=lessons), epoch)
        data = replace(data, lessons=data.lessons[-held_out:])
        version = None
        while version is None:
            rival = self._networks.answering(kind)
            verdict = self._compare(trainer, rival, data)
            version = self._keep(trainer, training, rival, verdict, self._collapse(trainer, data), epoch)
        yield Trained(version)

    def _begun(self, kind: str, scope: str, parent: ModelVersion | None) -> ModelVersion:
        """Return the training to go on with; one that was never saved has no time."""
        name = None if parent is None else parent.name
        for one in self._networks.versions():
            if (one.kind, one.state, one.scope, one.parent) == (kind, TRAINING, scope, name):
                return one
        return ModelVersion(kind, f"{kind}-training", TRAINING, parent=name, scope=scope)

    def _replay(self, kind: str, scope: str, training: ModelVersion) -> Generator[Step, None, _Data]:
        """Record what the log teaches; a training that goes on sees no more of it than it did.

        Its last event is the log's, of whatever kind: all that waits to be learnt by then is known to it.
        """
        learner, recorder = self._build(), _Recorder(self._options.lessons)
        learner.connect({kind: recorder})
        began, total, done = self._timer(), self._log.size().events, 0
        first, last = 0, training.last or self._networks.sequence
        for sequence, event in self._events(kind, scope):
            if training.last and sequence > training.last:
                break
            learner.learn_one(event)
            first, last, done = first if done else sequence - 1, max(last, sequence), done + 1
            if done % _TOLD_EVENTS == 0:
                yield Replaying(kind, min(sequence, total), total, self._rate(done, began))
        return _Data(list(recorder.lessons), recorder.vocabulary, first, last)

    def _events(self, kind: str, scope: str) -> Iterator[tuple[int, Event]]:
        if kind == "file":
            yield from self._log.read(kind="file", project=scope)
            return
        for sequence, event in self._log.read():
            if event.kind != "file":
                yield sequence, event

    def _held_out(self, lessons: int) -> int:
        """Return how many lessons are held out; 0 where there are too few to train and to compare."""
        options = self._options
        if lessons < 2 * options.least:
            return 0
        return max(options.least, min(int(options.held_out_share * lessons), options.held_out))

    def _teach(self, trainer: LatentTrainer, training: ModelVersion, data: _Data, epoch: int) -> Steps:
        """Make the steps that are left; whoever stops asking finds them saved."""
        options = self._options
        total = ceil(options.epochs * len(data.lessons) / options.batch)
        began, begun, saved = self._timer(), trainer.steps, trainer.steps
        try:
            while trainer.steps < total:
                batch = _chosen(data.lessons, trainer.steps, options)
                pace = self._pace(trainer.steps / total, training)
                loss = trainer.step(batch, data.vocabulary, pace=pace)
                with self._networks.unless_forgotten(epoch):
                    if trainer.steps % options.save_every == 0:
                        self._save(trainer, training, total)
                        saved = trainer.steps
                if trainer.steps % _TOLD_STEPS == 0 or trainer.steps == total:
                    found = trainer.diagnose(batch, data.vocabulary)
                    per_s = self._rate((trainer.steps - begun) * options.batch, began)
                    state = (found["rank"], found["variance"], found["sigreg"])
                    yield Training(training.kind, trainer.steps, total, per_s, loss, *state)
        finally:
            if saved < trainer.steps < total and epoch == self._networks.epoch:
                self._save(trainer, training, total)

    def _save(self, trainer: LatentTrainer, training: ModelVersion, total: int) -> None:
        stopped = replace(training, reason=f"stopped at step {trainer.steps:,} of {total:,}")
        self._networks.put(stopped, trainer.save)

    def _pace(self, share: float, training: ModelVersion) -> float:
        first = 1.0 if training.parent is None else self._options.pace
        return first * max(_LEAST_PACE, 1.0 - share)

    def _compare(self, trainer: LatentTrainer, rival: ModelVersion | None, data: _Data) -> Verdict:
        """Compare with what answers now: it need not be what the training began with."""
        live = None if rival is None else self._open_trainer(self._networks.place(rival), None)
        mine, theirs = self._losses(trainer, data), self._losses(live, data)
        return compare(mine, theirs, least=self._options.least)

    def _collapse(self, trainer: LatentTrainer, data: _Data) -> Collapse:
        found = trainer.diagnose(data.lessons[-self._options.batch :], data.vocabulary)
        return Collapse(found["rank"], found["variance"], found["sigreg"], int(found["dimension"]))

    def _losses(self, trainer: LatentTrainer | None, data: _Data) -> list[float]:
        """Return the loss of every lesson; without a network, of what the federation believed."""
        share, size, losses = self._options.believed_share, self._options.batch, list[float]()
        for place in range(0, len(data.lessons), size):
            part = data.lessons[place : place + size]
            scores = [None] * len(part) if trainer is None else trainer.score_many(part, data.vocabulary)
            pairs = zip(part, scores, strict=True)
            losses += [lesson_loss(lesson, its, share=share) for lesson, its in pairs]
        return losses

    def _keep(
        self,
        trainer: LatentTrainer,
        training: ModelVersion,
        rival: ModelVersion | None,
        verdict: Verdict,
        collapse: Collapse,
        epoch: int,
    ) -> ModelVersion | None:
        """Keep what was trained; None where something else began to answer while the two were compared."""
        facts = {"steps": trainer.steps, "lessons": training.lessons, "parent": training.parent}
        made = replace(
            training,
            state=LIVE if verdict.promoted else ASIDE,
            reason=verdict.reason,
            gain=verdict.gain,
            error=verdict.error,
            questions=verdict.questions,
        )
        with self._networks.unless_forgotten(epoch):
            if self._networks.answering(training.kind) != rival:
                return None
            self._networks.put(training, None)
            version = self._networks.add(made, lambda folder: trainer.publish(folder, facts))
            if verdict.promoted:
                self._networks.restart(version.kind, collapse)
        return version

    def _rate(self, done: int, began: float) -> float:
        return done / max(self._timer() - began, 1e-9)


def _chosen(lessons: Sequence[Lesson], step: int, options: TrainOptions) -> list[Lesson]:
    """Return the lessons of a step: the same whether or not it was stopped before."""
    chance = np.random.default_rng((options.seed, step))
    width = _STRETCH * options.batch
    start = int(chance.integers(0, max(len(lessons) - width, 0) + 1))
    stretch = lessons[start : start + width]
    return [stretch[place] for place in chance.permutation(len(stretch))[: options.batch].tolist()]
