"""The journal in memory: for `:memory:` and for tests."""

from __future__ import annotations

from jepa_learning.ports.journal import Fact, Level, fit_facts


class MemoryJournal:
    """Keeps its lines, each as level, happening and facts."""

    def __init__(self) -> None:
        self.lines: list[tuple[Level, str, dict[str, Fact]]] = []

    def note(self, happening: str, *, level: Level = "info", **facts: Fact) -> None:
        """Keep one line."""
        self.lines.append((level, happening, fit_facts(facts)))

    def close(self) -> None:
        """Do nothing: memory needs no closing."""
