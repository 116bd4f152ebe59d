"""Projects that exist in memory only: for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jepa_learning.domain.errors import ProjectError
from jepa_learning.ports.project import Project


class MemoryProjects:
    """Knows the given projects.

    Args:
        modified: What is modified in each project.
    """

    def __init__(self, modified: Mapping[Project, Sequence[str]]) -> None:
        self._modified = {project.root: (project, sorted(paths)) for project, paths in modified.items()}

    def locate(self, directory: Path) -> Project:
        """Return the innermost project around the folder."""
        return self._around(directory)[0]

    def modified(self, root: Path) -> list[str]:
        """Return what is modified in the project."""
        return list(self._around(root)[1])

    def _around(self, directory: Path) -> tuple[Project, list[str]]:
        for folder in (directory, *directory.parents):
            if folder in self._modified:
                return self._modified[folder]
        raise ProjectError(
            f"{directory} is in no project: expected one of {', '.join(map(str, self._modified))}"
        )
