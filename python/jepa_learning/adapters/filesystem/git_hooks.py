"""Where git looks for the hooks of a repository. Nothing is run, and nothing is made.

A folder that `core.hooksPath` names outside of the repository is shared with others: what would be put there
would run in all of them. One in the working tree lies among its files: what would be put there would go to
everybody with the next `git add .`. Both count as none. Source: git-config(1), core.hooksPath;
gitrepository-layout(5).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pygit2


def hooks_folder(root: Path) -> str:
    """Return the folder of the hooks that run in a working tree, and in nobody else's.

    Args:
        root: Of the working tree, which may be a linked one.

    Returns:
        The folder, which need not exist, without links in its path; empty where there is none.
    """
    import pygit2  # here, since who learns in memory needs none of it

    try:
        repository = pygit2.Repository(str(root))
        named = _named(repository)
        shared = _shared_folder(repository)
    except (pygit2.GitError, OSError, UnicodeDecodeError):
        return ""
    if repository.is_bare:
        return ""
    found = _resolved(root / os.path.expanduser(named) if named else shared / "hooks")
    return str(found) if found.is_relative_to(shared) else ""


def _named(repository: pygit2.Repository) -> str:
    try:
        return str(repository.config["core.hooksPath"])
    except KeyError:
        return ""


def _shared_folder(repository: pygit2.Repository) -> Path:
    """Return the git folder, of a linked working tree the one that all of them share."""
    own = Path(repository.path)
    told = own / "commondir"
    return _resolved(own / told.read_text().strip() if told.is_file() else own)


def _resolved(path: Path) -> Path:
    return Path(os.path.realpath(path))
