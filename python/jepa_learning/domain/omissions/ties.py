"""Ties: how often files of one project changed, and how often two of them did so together.

It does not know when, by whom or why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from jepa_learning.domain.waste.history import Commit

LARGE: Final = 30
"""A commit of more files is a sweep: what is in it does not go together."""

_NONE: Final[Mapping[str, int]] = {}


class Ties:
    """Counts commits; a file that is gone is tied to nothing any more."""

    def __init__(self) -> None:
        self.changes: Counter[str] = Counter()
        self._together: dict[str, dict[str, int]] = {}

    def learn_one(self, commit: Commit) -> None:
        """Count a commit; of a sweep only what it takes away."""
        files = set(commit.files)
        if len(files) <= LARGE:
            self.changes.update(files)
            for file in files:
                beside = self._together.setdefault(file, {})
                for other in files:
                    if other != file:
                        beside[other] = beside.get(other, 0) + 1
        for path in commit.gone:
            self._forget(path)

    def beside(self, path: str) -> Mapping[str, int]:
        """Return how often each other file changed together with one."""
        return self._together.get(path, _NONE)

    def around(self, files: Collection[str]) -> Iterator[tuple[str, str, int]]:
        """Give what is tied to one of the files and is not among them, with that file and the commits of
        both.
        """
        for file in files:
            for other, times in self.beside(file).items():
                if other not in files:
                    yield other, file, times

    def share(self, path: str, of: str) -> float:
        """Return in which share of the commits of one file the other changed, too; a commit more is counted,
        so that one together is not always.
        """
        return self.beside(of).get(path, 0) / (self.changes[of] + 1.0)

    def words(self, path: str, of: str) -> str:
        """Return that as evidence."""
        return f"changed with {of} in {self.beside(of).get(path, 0)} of {self.changes[of]} commits"

    def _forget(self, path: str) -> None:
        for other in self._together.pop(path, _NONE):
            self._together.get(other, {}).pop(path, None)
