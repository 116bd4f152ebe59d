"""Move files: makes a move that `Organize` suggested, as it was shown, and takes it back.

The bytes go through the journal of changes, so that a crash loses nothing; then git is told, as `git mv` does
it. It commits nothing, and changes nothing in what names the file by its path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jepa_learning.application.applied_changes import FILE_MOVE
from jepa_learning.application.organize import Organize, Organized
from jepa_learning.domain.errors import ChangeError, ChangeUnknownError
from jepa_learning.domain.proposals.proposal import FileChange
from jepa_learning.domain.understanding.places import Move
from jepa_learning.ports.change_journal import Applied, ChangeJournal
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.project import Project
from jepa_learning.ports.working_tree import WorkingTree


@dataclass(frozen=True, slots=True)
class Movable:
    """A move, as it could be made now.

    Attributes:
        move: What was suggested.
        digest: Of the paths and the bytes (SHA-256, hex); `apply` takes it.
        why_not: Why it cannot be made now, in words; None where it can.
    """

    move: Move
    digest: str
    why_not: str | None


class MoveFiles:
    """Shows, moves and takes back.

    Args:
        organize: Suggests moves.
        tree: What git knows.
        changes: Makes and undoes changes of files.
    """

    def __init__(
        self, organize: Organize, *, tree: WorkingTree, changes: ChangeJournal, clock: Clock
    ) -> None:
        self._organize, self._tree, self._changes, self._clock = organize, tree, changes, clock

    def show(self, directory: Path | None) -> tuple[Organized, Sequence[Movable]]:
        """Return what would be better elsewhere, without what is not there any more.

        Raises:
            ProjectError: The folder is in no project.
            StoreError: The log cannot be read.
        """
        found = self._organize(directory)
        return found, [one for move in found.moves if (one := self._movable(found.project, move)) is not None]

    def apply(self, id: str, directory: Path | None, *, digest: str) -> Applied:
        """Move a file as it was shown.

        Args:
            id: Of the move.
            directory: A folder of the project.
            digest: Of what was shown.

        Raises:
            ChangeUnknownError: There is no such move any more.
            ChangeError: It cannot be made now, or is not what was shown; nothing was moved.
        """
        found, movable = self.show(directory)
        wanted = next((one for one in movable if one.move.id == id), None)
        if wanted is None:
            raise ChangeUnknownError(f"there is no move {id!r} now: lev jepa organize lists what there is")
        if wanted.why_not:
            raise ChangeError(f"{wanted.move.path} was not moved: {wanted.why_not}")
        if wanted.digest != digest:
            raise ChangeError(f"what {id} would move is not what was shown any more: look at it again")
        return self._move(found.project.root, wanted.move)

    def undo(self, id: str) -> Applied:
        """Move a file back, byte for byte, and let git know.

        Raises:
            ChangeUnknownError: Nothing was moved with this id.
            ChangeError: The file was changed since, or git is in the middle of something; it stays.
        """
        made = next((one for one in reversed(self._changes.entries()) if one.id == id), None)
        if made is None or made.form != FILE_MOVE or made.state == "undone":
            raise ChangeUnknownError(f"nothing was moved with the id {id!r}: see lev jepa optimize --audit")
        root, (path, to) = Path(made.project), made.names
        busy = self._tree.why_busy(root)
        if busy:
            raise ChangeError(f"{to} was not moved back: {busy}")
        self._tree.rename(root, to, path)  # first: where git cannot be told, nothing is moved
        try:
            return self._changes.undo(id, time=self._clock.now())
        except ChangeError:
            self._tree.rename(root, path, to)
            raise

    def _movable(self, project: Project, move: Move) -> Movable | None:
        text = self._changes.read(str(project.root / move.path))
        if text is None:
            return None
        return Movable(move, _digest(move, text), self._tree.why_not(project.root, move.path, move.to))

    def _move(self, root: Path, move: Move) -> Applied:
        source, target = str(root / move.path), str(root / move.to)
        text = self._changes.read(source)
        changes = [FileChange(target, None, text, like=source), FileChange(source, text, None)]
        title = f"{move.path} -> {move.to}"
        entry = Applied(
            move.id, FILE_MOVE, title, (move.path, move.to), 0.0, self._clock.now(), (), 0.0, 1, str(root),
            risk="medium",
        )  # fmt: skip
        applied = self._changes.apply(entry, changes)
        try:
            self._tree.rename(root, move.path, move.to)
        except ChangeError:
            self._changes.undo(move.id, time=self._clock.now())
            raise
        return applied


def _digest(move: Move, text: str) -> str:
    told = f"{move.path}\0{move.to}\0{text}"
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()
