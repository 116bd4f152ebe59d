"""WorkingTree: what version control knows of files, and letting it know that one has another path.

It moves no file, and records nothing for good: what it changes is what the next commit would hold.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class WorkingTree(Protocol):
    """Looks and renames.

    Raises:
        ProjectError: The folder is in no repository.
        ChangeError: What version control knows cannot be read or written.
    """

    def why_busy(self, root: Path) -> str | None:
        """Return what goes on in the repository that nothing may be moved in, in words; None: nothing."""
        ...

    def why_not(self, root: Path, path: str, to: str) -> str | None:
        """Return why a file may not be moved, in words; None where it may.

        Args:
            root: Of the repository.
            path: Where it is, relative to the root.
            to: Where it would be.
        """
        ...

    def rename(self, root: Path, path: str, to: str) -> None:
        """Let a file be known by another path; what is not known by the first stays as it is."""
        ...
