"""Organize: better places for files of a project, with the reasons. A preview: it moves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jepa_learning.application.gone_files import not_there
from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.recent_events import RecentEvents
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.errors import ProjectError
from jepa_learning.domain.understanding.insight import InsightOptions
from jepa_learning.domain.understanding.places import Move, better_places
from jepa_learning.domain.waste.history import History
from jepa_learning.ports.project import Project, Projects


@dataclass(frozen=True, slots=True)
class Organized:
    """What would be better elsewhere, the best founded first; `commits` and `files` were looked at."""

    project: Project
    moves: tuple[Move, ...]
    commits: int
    files: int


class Organize:
    """Reads the log.

    Args:
        options: Bounds of what is suggested.
        session_gap_s: A longer pause ends a session.
    """

    def __init__(
        self,
        recent: RecentEvents,
        *,
        learner: SharedLearner,
        projects: Projects,
        options: InsightOptions,
        session_gap_s: float,
    ) -> None:
        self._recent, self._learner, self._projects = recent, learner, projects
        self._options, self._session_gap_s = options, session_gap_s

    def __call__(self, directory: Path | None) -> Organized:
        """Suggest moves in the project that `directory` is in.

        Raises:
            ProjectError: It is in no project.
            StoreError: The log cannot be read.
        """
        project = locate_project(self._projects, directory)
        if project is None:
            raise ProjectError(
                f"{directory or 'this folder'} is in no git repository: go to one, or name one"
            )
        root, options = str(project.root), self._options
        commits = History(self._recent(root), gap_s=self._session_gap_s).commits
        with self._learner.hold() as learner:
            learnt = learner.activities("file", root)
        files = set(learnt) - not_there(self._projects, root, learnt)
        moves = better_places(commits, files, least=options.least, usual=options.usual, level=options.level)[
            : options.most
        ]
        return Organized(project, tuple(moves), len(commits), len(files))
