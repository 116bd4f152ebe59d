"""The learner: its manifolds and settings, and the one that all use cases share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar, get_type_hints

from jepa_learning.adapters.memory.change_detector import PlainPageHinkley
from jepa_learning.adapters.snapshot.fingerprint import fingerprint
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.config.companions import LearningModels
from jepa_learning.config.layers import load_companion
from jepa_learning.config.settings import Settings
from jepa_learning.domain.build_learner import LearnerOptions
from jepa_learning.domain.build_learner import build_learner as build_plain_learner
from jepa_learning.domain.drift.detection import Detectors
from jepa_learning.domain.learner import Learner
from jepa_learning.ports.change_detector import ChangeDetector
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.journal import Journal
from jepa_learning.ports.snapshot_store import SnapshotStore

Plain = TypeVar("Plain")


def build_learner(settings: Settings, *, without: Collection[str] = ()) -> Learner:
    """Make a learner that knows nothing, with the manifolds that are enabled and not in `without`.

    Raises:
        ConfigError: config/learning-models.yaml is not what it must be.
        RequestError: `without` names a manifold that does not exist.
    """
    models = load_companion(LearningModels, "learning-models.yaml")
    disabled = {entry.name for entry in models.manifolds if not entry.enabled}
    learner = build_plain_learner(learner_options(settings), without=disabled | set(without))
    learner.watch_with(build_detectors(settings))
    return learner


def learner_options(settings: Settings) -> LearnerOptions:
    """Return what a learner is made from, as the domain has it."""
    return plain(LearnerOptions, settings.learner.model_dump(exclude={"detectors"}))


def build_detectors(settings: Settings) -> Detectors:
    """Return what finds that a stream has changed. river is imported when something warns."""

    def warn(slack: float, threshold: float) -> ChangeDetector:
        return PlainPageHinkley(slack=slack, threshold=threshold)

    def confirm(slack: float, threshold: float) -> list[ChangeDetector]:
        if settings.learner.detectors.adapter == "memory":
            return [PlainPageHinkley(slack=slack, threshold=threshold)]
        from jepa_learning.adapters.river.change_detectors import RiverAdwin, RiverPageHinkley

        return [
            RiverPageHinkley(slack=slack, threshold=threshold),
            RiverAdwin(significance=settings.learner.detectors.significance),
        ]

    return Detectors(warn, confirm)


def build_shared_learner(
    settings: Settings,
    log: EventLog,
    snapshots: SnapshotStore,
    *,
    without: Collection[str],
    journal: Journal,
    connect: Callable[[Learner, int], None],
) -> SharedLearner:
    def connect_all(learner: Learner, sequence: int) -> None:
        learner.watch_with(build_detectors(settings))
        connect(learner, sequence)

    return SharedLearner(
        lambda: build_learner(settings, without=without),
        connect=connect_all,
        log=log,
        snapshots=snapshots,
        save_every=settings.snapshot.every_events,
        journal=journal,
    )


def learner_fingerprint(settings: Settings, without: Collection[str]) -> str:
    models = load_companion(LearningModels, "learning-models.yaml")
    return fingerprint(settings.learner.model_dump(), models.model_dump(), sorted(without))


def plain(kind: type[Plain], values: Mapping[str, Any]) -> Plain:
    """Make a plain dataclass of the domain, and those in it, from settings of the same shape."""
    types = get_type_hints(kind)
    return kind(
        **{
            name: plain(types[name], value) if isinstance(value, Mapping) else value
            for name, value in values.items()
        }
    )
