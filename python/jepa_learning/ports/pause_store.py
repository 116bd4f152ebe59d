"""PauseStore: until when the user wants to be left alone. It does not know what that means."""

from __future__ import annotations

from typing import Protocol


class PauseStore(Protocol):
    """Remembers one time, or none.

    Raises:
        StoreError: It cannot be written.
    """

    def remember(self, until: float | None) -> None:
        """Keep the end of the pause, in seconds since the epoch; None: there is none."""
        ...

    def recall(self) -> float | None:
        """Return the end of the pause that was kept last; None where there is none, or it cannot be read."""
        ...
