"""Working trees of git: renames in the index, as `git mv` does it. It never commits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pygit2
from pygit2.enums import FileMode, FileStatus, RepositoryState

from jepa_learning.domain.errors import ChangeError, ProjectError

_DOING: Final = {
    RepositoryState.MERGE: "a merge",
    RepositoryState.REVERT: "a revert",
    RepositoryState.REVERT_SEQUENCE: "a revert",
    RepositoryState.CHERRYPICK: "a cherry-pick",
    RepositoryState.CHERRYPICK_SEQUENCE: "a cherry-pick",
    RepositoryState.BISECT: "a bisect",
    RepositoryState.APPLY_MAILBOX: "an am",
}
_FILES: Final = (FileMode.BLOB, FileMode.BLOB_EXECUTABLE)


class GitWorkingTree:
    """Reads and writes the index."""

    def why_busy(self, root: Path) -> str | None:
        """Return what git is in the middle of."""
        with _repository(root) as repository:
            return _why_busy(repository)

    def why_not(self, root: Path, path: str, to: str) -> str | None:
        """Return why a file may not be moved."""
        with _repository(root) as repository:
            return _why_busy(repository) or _why_not(repository, root, path, to)

    def rename(self, root: Path, path: str, to: str) -> None:
        """Let the index know a file by another path, with the content that it knows."""
        with _repository(root) as repository:
            index = repository.index
            if path not in index:
                return
            known = index[path]
            index.add(pygit2.IndexEntry(to, known.id, known.mode))
            index.remove(path)
            index.write()


@contextmanager
def _repository(root: Path) -> Iterator[pygit2.Repository]:
    found = pygit2.discover_repository(str(root))
    if found is None:
        raise ProjectError(f"{root} is in no git repository any more")
    try:
        yield pygit2.Repository(found)
    except (pygit2.GitError, KeyError, OSError) as error:
        raise ChangeError(
            f"the index of {root} cannot be read or written ({error}): look whether another git is at work"
        ) from error


def _why_busy(repository: pygit2.Repository) -> str | None:
    state = repository.state()
    if state == RepositoryState.NONE:
        return None
    return f"git is in the middle of {_DOING.get(RepositoryState(state), 'a rebase')}: end it first"


def _why_not(repository: pygit2.Repository, root: Path, path: str, to: str) -> str | None:
    index = repository.index
    if path not in index:
        return f"git does not know {path}"
    if index[path].mode not in _FILES or (root / path).is_symlink():
        return f"{path} is no plain file"
    if repository.status_file(path) != FileStatus.CURRENT:
        return f"{path} has changes that are not committed"
    if to in index or os.path.lexists(root / to):
        return f"{to} is there already"
    if not (root / to).parent.resolve().is_relative_to(root.resolve()):
        return f"{to} leads out of the repository"
    return f"{to} would be ignored by git" if repository.path_is_ignored(to) else None
