"""Suggestions in memory: for `:memory:` and for tests."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jepa_learning.domain.suggestion import Suggestion


class MemorySuggestionStore:
    """Keeps suggestions in a dictionary."""

    def __init__(self) -> None:
        self._suggestions: dict[str, Suggestion] = {}

    def remember(self, suggestions: Sequence[Suggestion]) -> None:
        """Store them, each in place of an earlier one of the same id."""
        self._suggestions.update({one.id: one for one in suggestions})

    def recall(self) -> list[Suggestion]:
        """Return every suggestion, oldest first."""
        return sorted(self._suggestions.values(), key=lambda one: (one.time, one.id))

    def forget(self, ids: Collection[str]) -> None:
        """Erase these."""
        for name in ids:
            self._suggestions.pop(name, None)

    def close(self) -> None:
        """Do nothing: memory needs no closing."""
