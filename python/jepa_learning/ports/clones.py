"""Clones: the repositories in a folder that a network can be taught from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Clone:
    """A repository on this machine.

    Attributes:
        name: `owner/name`, or the folder's name.
        root: Its folder.
        head: Id of the commit that its history leads to.
        commits: Commits that lead there, without merges.
        time: When that commit came into the history, seconds since the epoch.
        licence: SPDX expression of what its licence files grant; None if not recognised.
    """

    name: str
    root: Path
    head: str
    commits: int
    time: int
    licence: str | None


class Clones(Protocol):
    """Finds repositories."""

    def find(self, folder: Path) -> list[Clone]:
        """Return the repositories at most two levels below a folder that have commits, by name.

        Raises:
            SourceError: The folder is not there, or a repository in it cannot be read.
        """
        ...
