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
    """A case that can be kept small while nobody asks about it."""

    def rest(self) -> None:
        """Become small."""
        ...


R = TypeVar("R", bound=Resting)


class RestingCases(OpenCases[R]):
    """Cases by name, of which those rest that were silent while many others went on.

    Args:
        most: How many are remembered.
        awake: How many, of those that went on last, do not rest.
    """

    def __init__(self, *, most: int, awake: int) -> None:
        super().__init__(most=most)
        self._most_awake = awake
        self._awake: OrderedDict[str, None] = OrderedDict()

    def recall(self, name: str) -> R | None:
        """Return the case, or None when it is new or forgotten; who asks may wake it."""
        case = super().recall(name)
        if case is not None:
            self._note_awake(name)
        return case

    def remember(self, name: str, case: R) -> None:
        """Keep the case as the newest."""
        super().remember(name, case)
        self._note_awake(name)

    def _note_awake(self, name: str) -> None:
        self._awake[name] = None
        self._awake.move_to_end(name)
        if len(self._awake) > self._most_awake:
            silent = self._cases.get(self._awake.popitem(last=False)[0])
            if silent is not None:
                silent.rest()
