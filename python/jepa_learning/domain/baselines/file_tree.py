"""Which files exist after the events so far, and which of them the open case has touched.

It knows paths and the attributes `status`, `old_path` and `bulk` of a file event, and nothing of contents or
folders.
"""

from __future__ import annotations

from jepa_learning.domain.event import Event

DELETED = "D"


def is_bulk(event: Event) -> bool:
    """Say whether the event belongs to a case of so many files that it says little about any of them."""
    return bool(event.attributes.get("bulk"))


class FileTree:
    """Follows one project's files through their events."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self._case: str | None = None
        self._touched: list[str] = []

    def learn_one(self, event: Event) -> None:
        """Take in one file event."""
        if event.case != self._case:
            self._case, self._touched = event.case, []
        self._touched.append(event.activity)
        self.paths.discard(str(event.attributes.get("old_path")))
        if event.attributes.get("status") == DELETED:
            self.paths.discard(event.activity)
        else:
            self.paths.add(event.activity)

    def touched_in(self, case: str) -> list[str]:
        """Return the files that the case has touched so far; empty for any case but the open one."""
        return self._touched if case == self._case else []
