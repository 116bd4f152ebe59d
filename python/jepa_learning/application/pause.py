"""Pause: for a while nothing is heard, watched or learnt in the background, and hooks are offered nothing.

What the user asks for by hand still works. What git and the shell's own history keep in the meantime is
theirs, and is read the next time that learning is asked for.
"""

from __future__ import annotations

from jepa_learning.domain.errors import RequestError
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.pause_store import PauseStore


class Pause:
    """One switch, with an end; answers from memory.

    Args:
        store: Keeps it beyond this process.
    """

    def __init__(self, store: PauseStore, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._until = store.recall()

    @property
    def until(self) -> float | None:
        """When the pause ends, in seconds since the epoch; None where there is none."""
        return self._until if self._until is not None and self._clock.now() < self._until else None

    def is_on(self) -> bool:
        """Whether there is a pause now."""
        return self.until is not None

    def begin(self, seconds: float) -> None:
        """Pause from now on, for so long, whatever pause there was.

        Raises:
            RequestError: It is no time at all.
            StoreError: It cannot be kept.
        """
        if not seconds > 0:
            raise RequestError(f"the pause is {seconds:g} s long: expected more than 0")
        self._keep(self._clock.now() + seconds)

    def end(self) -> None:
        """Go on, where there was a pause.

        Raises:
            StoreError: It cannot be kept.
        """
        self._keep(None)

    def _keep(self, until: float | None) -> None:
        self._store.remember(until)
        self._until = until
