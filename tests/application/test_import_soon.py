"""What is asked for often is imported once, when there is leisure, whatever went wrong before."""

from __future__ import annotations

import threading
from pathlib import Path

from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.application.import_soon import ImportSoon
from jepa_learning.domain.errors import SourceError

A, B = Path("/a"), Path("/b")


class Imports:
    """Remembers what was imported; fails where it is told to."""

    def __init__(self, *, damaged: Path | None = None, waits: str | None = None) -> None:
        self.done: list[Path] = []
        self.damaged, self.waits = damaged, waits
        self.came = threading.Event()
        self.journal = MemoryJournal()
        self.soon = ImportSoon(
            self, why_not=lambda: self.waits, delay_s=0.0, patience_s=0.0, journal=self.journal
        )

    def __call__(self, directory: Path) -> None:
        if directory == self.damaged:
            raise SourceError("damaged")
        self.done.append(directory)
        self.came.set()


def test_a_project_that_is_asked_for_often_is_imported_once() -> None:
    imports = Imports()
    for directory in (A, B, A, A):
        imports.soon.ask(directory)
    assert imports.soon() == 2
    assert imports.done == [A, B]
    assert imports.soon() == 0


def test_nothing_is_imported_without_leisure_and_nothing_is_lost() -> None:
    imports = Imports(waits="paused")
    imports.soon.ask(A)
    assert (imports.soon(), imports.soon.waiting) == (0, 1)
    imports.waits = None
    assert imports.soon() == 1


def test_a_damaged_project_keeps_no_other_from_being_imported() -> None:
    imports = Imports(damaged=A)
    imports.soon.ask(A)
    imports.soon.ask(B)
    imports.soon()
    assert imports.done == [B]
    assert [line[1] for line in imports.journal.lines] == ["unread"]


def test_in_the_background_it_needs_no_further_call() -> None:
    imports = Imports()
    imports.soon.start()
    imports.soon.ask(A)
    assert imports.came.wait(timeout=20)
    imports.soon.stop()
    assert imports.done == [A]
