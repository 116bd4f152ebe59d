"""Leisure: whether the computer has time for work that nobody waits for.

It has not while the user has paused it, while it runs on its battery, and while others need its cores. It
does not know what the work is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from jepa_learning.ports.machine import Machine


class Leisure:
    """Answers from what was looked up a moment ago: a look costs more than an answer is worth.

    Args:
        is_paused: While it says so there is no leisure.
        on_battery: Whether to work on a battery too.
        most_load: There is leisure while the load is below this, in processes a core.
        look_s: A look is good for so long.
        timer: Gives seconds; only differences are used.
    """

    def __init__(
        self,
        machine: Machine,
        *,
        is_paused: Callable[[], bool],
        on_battery: bool,
        most_load: float,
        look_s: float,
        timer: Callable[[], float],
    ) -> None:
        self._machine = machine
        self._is_paused = is_paused
        self._on_battery = on_battery
        self._most_load = most_load
        self._look_s = look_s
        self._timer = timer
        self._lock = threading.Lock()
        self._looked: float | None = None
        self._why: str | None = None

    def why_not(self) -> str | None:
        """Return what keeps work waiting, in a word or two; None where nothing does."""
        if self._is_paused():
            return "paused"
        with self._lock:
            now = self._timer()
            if self._looked is None or now - self._looked >= self._look_s:
                self._looked, self._why = now, self._look()
            return self._why

    def _look(self) -> str | None:
        if not self._on_battery and self._machine.is_on_battery():
            return "on battery"
        return "busy machine" if self._machine.load() >= self._most_load else None
