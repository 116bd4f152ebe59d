"""SwitchStore: where a switch of the user stands. It does not know what it switches."""

from __future__ import annotations

from typing import Protocol


class SwitchStore(Protocol):
    """Remembers on or off.

    Raises:
        StoreError: It cannot be written.
    """

    def remember(self, *, on: bool) -> None:
        """Keep where it stands."""
        ...

    def recall(self) -> bool:
        """Return where it stands; on, where nobody turned it or that cannot be read."""
        ...
