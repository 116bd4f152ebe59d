"""The base model: what trains the networks that ship."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from functools import partial
from pathlib import Path
from typing import Final

from jepa_learning.adapters.snapshot.fingerprint import fingerprint
from jepa_learning.application.lesson_schedule import ScheduleOptions
from jepa_learning.application.record_lessons import RecordLessons, RecordOptions
from jepa_learning.application.train_base import BaseOptions, Tell, TrainBase
from jepa_learning.bootstrap.learner import build_learner, learner_fingerprint
from jepa_learning.bootstrap.sources import build_gate
from jepa_learning.config.networks import BaseSettings
from jepa_learning.config.settings import Settings
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.model_version import COUNCIL
from jepa_learning.domain.told_sequences import told_as_sequences
from jepa_learning.folders import Folders
from jepa_learning.ports.latent_trainer import LatentTrainer


def build_train_base(settings: Settings, folders: Folders, *, kind: str, tell: Tell) -> TrainBase:
    """Make what trains a network that ships. MLX is loaded when there is something to train.

    Args:
        kind: Which one: `file` or `sequence`.
        tell: Says how far it is.

    Raises:
        ConfigError: A pattern of the settings is not what it must be.
    """
    from jepa_learning.adapters.filesystem.model_shelf import FileModelShelf
    from jepa_learning.adapters.snapshot.lesson_store import FileLessonStore
    from jepa_learning.adapters.sources.git import GitSource
    from jepa_learning.adapters.sources.git_clones import GitClones

    base, git, seed = _base_settings(settings, kind), settings.sources.git.model_dump(), settings.jepa.seed
    most_events = base.sequences.most_events
    work = folders.cache / "base"
    return TrainBase(
        clones=GitClones(),
        record=RecordLessons(
            build_learner=partial(build_learner, settings),
            open_source=lambda clone: GitSource(clone.root, **git),
            gate=build_gate(settings, lambda source, project: True),
            store=FileLessonStore(work / "lessons"),
            code=_lesson_code(settings),
            options=RecordOptions(base.most_cases, base.whole_lessons, base.kept_share, seed),
            kind=kind,
            tell=partial(told_as_sequences, most=most_events) if kind == "sequence" else iter,
        ),
        open_trainer=partial(_open_council_trainer, settings)
        if kind == COUNCIL
        else partial(_open_base_trainer, settings, base, folders),
        shelf=FileModelShelf(most_bytes=base.most_bytes),
        work=work / "training",
        options=_base_options(settings, base, kind),
        timer=time.monotonic,
        tell=tell,
    )


def _base_settings(settings: Settings, kind: str) -> BaseSettings:
    base = settings.jepa.base
    if kind == "sequence":
        return base.model_copy(update=base.sequences.model_dump(exclude={"most_events"}))
    return base.model_copy(update={"steps": base.council.steps}) if kind == COUNCIL else base


def _base_options(settings: Settings, chosen: BaseSettings, kind: str) -> BaseOptions:
    base = chosen.model_dump(exclude={"sequences", "council"})
    training = settings.jepa.training.model_dump()
    kept = [one.name for one in dataclass_fields(ScheduleOptions) if one.name != "seed"]
    return BaseOptions(
        schedule=ScheduleOptions(**{name: base[name] for name in kept}, seed=settings.jepa.seed),
        checkpoint_every=base["checkpoint_every"],
        least_lessons=base["least_lessons"],
        # The council says what is to be added to the mixture, and is measured so.
        believed_share=1.0 if kind == COUNCIL else training["believed_share"],
        settings=_told_on_the_card(base, training, chosen, kind),
        kind=kind,
        code=fingerprint(
            _lesson_code(settings),
            *_sources(f"adapters/{_TRAINERS.get(kind, 'mlx')}/*.py", "application/lesson_schedule.py"),
        ),
    )


_TRAINERS: Final = {COUNCIL: "council"}
"""The folder of what trains a kind, where it is not that of the networks."""

_OF_NETWORKS: Final = ("dimension", "buckets")


def _told_on_the_card(
    base: Mapping[str, float], training: Mapping[str, float], chosen: BaseSettings, kind: str
) -> dict[str, float]:
    """Return the settings that training a kind depends on, by name."""
    if kind == COUNCIL:
        shared = {name: value for name, value in base.items() if name not in _OF_NETWORKS}
        council = chosen.council.model_dump(exclude={"steps"})
        return {
            **{f"jepa.base.{name}": value for name, value in shared.items()},
            **{f"jepa.base.council.{name}": value for name, value in council.items()},
        }
    return {
        **{f"jepa.base.{name}": value for name, value in base.items()},
        "jepa.base.sequences.most_events": chosen.sequences.most_events,
        **{f"jepa.training.{name}": value for name, value in training.items()},
    }


def _lesson_code(settings: Settings) -> str:
    """Return what the lessons of a history depend on, in one number."""
    sources = _sources("adapters/sources/git.py", "application/record_lessons.py", "domain/told_sequences.py")
    given = settings.sources.git.model_dump(), settings.privacy.model_dump()
    return fingerprint(learner_fingerprint(settings, ()), *given, *sources)


def _sources(*patterns: str) -> list[bytes]:
    folder = Path(__file__).parent.parent
    return [path.read_bytes() for pattern in patterns for path in sorted(folder.glob(pattern))]


def _open_council_trainer(settings: Settings, folder: Path) -> LatentTrainer:
    from jepa_learning.adapters.council.trainer import CouncilTrainer

    given = settings.jepa.base.council
    return CouncilTrainer(
        folder, hidden=given.hidden, rate=given.rate, decay=given.decay, seed=settings.jepa.seed
    )


def _open_base_trainer(
    settings: Settings, base: BaseSettings, folders: Folders, folder: Path
) -> LatentTrainer:
    from jepa_learning.adapters.mlx.runtime import load_mlx, mlx_is_installed

    if not mlx_is_installed():
        raise RequestError("MLX has no build for this machine, and without it no network can be trained")
    load_mlx(folders.blas)
    from jepa_learning.adapters.mlx.event_jepa import ModelArgs
    from jepa_learning.adapters.mlx.latent_trainer import MlxLatentTrainer
    from jepa_learning.adapters.mlx.training import TrainingOptions

    jepa = settings.jepa
    args = ModelArgs(dimension=base.dimension, buckets=base.buckets)
    return MlxLatentTrainer(folder, args, TrainingOptions(**jepa.training.model_dump()), seed=jepa.seed)
