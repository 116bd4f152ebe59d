"""Gone files: of what is learnt of a project, what is not in its working tree now.

The history that is learnt can be ahead of what is checked out, or beside it: another branch, an older commit,
a deletion that is not committed. It does not know predictions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jepa_learning.domain.errors import ProjectError, SourceError
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.open_cases import OpenCases
from jepa_learning.domain.world import Knowledge
from jepa_learning.ports.project import Projects

_PROJECTS: Final = 4
"""Projects whose gone files are kept at hand."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What was gone, and when: while this was tracked, and so much known."""

    tracked: frozenset[str]
    knowledge: Knowledge
    gone: frozenset[str]


class GoneFiles:
    """Looks at the working tree, as seldom as it can; whoever asks holds the learner."""

    def __init__(self, projects: Projects) -> None:
        self._projects = projects
        self._looks: OpenCases[_Look] = OpenCases(most=_PROJECTS)

    def __call__(self, learner: Learner, root: str) -> frozenset[str] | None:
        """Return what is learnt, not tracked and not there; None where no working tree can be looked at.

        What is tracked is taken to be there: `among` looks.
        """
        tracked, knowledge = _tracked(self._projects, root), learner.knowledge("file", root)
        if tracked is None:
            return None
        look = self._looks.recall(root)
        if look is None or look.tracked is not tracked or look.knowledge != knowledge:
            untracked = [path for path in learner.activities("file", root) if path not in tracked]
            look = _Look(tracked, knowledge, self.among(root, untracked))
        self._looks.remember(root, look)
        return look.gone

    def among(self, root: str, paths: Iterable[str]) -> frozenset[str]:
        """Return which of these are not there; it looks at each, 3 microseconds."""
        return self._projects.absent(Path(root), paths)


def not_there(projects: Projects, root: str, paths: Iterable[str]) -> frozenset[str]:
    """Return which of these are no files of the working tree, tracked or not; it looks at each.

    None of them where no working tree can be looked at.
    """
    return frozenset() if _tracked(projects, root) is None else projects.absent(Path(root), paths)


def _tracked(projects: Projects, root: str) -> frozenset[str] | None:
    try:
        return projects.tracked(Path(root))
    except (ProjectError, SourceError):  # a damaged working tree: the history can still be asked
        return None
