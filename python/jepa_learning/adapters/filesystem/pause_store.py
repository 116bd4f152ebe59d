"""The end of a pause in a small JSON file, so that a pause outlives the sidecar."""

from __future__ import annotations

import json
from pathlib import Path

from jepa_learning.domain.errors import StoreError


class FilePauseStore:
    """Keeps the file while there is a pause.

    Args:
        path: The file; its folder exists.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def remember(self, until: float | None) -> None:
        """Write it in one step, or remove the file.

        Raises:
            StoreError: It cannot be written.
        """
        unfinished = self._path.with_suffix(".unfinished")
        try:
            if until is None:
                self._path.unlink(missing_ok=True)
            else:
                unfinished.write_text(json.dumps({"until": until}), encoding="ascii")
                unfinished.replace(self._path)
        except OSError as error:
            raise StoreError(
                f"{self._path} cannot be written ({error.strerror}): check its folder's rights"
            ) from error

    def recall(self) -> float | None:
        """Read it."""
        try:
            until = json.loads(self._path.read_text(encoding="ascii"))["until"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return float(until) if isinstance(until, int | float) else None
