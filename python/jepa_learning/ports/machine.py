"""Machine: how busy the computer is, and whether it runs on its battery. It decides nothing."""

from __future__ import annotations

from typing import Protocol


class Machine(Protocol):
    """Looks at the computer; where that cannot be told, it is taken to be plugged in and idle."""

    def is_on_battery(self) -> bool:
        """Whether no mains power comes in."""
        ...

    def load(self) -> float:
        """Return how many processes want to run, over the number of cores; 1 keeps every core busy."""
        ...
