"""Applied changes: makes the changes of a proposal through the journal, and takes them back.

A new name is of no use before the shell reads it: with the first one a line goes into the shell's start file,
and with the last one it goes out again. It does not know what was found, or what a change is worth.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from jepa_learning.domain.errors import ChangeError, ChangeUnknownError
from jepa_learning.domain.proposals.proposal import FileChange, Proposal
from jepa_learning.domain.proposals.remedy import Places
from jepa_learning.domain.proposals.shell_names import SHELL_NAMES, start_line
from jepa_learning.ports.change_journal import Applied, By, ChangeJournal
from jepa_learning.ports.clock import Clock

FILE_MOVE: Final = "file_move"
"""The form of what `MoveFiles` makes: it saves no events, and git is to be told when it is undone."""

_SHELL_START: Final = "shell"
"""The id under which the line stands that makes the shell read its new names."""


class AppliedChanges:
    """Makes changes and takes them back. Threads may share it.

    Args:
        changes: Makes and undoes them.
        places: Returns where changes may go, for a project's root (empty: for none).
    """

    def __init__(self, changes: ChangeJournal, *, places: Callable[[str], Places], clock: Clock) -> None:
        self._changes, self._places, self._clock = changes, places, clock
        self._lock = threading.Lock()
        self._leave_shell()  # a crash may have come between the line of the start file and the name

    def apply(self, proposal: Proposal, root: str, *, by: By, permit: str) -> Applied:
        """Make the changes of a proposal.

        Args:
            proposal: What is to be made.
            root: Of the project that it was made for; empty for none.
            by: On whose word.
            permit: What allows it, where it was not asked for.

        Raises:
            ChangeError: A file is not as it was when it was proposed.
        """
        places = self._places(root)
        applied = replace(_applied(proposal, root, time=self._clock.now()), by=by, permit=permit)
        with self._lock:
            self._enter_shell(proposal, places)
            try:
                return self._changes.apply(applied, _own_changes(proposal, places))
            except ChangeError:
                self._leave_shell()
                raise

    def undo(self, id: str) -> Applied:
        """Put back what was changed, byte for byte.

        Raises:
            ChangeUnknownError: Nothing is applied with this id, or it is a move.
            ChangeError: Something of it was changed since; nothing was undone.
        """
        if any(one.id == id and one.form == FILE_MOVE for one in self._changes.entries()):
            raise ChangeUnknownError(f"{id} is a move: lev jepa organize --undo {id}")
        with self._lock:
            undone = self._changes.undo(id, time=self._clock.now())
            if id != _SHELL_START:
                self._leave_shell()
            return undone

    def ever(self) -> Sequence[Applied]:
        """Return everything that was ever applied, the oldest first.

        Raises:
            StoreError: The journal cannot be read.
        """
        return [one for one in self._changes.entries() if one.id != _SHELL_START]

    def is_applied(self, id: str) -> bool:
        """Say whether something with this id is applied now."""
        return any(one.id == id and one.state == "applied" for one in self._changes.entries())

    def _enter_shell(self, proposal: Proposal, places: Places) -> None:
        line = start_line(places) if proposal.form in SHELL_NAMES else None
        if line is not None and not self.is_applied(_SHELL_START):
            words = "the shell reads the names"
            self._changes.apply(
                Applied(_SHELL_START, "shell_start", words, (), 0.0, self._clock.now(), (), 0.0, 1), [line]
            )

    def _leave_shell(self) -> None:
        """Take the line out of the shell's start file where no name is left; one that was changed stays."""
        kept = [one for one in self._changes.entries() if one.state == "applied"]
        if any(one.form in SHELL_NAMES for one in kept):
            return
        if any(one.id == _SHELL_START for one in kept):
            try:
                self._changes.undo(_SHELL_START, time=self._clock.now())
            except ChangeError:
                return


def _own_changes(proposal: Proposal, places: Places) -> list[FileChange]:
    """Return the changes without the line of the shell's start file, which is undone with the last name."""
    return [change for change in proposal.changes if change.path != places.rc_file]


def _applied(proposal: Proposal, root: str, *, time: float) -> Applied:
    predicted = proposal.predicted
    keys = predicted.keys if predicted else 0.0
    return Applied(
        proposal.id,
        proposal.form,
        proposal.title,
        proposal.names,
        proposal.spares,
        time,
        (),
        predicted.events if predicted else 0.0,
        proposal.ahead,
        root,
        risk=proposal.risk,
        unit=proposal.unit,
        each=proposal.each,
        members=tuple(one.id for one in proposal.members),
        predicted_keys=keys,
        keys_each=keys / predicted.uses if predicted and keys else 0.0,
    )
