"""Changes of files that are only in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jepa_learning.domain.errors import ChangeError, ChangeUnknownError
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.ports.change_journal import Applied


class MemoryChangeJournal:
    """Keeps files and what became of them in a dictionary.

    Args:
        files: Text by path; the journal changes it.
    """

    def __init__(self, files: dict[str, str] | None = None) -> None:
        self.files = {} if files is None else files
        self._made: list[tuple[Applied, tuple[FileChange, ...]]] = []

    def read(self, path: str) -> str | None:
        """Return the text of a file, or None where there is none."""
        return self.files.get(path)

    def apply(self, applied: Applied, changes: Sequence[FileChange]) -> Applied:
        """Make all changes, or none."""
        if any(one.id == applied.id and one.state == "applied" for one, _ in self._made):
            raise ChangeError(f"{applied.id} is applied already: undo it first")
        for change in changes:
            if self.files.get(change.path) != change.before:
                raise ChangeError(
                    f"{change.path} was changed since it was looked at: ask for the proposals again"
                )
        for change in changes:
            self._put(change.path, change.after)
        made = replace(applied, files=tuple(change.path for change in changes))
        self._made.append((made, tuple(changes)))
        return made

    def undo(self, id: str, *, time: float | None = None) -> Applied:
        """Put every file back as it was before."""
        place = next(
            (n for n, (one, _) in enumerate(self._made) if (one.id, one.state) == (id, "applied")), None
        )
        if place is None:
            raise ChangeUnknownError(f"nothing is applied with the id {id!r}: see lev jepa optimize --report")
        applied, changes = self._made[place]
        for change in changes:
            if self.files.get(change.path) != change.after:
                raise ChangeError(f"{change.path} was changed since {id} was applied: undo it by hand")
        for change in changes:
            self._put(change.path, change.before)
        undone = replace(applied, state="undone", undone=time)
        self._made[place] = undone, changes
        return undone

    def entries(self) -> Sequence[Applied]:
        """Return everything that was applied, the oldest first."""
        return [applied for applied, _ in self._made]

    def _put(self, path: str, text: str | None) -> None:
        if text is None:
            del self.files[path]
        else:
            self.files[path] = text
