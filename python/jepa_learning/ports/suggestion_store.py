"""SuggestionStore: keeps the suggestions of late over a restart.

It does not decide how many, or how long; `application/suggestions.py` does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from jepa_learning.domain.suggestion import Suggestion


class SuggestionStore(Protocol):
    """Remembers suggestions by their id.

    Raises:
        StoreError: It cannot be read or written.
    """

    def remember(self, suggestions: Sequence[Suggestion]) -> None:
        """Store them all together, each in place of an earlier one of the same id."""
        ...

    def recall(self) -> list[Suggestion]:
        """Return every suggestion, oldest first."""
        ...

    def forget(self, ids: Collection[str]) -> None:
        """Erase these; those that are not there are no error."""
        ...
