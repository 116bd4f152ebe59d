"""Drift: how each kind of activity moves, which regime it is in, and how it got there. It changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.drift.follower import DriftReport
from jepa_learning.domain.event import KINDS
from jepa_learning.ports.project import Project, Projects


@dataclass(frozen=True, slots=True)
class Drifting:
    """What drifts: files in the project, other kinds everywhere, without those of which nothing is known."""

    project: Project | None
    streams: tuple[tuple[str, DriftReport], ...]


class ShowDrift:
    """Looks at the learner."""

    def __init__(self, *, learner: SharedLearner, projects: Projects) -> None:
        self._learner, self._projects = learner, projects

    def __call__(self, directory: Path | None, *, kinds: Collection[str] = KINDS) -> Drifting:
        """Tell how these kinds drift, for the project that `directory` is in where it is in one."""
        project = locate_project(self._projects, directory)
        root = str(project.root) if project else ""
        streams = []
        for kind in KINDS:
            if kind in kinds:
                with self._learner.hold() as learner:  # one at a time: each takes some ten milliseconds
                    report = learner.drift(kind, root if kind == "file" else "")
                if report is not None:
                    streams.append((kind, report))
        return Drifting(project, tuple(streams))
