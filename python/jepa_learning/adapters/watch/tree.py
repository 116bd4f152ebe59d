"""Which folders and files of a working tree are looked at.

What git ignores, what `.jepaignore` names and what is on the deny list is not entered. It does not watch.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pathspec
import pygit2

from jepa_learning.domain.errors import ConfigError, SourceError
from jepa_learning.domain.privacy import DenyList

IGNORE_FILE: Final = ".jepaignore"
_GIT: Final = ".git"


class Tree:
    """The working tree of a repository.

    Args:
        root: Its root.
        deny_paths: What the user never wants looked at, beside the built-in list.

    Raises:
        SourceError: There is no repository, or its `.jepaignore` cannot be understood.
    """

    def __init__(self, root: Path, *, deny_paths: Sequence[str]) -> None:
        try:
            self._repository = pygit2.Repository(str(root))
            self._deny = DenyList(paths=deny_paths, commands=[])
        except (pygit2.GitError, OSError, ConfigError) as error:
            raise SourceError(
                f"{root} cannot be watched ({error}): correct it, or withdraw `files`"
            ) from error
        self._own = _own_rules(root / IGNORE_FILE)
        self._root = root

    @property
    def git_folder(self) -> Path:
        """Where the repository keeps its head."""
        return Path(self._repository.path)

    def folders(self) -> Iterator[Path]:
        """Give the folders to look at, the root first; a folder that is left out is not entered."""
        for place, names, _ in os.walk(self._root):
            yield Path(place)
            names[:] = [name for name in names if self.looks_at(Path(place, name), is_folder=True)]

    def looks_at(self, path: Path, *, is_folder: bool = False) -> bool:
        """Say whether a path is looked at; the folders above it are."""
        relative = path.relative_to(self._root).as_posix()
        if path.name == _GIT or (is_folder and (path.is_symlink() or os.path.ismount(path))):
            return False
        if self._deny.denies_path(relative):
            return False
        named = f"{relative}/" if is_folder else relative
        return not (self._own.match_file(named) or self._repository.path_is_ignored(named))


def _own_rules(file: Path) -> pathspec.GitIgnoreSpec:
    """What `.jepaignore` names, as git reads its own: the last pattern that fits decides, `!` takes back."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    except OSError as error:
        raise SourceError(f"{file} cannot be read ({error}): correct it, or withdraw `files`") from error
    for number, line in enumerate(lines, start=1):
        try:
            pathspec.GitIgnoreSpec.from_lines([line])
        except ValueError as error:
            raise SourceError(
                f"{file}:{number} has {line!r}: expected a pattern as in .gitignore ({error})"
            ) from error
    return pathspec.GitIgnoreSpec.from_lines(lines)
