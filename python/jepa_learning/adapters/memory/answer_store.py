"""Answers in memory: for tests and for `:memory:`."""

from __future__ import annotations

from jepa_learning.ports.answer_store import Answer


class MemoryAnswerStore:
    """Keeps them as long as it lives."""

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}

    def remember(self, name: str, answer: Answer) -> None:
        """Keep what became of it."""
        self._answers[name] = answer

    def recall(self, name: str) -> Answer | None:
        """Return what became of it."""
        return self._answers.get(name)
