"""Migrate: move the vector memory to where the settings ask for, because somebody said so."""

from __future__ import annotations

from collections.abc import Callable, Generator

from jepa_learning.application.shared_memory import Moved, SharedMemory


class MigrateMemory:
    """Moves it, telling how far it is. Whoever stops asking for the next step leaves it where it was.

    Args:
        refill: Has the memory filled in the background with what it does not know.
    """

    def __init__(self, memory: SharedMemory, *, refill: Callable[[], None]) -> None:
        self._memory = memory
        self._refill = refill

    def __call__(self) -> Generator[Moved, None, None]:
        """Move step by step.

        Raises:
            StoreError: One of the two stores cannot be read or written.
        """
        yield from self._memory.migrate()
        self._refill()
