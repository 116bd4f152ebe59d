"""A trainer of event JEPAs: all its work on the one thread that owns MLX, its checkpoints in folders."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from jepa_learning.adapters.mlx import thread
from jepa_learning.adapters.mlx.checkpoint import load_trainer, save_network, save_trainer
from jepa_learning.adapters.mlx.event_jepa import ModelArgs
from jepa_learning.adapters.mlx.training import Network, Trainer, TrainingOptions, diagnose, score_lessons
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.latent import Lesson


class MlxLatentTrainer:
    """Teaches an event JEPA.

    Args:
        folder: Where its checkpoint is, if there is one; else it starts from nothing.
        args: How large the network is.
        options: How steps are made.
        seed: Of the first weights and of the steps.
    """

    def __init__(self, folder: Path, args: ModelArgs, options: TrainingOptions, *, seed: int) -> None:
        self._trainer = thread.run(lambda: _open(folder, args, options, seed))
        self.steps = self._trainer.steps

    def step(self, lessons: Sequence[Lesson], vocabulary: Interner, *, pace: float) -> float:
        """Learn from lessons together; return the decoding loss in nats."""
        loss = thread.run(lambda: self._trainer.step(lessons, vocabulary, pace=pace))
        self.steps = self._trainer.steps
        return loss

    def diagnose(self, lessons: Sequence[Lesson], vocabulary: Interner) -> Mapping[str, float]:
        """Return the loss and its parts, and whether the states collapse."""
        return thread.run(lambda: asdict(diagnose(self._trainer.network, lessons, vocabulary)))

    def score_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> list[Floats]:
        """Return a score of each candidate of each lesson, `[C]`."""
        return thread.run(lambda: score_lessons(self._trainer.network, lessons, vocabulary))

    def save(self, folder: Path) -> None:
        """Write a checkpoint; whoever stops it half way finds the one before."""
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            thread.run(lambda: save_trainer(self._trainer, unfinished, facts={}))
            shutil.rmtree(folder, ignore_errors=True)
            unfinished.rename(folder)
        except (OSError, RuntimeError) as error:
            raise StoreError(
                f"{folder} cannot be written ({error}): check the disk and its rights"
            ) from error

    def publish(self, folder: Path, facts: Mapping[str, object]) -> None:
        """Write the network with numbers of 2 bytes."""
        try:
            thread.run(lambda: save_network(self._trainer.network, folder, half=True, facts=facts))
        except (OSError, RuntimeError) as error:
            raise StoreError(
                f"{folder} cannot be written ({error}): check the disk and its rights"
            ) from error


def _open(folder: Path, args: ModelArgs, options: TrainingOptions, seed: int) -> Trainer:
    if (folder / "config.json").is_file():
        with suppress(StoreError):  # a checkpoint that is broken can be made again
            return load_trainer(folder, options)
    return Trainer(Network.random(args, seed=seed), options, seed=seed)
