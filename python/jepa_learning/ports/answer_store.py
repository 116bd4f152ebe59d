"""AnswerStore: what became of each thing that was offered unasked. It does not know what is offered."""

from __future__ import annotations

from typing import Literal, Protocol

Answer = Literal["offered", "done", "dismissed"]


class AnswerStore(Protocol):
    """Remembers by a name that tells nothing. Threads may share it.

    Raises:
        StoreError: It cannot be written, or what is there cannot be read and would be lost.
    """

    def remember(self, name: str, answer: Answer) -> None:
        """Keep what became of it."""
        ...

    def recall(self, name: str) -> Answer | None:
        """Return what became of it; None where it was never offered, or that cannot be read."""
        ...
