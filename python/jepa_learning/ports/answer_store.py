"""AnswerStore: what became of each thing that was offered unasked. It does not know what is offered."""

from __future__ import annotations

from typing import Literal, Protocol

Answer = Literal["offered", "done", "dismissed"]


class AnswerStore(Protocol):
    """Remembers by a name that tells nothing.

    Raises:
        StoreError: It cannot be written.
    """

    def remember(self, name: str, answer: Answer) -> None:
        """Keep what became of it."""
        ...

    def recall(self, name: str) -> Answer | None:
        """Return what became of it; None where it was never offered, or that cannot be read."""
        ...
