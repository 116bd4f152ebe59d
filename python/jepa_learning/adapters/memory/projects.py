"""Projects that exist in memory only: for tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from jepa_learning.domain.errors import ProjectError
from jepa_learning.ports.project import Project


class MemoryProjects:
    """Knows the given projects.

    Args:
        modified: What is modified in each project.
        tracked: What version control knows, by root; a project that is not named has no working tree.
        on_disk: What is in the working tree, by root; where it is not named, just what is tracked.
    """

    def __init__(
        self,
        modified: Mapping[Project, Sequence[str]],
        *,
        tracked: Mapping[Path, Collection[str]] = MappingProxyType({}),
        on_disk: Mapping[Path, Collection[str]] = MappingProxyType({}),
    ) -> None:
        self._tracked = {root: frozenset(paths) for root, paths in tracked.items()}
        self._on_disk = {**self._tracked, **{root: frozenset(paths) for root, paths in on_disk.items()}}
        self._modified = {project.root: (project, sorted(paths)) for project, paths in modified.items()}

    def locate(self, directory: Path) -> Project:
        """Return the innermost project around the folder."""
        return self._around(directory)[0]

    def modified(self, root: Path) -> list[str]:
        """Return what is modified in the project."""
        return list(self._around(root)[1])

    def tracked(self, root: Path) -> frozenset[str] | None:
        """Return what version control knows in the project."""
        return self._tracked.get(self._around(root)[0].root)

    def absent(self, root: Path, paths: Iterable[str]) -> frozenset[str]:
        """Return which of these are not in the working tree."""
        return frozenset(paths) - self._on_disk.get(root, frozenset())

    def _around(self, directory: Path) -> tuple[Project, list[str]]:
        for folder in (directory, *directory.parents):
            if folder in self._modified:
                return self._modified[folder]
        raise ProjectError(
            f"{directory} is in no project: expected one of {', '.join(map(str, self._modified))}"
        )
