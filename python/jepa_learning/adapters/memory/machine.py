"""A computer that says what it is told to."""

from __future__ import annotations


class MemoryMachine:
    """A `Machine` for tests."""

    def __init__(self, *, on_battery: bool = False, load: float = 0.0) -> None:
        self.on_battery = on_battery
        self.now = load

    def is_on_battery(self) -> bool:
        """Say what was given."""
        return self.on_battery

    def load(self) -> float:
        """Return what was given."""
        return self.now
