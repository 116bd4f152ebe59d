"""Open repositories: the git repositories that were asked about last, kept open.

Opening one and reading its index takes longer than what is asked of it. And pygit2's repositories hold
themselves, so that each one that is let go waits for the garbage collector, which then stops everything.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pygit2

from jepa_learning.domain.errors import ProjectError

KEPT: Final = 4
"""Repositories that are kept open: projects that are worked in at a time."""


class OpenRepositories:
    """Lends repositories to one asker at a time: libgit2's are not to be shared between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[str, int, int], pygit2.Repository] = OrderedDict()

    @contextmanager
    def hold(self, directory: Path) -> Iterator[pygit2.Repository]:
        """Lend the repository that the folder is in, with its index as it is on the disk.

        Raises:
            ProjectError: There is none, or it cannot be opened.
        """
        with self._lock:
            yield self._reopen(directory)

    def _reopen(self, directory: Path) -> pygit2.Repository:
        try:
            folder = pygit2.discover_repository(str(directory))
            if folder is not None:
                return self._known(folder)
        except (pygit2.GitError, KeyError, OSError) as error:
            raise ProjectError(
                f"the git repository of {directory} cannot be opened ({error}): check its owner and rights"
            ) from error
        raise ProjectError(
            f"{directory} is in no git repository: go to one, name one with --project, or run `git init`"
        )

    def _known(self, folder: str) -> pygit2.Repository:
        found = os.stat(folder)
        key = (folder, found.st_dev, found.st_ino)  # another one may have taken its place
        repository = self._open.pop(key, None) or pygit2.Repository(folder)
        self._open[key] = repository
        if len(self._open) > KEPT:
            self._open.popitem(last=False)[1].free()
        return repository
