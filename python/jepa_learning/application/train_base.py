"""Train the base model: from clones of repositories to weights with a card. It does not know the network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from jepa_learning.application.lesson_schedule import ScheduleOptions, draw, pace
from jepa_learning.application.model_card import MEAN, MEASURES, Facts, Figures, Taught, metrics, model_card
from jepa_learning.application.record_lessons import Told
from jepa_learning.application.score_lessons import score_lessons
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.latent import Lesson
from jepa_learning.domain.licence import is_permissive
from jepa_learning.ports.clones import Clone, Clones
from jepa_learning.ports.latent_trainer import LatentTrainer
from jepa_learning.ports.lesson_store import Recorded
from jepa_learning.ports.model_shelf import Entry, ModelShelf


class Tell(Protocol):
    """Says how far it is."""

    def __call__(self, words: str, done: int, total: int) -> None:
        """Say it."""
        ...


@dataclass(frozen=True, slots=True)
class BaseOptions:
    """How the base model is trained.

    Attributes:
        schedule: What each step takes.
        checkpoint_every: Steps between two checkpoints.
        least_lessons: A repository that teaches fewer is left out.
        believed_share: How much of what the federation believed is added where both are measured together.
        settings: All that it depends on, for the card.
        code: Names the code and the settings that it depends on.
        kind: What it predicts: `file` or `sequence`.
    """

    schedule: ScheduleOptions
    checkpoint_every: int
    least_lessons: int
    believed_share: float
    settings: Mapping[str, float]
    code: str
    kind: str = "file"


@dataclass(frozen=True, slots=True)
class History:
    """A clone and what it taught."""

    taught: Taught
    recorded: Recorded


class TrainBase:
    """Trains the base model.

    Args:
        clones: Finds repositories.
        record: Gives their lessons.
        open_trainer: Gives a trainer that goes on from the checkpoint in a folder, if there is one.
        shelf: Where the model goes.
        work: Folder of checkpoints.
        options: How.
        timer: Gives seconds; only differences are used.
        tell: Says how far it is.
    """

    def __init__(
        self,
        *,
        clones: Clones,
        record: Callable[[Clone, Told], Recorded],
        open_trainer: Callable[[Path], LatentTrainer],
        shelf: ModelShelf,
        work: Path,
        options: BaseOptions,
        timer: Callable[[], float],
        tell: Tell,
    ) -> None:
        self._clones, self._record, self._open_trainer = clones, record, open_trainer
        self._shelf, self._work, self._options = shelf, work, options
        self._timer, self._tell = timer, tell

    def look(self, folder: Path, *, any_licence: bool) -> Facts:
        """Return what is known of the clones in a folder before anything is learnt from them.

        Raises:
            SourceError: The folder or a repository in it cannot be read.
        """
        return self._facts([_taught(one, any_licence=any_licence) for one in self._clones.find(folder)])

    def describe(self, folder: Path, facts: Facts) -> Entry:
        """Write the card and the registry entry of weights that are there already.

        Raises:
            StoreError: There are no weights, or they are not what their configuration says.
        """
        return self._put(folder, folder, facts)

    def __call__(self, repos: Path, out: Path, *, folds: int, any_licence: bool) -> tuple[Facts, Entry]:
        """Train, measure in folds, and put the model into `out`.

        Raises:
            RequestError: There is nothing to train on, or not enough for the folds.
            SourceError: The folder or a repository in it cannot be read.
            StoreError: Lessons, a checkpoint or the model cannot be written; or the model is too large.
        """
        found = self._histories(repos, any_licence=any_licence)
        histories = [one for one in found if one.taught.left_out is None]
        if not histories:
            reasons = "; ".join(f"{one.taught.name}: {one.taught.left_out}" for one in found)
            raise RequestError(
                f"{repos} holds no repository to train on ({reasons or 'none found'}): "
                "clone some with a permissive licence into it, or allow others with --any-licence"
            )
        if folds and not 2 <= folds <= len(histories):
            raise RequestError(
                f"--folds is {folds}: expected 2 to {len(histories)}, the number of repositories"
            )
        figures = tuple(self._measure_folds(histories, folds))
        facts = self._facts([one.taught for one in found])
        if folds:
            facts = replace(facts, figures=figures, notes=(MEASURES,))
        trainer = self._train(histories, "training")
        built = self._work / f"built-{self._options.kind}"
        trainer.publish(built, {"seed": facts.seed, "steps": facts.steps})
        return facts, self._put(built, out, facts)

    def _facts(self, taught: Sequence[Taught]) -> Facts:
        schedule = self._options.schedule
        return Facts(
            tuple(taught), schedule.seed, schedule.steps, self._options.settings, kind=self._options.kind
        )

    def _put(self, built: Path, out: Path, facts: Facts) -> Entry:
        card = model_card(facts, self._shelf.read(built))
        return self._shelf.put(built, out, card=card, metrics=metrics(facts))

    def _histories(self, repos: Path, *, any_licence: bool) -> list[History]:
        clones = self._clones.find(repos)
        found = []
        for place, clone in enumerate(clones, start=1):
            taught = _taught(clone, any_licence=any_licence)
            recorded = Recorded(Interner(), (), 0)
            if taught.left_out is None:
                words = f"{clone.name} ({place} of {len(clones)})"
                recorded = self._record(clone, partial(self._tell, words))
            found.append(History(self._counted(taught, recorded), recorded))
        return found

    def _counted(self, taught: Taught, recorded: Recorded) -> Taught:
        lessons, least = len(recorded.lessons), self._options.least_lessons
        few = taught.left_out is None and lessons < least
        reason = f"it teaches {lessons} lessons, fewer than {least}" if few else taught.left_out
        return replace(taught, cases=recorded.cases, lessons=lessons, left_out=reason)

    def _train(self, histories: Sequence[History], words: str) -> LatentTrainer:
        folder = self._work / self._key(histories)
        trainer, schedule = self._open_trainer(folder), self._options.schedule
        lessons = [one.recorded.lessons for one in histories]
        began, loss, taken = self._timer(), 0.0, 0
        while trainer.steps < schedule.steps:
            step = trainer.steps
            chosen, batch = draw(step, lessons, schedule)
            vocabulary = histories[chosen].recorded.vocabulary
            now = trainer.step(batch, vocabulary, pace=pace(step, schedule))
            loss, taken = (0.98 * loss + 0.02 * now) if loss else now, taken + len(batch)
            if trainer.steps % self._options.checkpoint_every == 0 or trainer.steps == schedule.steps:
                trainer.save(folder)
                health = trainer.diagnose(batch, vocabulary)
                speed = taken / max(self._timer() - began, 1e-9)
                self._tell(_progress(words, loss, health, speed), trainer.steps, schedule.steps)
        return trainer

    def _key(self, histories: Sequence[History]) -> str:
        heads = [(one.taught.name, one.taught.head) for one in histories]
        return hashlib.sha256(repr((heads, self._options)).encode()).hexdigest()[:32]

    def _measure_folds(self, histories: Sequence[History], folds: int) -> Iterator[Figures]:
        rows = []
        for fold in range(folds):
            inside, outside = split(histories, fold, folds)
            trainer = self._train(inside, f"fold {fold + 1} of {folds}")
            row = self._figures(trainer, outside)
            rows.append(row)
            yield row
        if rows:
            names = rows[0].values
            mean = {name: float(np.mean([row.values[name] for row in rows])) for name in names}
            yield Figures(MEAN, mean, sum(row.lessons or 0 for row in rows))

    def _figures(self, trainer: LatentTrainer, histories: Sequence[History]) -> Figures:
        pairs = [pair for one in histories for pair in self._scored(trainer, one)]
        values = score_lessons(pairs, share=self._options.believed_share)
        return Figures(", ".join(one.taught.name for one in histories), values, len(pairs))

    def _scored(self, trainer: LatentTrainer, history: History) -> Iterator[tuple[Lesson, Floats]]:
        lessons, size = history.recorded.lessons, self._options.schedule.batch
        for begin in range(0, len(lessons), size):
            batch = lessons[begin : begin + size]
            scores = trainer.score_many(batch, history.recorded.vocabulary)
            yield from zip(batch, scores, strict=True)


def split(histories: Sequence[History], fold: int, folds: int) -> tuple[list[History], list[History]]:
    """Return what a fold is trained on and what it is measured on: each repository is in one fold."""
    outside = [one for place, one in enumerate(histories) if place % folds == fold]
    inside = [one for place, one in enumerate(histories) if place % folds != fold]
    return inside, outside


def _taught(clone: Clone, *, any_licence: bool) -> Taught:
    reason = None
    if not any_licence and not is_permissive(clone.licence):
        known = clone.licence is not None
        reason = f"its licence, {clone.licence}, is not permissive" if known else "no licence is recognised"
    return Taught(clone.name, clone.head, clone.commits, clone.time, clone.licence, left_out=reason)


def _progress(words: str, loss: float, health: Mapping[str, float], speed: float) -> str:
    known = {"rank": "rank {:.1f}", "sigreg": "SIGReg {:.2f}"}  # only of what has states
    told = [how.format(health[name]) for name, how in known.items() if name in health]
    return ", ".join([f"{words}: loss {loss:.3f}", *told, f"{speed:.0f} lessons/s"])
