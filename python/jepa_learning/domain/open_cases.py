"""Open cases: a bounded memory of cases that may still go on; the longest silent are forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

C = TypeVar("C")


class OpenCases(Generic[C]):
    """Cases by name.

    Args:
        most: How many are remembered.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._cases: OrderedDict[str, C] = OrderedDict()

    def recall(self, name: str) -> C | None:
        """Return the case, or None when it is new or forgotten."""
        return self._cases.get(name)

    def remember(self, name: str, case: C) -> None:
        """Keep the case as the newest."""
        self._cases[name] = case
        self._cases.move_to_end(name)
        if len(self._cases) > self._most:
            self._cases.popitem(last=False)


class Resting(Protocol):
    """A case that can be kept small while nobody asks about it.

    Attributes:
        length: How many activities it has had: so much it holds while it is awake.
    """

    length: int

    def rest(self) -> None:
        """Become small."""
        ...


R = TypeVar("R", bound=Resting)


class RestingCases(OpenCases[R]):
    """Cases by name, of which those rest that were silent while others went on for long.

    Args:
        most: How many are remembered.
        awake: How many activities those have had together, at most, that do not rest; the newest never does.
    """

    def __init__(self, *, most: int, awake: int) -> None:
        super().__init__(most=most)
        self._most_awake, self._held = awake, 0
        self._awake: OrderedDict[str, int] = OrderedDict()

    def recall(self, name: str) -> R | None:
        """Return the case, or None when it is new or forgotten; who asks may wake it."""
        case = super().recall(name)
        if case is not None:
            self._note_awake(name, case.length)
        return case

    def remember(self, name: str, case: R) -> None:
        """Keep the case as the newest."""
        super().remember(name, case)
        self._note_awake(name, case.length)

    def _note_awake(self, name: str, length: int) -> None:
        self._held += length - self._awake.pop(name, 0)
        self._awake[name] = length
        while self._held > self._most_awake and len(self._awake) > 1:
            silent, held = self._awake.popitem(last=False)
            self._held -= held
            case = self._cases.get(silent)
            if case is not None:
                case.rest()
