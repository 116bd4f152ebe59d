"""Open cases: a bounded memory of cases that may still go on; the longest silent are forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

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
