"""Import soon: read what is new once things have settled and the computer has leisure.

Many calls become one import a project: a rebase tells of every commit. It does not know who calls, or what
is read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.ports.journal import Journal, place_of


class ImportSoon:
    """Imports in a thread of its own, once it was started.

    Args:
        import_project: Reads what is new in the project of a folder.
        why_not: What keeps it waiting; None where nothing does.
        delay_s: How long nothing must have been asked for.
        patience_s: How often it looks again while something keeps it waiting.
        journal: Told of a fault.
    """

    def __init__(
        self,
        import_project: Callable[[Path], None],
        *,
        why_not: Callable[[], str | None],
        delay_s: float,
        patience_s: float,
        journal: Journal,
    ) -> None:
        self._import_project = import_project
        self._why_not = why_not
        self._delay_s = delay_s
        self._patience_s = patience_s
        self._journal = journal
        self._lock = threading.Lock()
        self._asked: dict[Path, None] = {}
        self._awake, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def ask(self, directory: Path) -> None:
        """Have the project of a folder read, soon."""
        with self._lock:
            self._asked[directory] = None
        self._awake.set()

    @property
    def waiting(self) -> int:
        """How many projects wait."""
        return len(self._asked)

    def __call__(self) -> int:
        """Import what is asked for, as long as nothing keeps it waiting; return how many projects."""
        done = 0
        while self._asked and self._why_not() is None and not self._stopping.is_set():
            with self._lock:
                directory = next(iter(self._asked))
                del self._asked[directory]
            self._import(directory)
            done += 1
        return done

    def start(self) -> None:
        """Begin in the background."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="import-soon", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the import that is running, and wait for that."""
        self._stopping.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._awake.wait()
            while self._awake.is_set() and not self._stopping.is_set():  # as long as it is asked for more
                self._awake.clear()
                self._stopping.wait(self._delay_s)
            while self._asked and not self._stopping.is_set() and self() == 0:
                self._stopping.wait(self._patience_s)

    def _import(self, directory: Path) -> None:
        try:
            self._import_project(directory)
        except JepaLearningError as error:  # the next call tries again
            self._journal.note("unread", level="warning", code=error.code)
        except Exception as error:  # a fault, which must not end the thread for good
            self._journal.note("fault", level="error", error=type(error).__name__, where=place_of(error))
