"""ChangeJournal: changes of files that are made whole or not at all, and can be undone byte for byte.

It does not know why a change is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from jepa_learning.domain.proposals.proposal import FileChange, Risk, Unit

By = Literal["user", "autonomous"]


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was made.

    Attributes:
        id: Of the proposal.
        form: Of the proposal.
        title: One line.
        names: How its use is seen in later events.
        spares: Events that each use spares.
        time: When it was made, in seconds since the epoch.
        files: Paths that it changed.
        predicted_events: Saving that was foretold, over `predicted_acts` acts.
        predicted_acts: As above.
        project: The root it is for; empty where it is for none.
        state: `applied`, or `undone`.
        by: Whose word it was made on: the user's for this one, or autonomous, within what they allowed.
        risk: What could go wrong.
        permit: What allowed it, in words; empty where the user did, for this one.
        undone: When it was undone, in seconds since the epoch; None where it was not, or nobody knows.
        unit: What `predicted_acts` counts.
        each: Events that each use of each of the names spares; empty: `spares`, of all alike.
        members: Ids of the proposals that it is made of; empty where it is one.
        predicted_keys: Keystrokes that were foretold to be spared, over `predicted_acts` acts.
        keys_each: Keystrokes that each use was foretold to spare.
    """

    id: str
    form: str
    title: str
    names: tuple[str, ...]
    spares: float
    time: float
    files: tuple[str, ...]
    predicted_events: float
    predicted_acts: int
    project: str = ""
    state: Literal["applied", "undone"] = "applied"
    by: By = "user"
    risk: Risk = "low"
    permit: str = ""
    undone: float | None = None
    unit: Unit = "act"
    each: tuple[float, ...] = ()
    members: tuple[str, ...] = ()
    predicted_keys: float = 0.0
    keys_each: float = 0.0


class ChangeJournal(Protocol):
    """Makes and undoes changes.

    Raises:
        StoreError: The journal cannot be read or written.
    """

    def read(self, path: str) -> str | None:
        """Return the text of a file, whatever bytes it has; None where there is none.

        Raises:
            ChangeError: It is there and cannot be read, or is no file.
        """
        ...

    def apply(self, applied: Applied, changes: Sequence[FileChange]) -> Applied:
        """Make all changes, or none; return the entry with the files that it changed.

        Raises:
            ChangeError: A file is not as the change expects it, or cannot be written; nothing was changed. Or
                the id is applied already.
        """
        ...

    def undo(self, id: str, *, time: float | None = None) -> Applied:
        """Put every file back as it was before, byte for byte, all or none.

        Args:
            id: Of what was applied.
            time: When that is, in seconds since the epoch.

        Raises:
            ChangeUnknownError: Nothing is applied with this id.
            ChangeError: A file was changed since; nothing was undone.
        """
        ...

    def entries(self) -> Sequence[Applied]:
        """Return everything that was applied, the oldest first; what was undone since says so."""
        ...
