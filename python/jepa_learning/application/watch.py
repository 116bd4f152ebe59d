"""Watch: follow the projects whose files may be watched; a save joins the open change, a commit is read soon.

It does not know how a folder is watched, and stores nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from jepa_learning.application.saved_files import SavedFiles
from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.ports.journal import Journal, place_of
from jepa_learning.ports.watcher import Changes, Watcher

MOST_PROJECTS: Final = 16
"""Each has a thread and some of the system's watches."""


class Watch:
    """Watches in a thread a project.

    Args:
        roots: Gives the projects that may be watched now.
        import_soon: Has a project read.
        is_paused: While it says so nothing is noted.
        retry_s: What cannot be watched is tried again after so long: its rules may be corrected meanwhile.
        journal: Told of a project that cannot be watched.
    """

    def __init__(
        self,
        watcher: Watcher,
        saved: SavedFiles,
        *,
        roots: Callable[[], Iterable[str]],
        import_soon: Callable[[Path], None],
        is_paused: Callable[[], bool],
        retry_s: float,
        journal: Journal,
    ) -> None:
        self._watcher = watcher
        self._saved = saved
        self._roots = roots
        self._import_soon = import_soon
        self._is_paused = is_paused
        self._retry_s = retry_s
        self._journal = journal
        self._lock = threading.Lock()
        self._watched: dict[str, tuple[threading.Thread, threading.Event]] = {}
        self._unwatched: dict[str, str] = {}

    @property
    def watched(self) -> list[str]:
        """The projects that are watched now."""
        with self._lock:
            alive = sorted(root for root, (thread, _) in self._watched.items() if thread.is_alive())
            return [root for root in alive if root not in self._unwatched]

    @property
    def unwatched(self) -> dict[str, str]:
        """Why which projects cannot be watched now, though they may be, in words."""
        with self._lock:
            return {root: self._unwatched[root] for root in sorted(self._watched) if root in self._unwatched}

    def follow(self) -> None:
        """Watch what may be watched now, and nothing else."""
        with self._lock:
            wanted = sorted(self._roots())[:MOST_PROJECTS]
            for root in set(self._watched) - set(wanted):
                self._watched.pop(root)[1].set()
                self._saved.forget(root)
            for root in wanted:
                if root not in self._watched or not self._watched[root][0].is_alive():
                    self._watched[root] = self._begin(root)

    def stop(self) -> None:
        """End all of it, and wait for that."""
        with self._lock:
            ending = list(self._watched.values())
            self._watched.clear()
        for _, stop in ending:
            stop.set()
        for thread, _ in ending:
            thread.join()

    def take(self, root: str, changes: Changes) -> None:
        """Do what follows from changes in a project."""
        if self._is_paused():
            return
        self._saved.note(root, changes.saved)
        if changes.has_moved:
            self._import_soon(Path(root))

    def _begin(self, root: str) -> tuple[threading.Thread, threading.Event]:
        stop = threading.Event()
        thread = threading.Thread(target=self._run, args=(root, stop), name="watch", daemon=True)
        thread.start()
        return thread, stop

    def _run(self, root: str, stop: threading.Event) -> None:
        try:
            told = ""
            while not stop.is_set():
                told = self._watch(root, stop, told)
        except Exception as error:  # a fault, told once
            self._journal.note("fault", level="error", error=type(error).__name__, where=place_of(error))

    def _watch(self, root: str, stop: threading.Event, told: str) -> str:
        """Watch until it is to stop, or until it cannot; then wait, for what is wrong may be corrected.

        Return why it could not; `told` is what was told of that before.
        """
        self._note(root, "")
        try:
            for changes in self._watcher.watch(Path(root), stop):
                self.take(root, changes)
        except JepaLearningError as error:
            self._note(root, str(error))
            if str(error) != told:
                self._journal.note("unwatched", level="warning", code=error.code)
            stop.wait(self._retry_s)
            return str(error)
        return ""

    def _note(self, root: str, why: str) -> None:
        """Note why a project cannot be watched; empty where it can."""
        with self._lock:
            self._unwatched.pop(root, None)
            if why:
                self._unwatched[root] = why
