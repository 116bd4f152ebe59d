"""Due: the rules that are to be weighed now. What is told in the middle of a piece of work waits for its end.

Of signals that one rule waits for the last counts. It does not know what is whispered.
"""

from __future__ import annotations

from collections.abc import Sequence

from jepa_learning.domain.signals import Signal
from jepa_learning.domain.whispers.rule import BOUNDARIES, Rule


class Due:
    """Keeps what waits for a boundary."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        self._waiting: dict[str, tuple[Rule, Signal]] = {}

    @property
    def signals(self) -> frozenset[str]:
        """The names of all that must be heard."""
        return BOUNDARIES.union(rule.when for rule in self._rules)

    def observe_one(self, signal: Signal) -> list[tuple[Rule, Signal]]:
        """Return the rules that are due with this signal, each with what it had waited for."""
        for rule in self._rules:
            if rule.waits_for(signal):
                self._waiting[rule.mode] = (rule, signal)
        if signal.name not in BOUNDARIES:
            return []
        due = list(self._waiting.values())
        self.forget()
        return due

    def forget(self) -> None:
        """Let nothing wait."""
        self._waiting.clear()
