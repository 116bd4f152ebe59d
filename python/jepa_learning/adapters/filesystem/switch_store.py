"""A switch that is off is a small file, so that it outlives the sidecar and every update."""

from __future__ import annotations

from pathlib import Path

from jepa_learning.domain.errors import StoreError


class FileSwitchStore:
    """Keeps the file while the switch is off.

    Args:
        path: The file; its folder exists.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def remember(self, *, on: bool) -> None:
        """Remove the file, or make it.

        Raises:
            StoreError: It cannot be written.
        """
        try:
            if on:
                self._path.unlink(missing_ok=True)
            else:
                self._path.touch(mode=0o600)
        except OSError as error:
            raise StoreError(
                f"{self._path} cannot be written ({error.strerror}): check its folder's rights"
            ) from error

    def recall(self) -> bool:
        """Return whether there is no such file."""
        return not self._path.exists()
