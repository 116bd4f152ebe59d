"""Import soon: read what is new once things have settled and the computer has leisure.

Many calls become one import a project: a rebase tells of every commit. It does not know who calls, or what
is read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from jepa_learning.application.background import Background
from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.ports.journal import Journal


class ImportSoon(Background):
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
        super().__init__(name="import-soon", delay_s=delay_s, journal=journal, retry_s=patience_s)
        self._import_project = import_project
        self._why_not = why_not
        self._lock = threading.Lock()
        self._asked: dict[Path, None] = {}

    def ask(self, directory: Path) -> None:
        """Have the project of a folder read, soon."""
        with self._lock:
            self._asked[directory] = None
        self.wake()

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

    def attempt(self) -> bool:
        """Import what is asked for. Return whether nothing waits any more."""
        return super().attempt() and not self._asked

    def _import(self, directory: Path) -> None:
        try:
            self._import_project(directory)
        except JepaLearningError as error:  # the next call tries again
            self._journal.note("unread", level="warning", code=error.code)
        except Exception as error:  # a fault, which must not end the thread for good
            self._note_fault(error)
