"""Clones in a folder, bare or not: what they are called and what their licence files grant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pygit2

from jepa_learning.domain.errors import SourceError
from jepa_learning.domain.licence import licence_of
from jepa_learning.ports.clones import Clone

_LEVELS: Final = 2
_LICENCES: Final = ("licence", "license", "copying", "unlicense")
_UNREADABLE: Final = (pygit2.GitError, KeyError, ValueError, OSError)


class GitClones:
    """Finds `owner+name/repo`, `owner+name.git`, `owner+name` and their like."""

    def find(self, folder: Path) -> list[Clone]:
        """Return the repositories at most two levels below a folder, by name."""
        if not folder.is_dir():
            raise SourceError(f"{folder} is no folder: give one that holds clones of git repositories")
        found = (_read(root, folder) for root in _roots(folder, _LEVELS))
        return sorted((clone for clone in found if clone is not None), key=lambda clone: clone.name)


def _roots(folder: Path, levels: int) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if not path.is_dir() or path.name == ".git":
            continue
        if _is_repository(path):
            yield path
        elif levels > 1:
            yield from _roots(path, levels - 1)


def _is_repository(path: Path) -> bool:
    return (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir())


def _read(root: Path, folder: Path) -> Clone | None:
    try:
        repository = pygit2.Repository(str(root))
        if repository.head_is_unborn:
            return None
        head = repository.head.peel(pygit2.Commit)
        walk = repository.walk(head.id)
        return Clone(
            name=_name(root, folder),
            root=root,
            head=str(head.id),
            commits=sum(len(commit.parent_ids) < 2 for commit in walk),
            time=int(head.commit_time),
            licence=licence_of(_licence_files(head)),
        )
    except _UNREADABLE as error:
        raise SourceError(
            f"{root} cannot be read as a git repository ({error}): clone it again, or move it away"
        ) from error


def _name(root: Path, folder: Path) -> str:
    """`owner+name/repo` and `owner/name` both mean owner/name."""
    parts = [part.removesuffix(".git") for part in root.relative_to(folder).parts]
    if len(parts) > 1 and "+" in parts[0]:
        parts = parts[:1]
    return "/".join(parts).replace("+", "/", 1)


def _licence_files(head: pygit2.Commit) -> dict[str, str]:
    return {
        str(entry.name): entry.data.decode("utf-8", "replace")
        for entry in head.tree
        if isinstance(entry, pygit2.Blob) and str(entry.name).lower().startswith(_LICENCES)
    }
