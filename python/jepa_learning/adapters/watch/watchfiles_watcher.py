"""Watches a working tree with watchfiles: each folder that is looked at by itself, so that ignored ones cost
nothing.

A new folder, or a change of an ignore file, has the tree walked again. It does not know what is done with a
change.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from jepa_learning.adapters.watch.tree import IGNORE_FILE, Tree
from jepa_learning.domain.errors import SourceError
from jepa_learning.ports.watcher import Changes

_HEADS: Final = frozenset({"HEAD", "ORIG_HEAD", "COMMIT_EDITMSG"})
"""What git writes when it commits, merges or checks out."""
_RULES: Final = frozenset({".gitignore", IGNORE_FILE})
_STEP_MS: Final = 200
"""How often it looks whether it is to stop; each look takes some microseconds."""


class WatchfilesWatcher:
    """A `Watcher`.

    Args:
        debounce_ms: Changes that follow each other closer than this are told together.
        most_folders: A tree with more is not watched: the system's watches are few.
        deny_paths: What the user never wants looked at, beside the built-in list.
    """

    def __init__(self, *, debounce_ms: int, most_folders: int, deny_paths: Sequence[str]) -> None:
        self._debounce_ms = debounce_ms
        self._most_folders = most_folders
        self._deny_paths = deny_paths

    def watch(self, root: Path, stop: threading.Event) -> Iterator[Changes]:
        """Give changes as they come."""
        known: set[Path] | None = None
        while not stop.is_set():
            tree = Tree(root, deny_paths=self._deny_paths)
            folders = set(self._folders(root, tree))
            fresh = sorted(folders - known) if known is not None else []
            if saved := [path for folder in fresh for path in folder.iterdir()]:
                yield Changes(_saved(root, tree, saved))  # they came with their folder, before it was watched
            known = folders
            yield from self._until_it_grows(root, tree, folders, stop)

    def _until_it_grows(
        self, root: Path, tree: Tree, folders: set[Path], stop: threading.Event
    ) -> Iterator[Changes]:
        import watchfiles  # a native library: only loaded where something is watched

        logs = tree.git_folder / "logs"
        for batch in watchfiles.watch(
            *folders,
            tree.git_folder,
            *([logs] if logs.is_dir() else []),
            watch_filter=None,
            debounce=self._debounce_ms,
            step=_STEP_MS,
            stop_event=stop,
            raise_interrupt=False,
            recursive=False,
        ):
            paths = {Path(path) for _, path in batch}
            heads = {path for path in paths if path.is_relative_to(tree.git_folder)}
            changes = Changes(
                _saved(root, tree, paths - heads), has_moved=any(path.name in _HEADS for path in heads)
            )
            if changes.saved or changes.has_moved:
                yield changes
            if _has_grown(tree, paths - heads, folders):
                return
            if not root.is_dir():
                raise SourceError(f"{root} is gone")

    def _folders(self, root: Path, tree: Tree) -> list[Path]:
        folders = list(islice(tree.folders(), self._most_folders + 1))
        if len(folders) > self._most_folders:
            raise SourceError(
                f"{root} has more than {self._most_folders} folders that are not ignored: leave some out in "
                f"{IGNORE_FILE}, or raise watch.most_folders"
            )
        return folders


def _saved(root: Path, tree: Tree, paths: Iterable[Path]) -> list[str]:
    """The files among the paths that are there and are looked at, as the project names them."""
    files = (path for path in paths if path.is_file() and tree.looks_at(path))
    return sorted(path.relative_to(root).as_posix() for path in files)


def _has_grown(tree: Tree, paths: Iterable[Path], folders: set[Path]) -> bool:
    """Whether other folders are to be looked at from now on."""
    return any(
        path.name in _RULES or (path not in folders and path.is_dir() and tree.looks_at(path, is_folder=True))
        for path in paths
    )
