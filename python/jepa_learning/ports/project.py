"""Projects: which repository a folder belongs to, and what is being changed in it.

It does not know events or learning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Project:
    """A repository on this machine.

    Attributes:
        root: The folder that everything in it is relative to.
        name: What people call it.
        author: The pseudonym of who works here, as the events of the repository carry it; None where unknown.
        is_shallow: Whether it is a clone that lacks the older commits.
    """

    root: Path
    name: str
    author: str | None
    is_shallow: bool = False


class Projects(Protocol):
    """Finds projects and looks at their working trees; it changes nothing in them."""

    def locate(self, directory: Path) -> Project:
        """Return the project that `directory` is in.

        Raises:
            ProjectError: The folder is in no repository.
        """
        ...

    def modified(self, root: Path) -> list[str]:
        """Return the paths, relative to `root`, that are modified, staged or deleted, in order.

        Raises:
            ProjectError: The folder is in no repository.
            SourceError: The repository cannot be read.
        """
        ...

    def tracked(self, root: Path) -> frozenset[str] | None:
        """Return the paths that version control knows now, those deleted but not committed among them.

        The very same set is returned until what is known changes. None: there is no working tree.

        Raises:
            ProjectError: The folder is in no repository.
            SourceError: The repository cannot be read.
        """
        ...

    def absent(self, root: Path, paths: Iterable[str]) -> frozenset[str]:
        """Return which of these paths, relative to `root`, are no files there now, tracked or not."""
        ...
