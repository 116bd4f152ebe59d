"""Projects that are git repositories. Nothing is written into them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

import pygit2
from pygit2.enums import FileMode, FileStatus

from jepa_learning.adapters.sources.open_repositories import OpenRepositories
from jepa_learning.domain.errors import SourceError
from jepa_learning.domain.privacy import pseudonym
from jepa_learning.ports.project import Project

_STAGED: Final = (
    FileStatus.INDEX_NEW
    | FileStatus.INDEX_MODIFIED
    | FileStatus.INDEX_DELETED
    | FileStatus.INDEX_RENAMED
    | FileStatus.INDEX_TYPECHANGE
)
_UNSTAGED: Final = (
    FileStatus.WT_MODIFIED | FileStatus.WT_DELETED | FileStatus.WT_RENAMED | FileStatus.WT_TYPECHANGE
)

# Looking at every tracked file takes about 10 microseconds each; beyond this only what is staged is told.
_MAX_LOOKED_AT: Final = 100_000

_INDEXES: Final = 4
"""Indexes whose paths are kept at hand, about 150 bytes each path: projects that are worked in at a time."""

_ESCAPED: Final = re.compile(rb"\\x([89a-f][0-9a-f])")


class GitProjects:
    """Finds git repositories and what is modified in them."""

    def __init__(self) -> None:
        self._repositories = OpenRepositories()

    def locate(self, directory: Path) -> Project:
        """Return the repository that the folder is in; a bare one is its own root."""
        with self._repositories.hold(directory) as repository:
            root = Path(repository.workdir or repository.path)
            return Project(
                root=root,
                name=_name(repository, root),
                author=_author(repository),
                is_shallow=repository.is_shallow,
            )

    def modified(self, root: Path) -> list[str]:
        """Return what is modified, staged or deleted; among very many files, only what is staged."""
        with self._repositories.hold(root) as repository:
            if repository.is_bare:
                return []
            try:
                repository.index.read(False)
                return sorted(_modified(repository))
            except (pygit2.GitError, KeyError, OSError) as error:
                raise SourceError(
                    f"the working tree of {root} cannot be read ({error}): try `git status`"
                ) from error

    def tracked(self, root: Path) -> frozenset[str] | None:
        """Return the paths in the index; it is read again where its file is another one."""
        with self._repositories.hold(root) as repository:
            if repository.is_bare:
                return None
            folder = repository.path
        try:
            found = os.stat(os.path.join(folder, "index"))
            return _paths(folder, (found.st_ino, found.st_mtime_ns, found.st_size))
        except FileNotFoundError:  # nothing was ever added
            return frozenset()
        except (pygit2.GitError, KeyError, OSError) as error:
            raise SourceError(f"the index of {root} cannot be read ({error}): try `git status`") from error

    def absent(self, root: Path, paths: Iterable[str]) -> frozenset[str]:
        """Return which of these are no files on the disk; a link is one, wherever it leads."""
        folder = os.fsencode(root)
        return frozenset(path for path in paths if not _is_file(os.path.join(folder, _bytes(path))))


@lru_cache(maxsize=_INDEXES)
def _paths(git_folder: str, stamp: tuple[int, int, int]) -> frozenset[str]:
    """Git replaces the file of an index as a whole, so that its stamp tells whether it is the same."""
    return frozenset(_text(entry.path) for entry in pygit2.Repository(git_folder).index)


def _is_file(path: bytes) -> bool:
    try:
        return not stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):  # a name that holds a null byte is none
        return False


def _name(repository: pygit2.Repository, root: Path) -> str:
    """The last part of the remote's address, else of the folder."""
    address = next((remote.url for remote in repository.remotes if remote.name == "origin"), None) or ""
    last = address.rstrip("/").replace(":", "/").rsplit("/", 1)[-1].removesuffix(".git")
    return last or root.name.removesuffix(".git")


def _author(repository: pygit2.Repository) -> str | None:
    try:
        email = repository.config["user.email"]
    except (KeyError, pygit2.GitError):
        return None
    return pseudonym(email) if email else None


def _modified(repository: pygit2.Repository) -> list[str]:
    index = repository.index
    if len(index) > _MAX_LOOKED_AT:
        return _staged(repository)
    status = repository.status(untracked_files="no")
    changed = (path for path, flags in status.items() if flags & (_STAGED | _UNSTAGED))
    return [_text(path) for path in changed if not _is_submodule(index, path)]


def _is_submodule(index: pygit2.Index, path: str) -> bool:
    return path in index and bool(index[path].mode == FileMode.COMMIT)


def _staged(repository: pygit2.Repository) -> list[str]:
    if repository.head_is_unborn:
        return []
    diff = repository.index.diff_to_tree(repository[repository.head.target].tree)
    return [_text(delta.new_file.path) for delta in diff.deltas]


def _text(path: str) -> str:
    """Bytes that are not UTF-8 as the history's events show them."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _bytes(text: str) -> bytes:
    """The other way round."""
    return _ESCAPED.sub(lambda escaped: bytes.fromhex(escaped[1].decode()), os.fsencode(text))
