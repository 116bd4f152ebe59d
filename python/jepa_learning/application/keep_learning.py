"""Keep learning: let the networks learn from the lessons that wait, while there is nothing else to do.

A question goes first, and so does an import: between two rounds, a tenth of a second each, it looks whether
somebody asks or learning goes on. It does not know what a round is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jepa_learning.application.background import Background
from jepa_learning.ports.journal import Journal

_PATIENCE_S: Final = 0.05  # about as long as a question takes


class KeepLearning(Background):
    """Runs rounds, in a thread of its own once it was started.

    Args:
        learn_round: Runs one, if there are lessons enough; returns whether there were.
        is_asked: Whether somebody asks just now.
        why_not: What keeps it waiting; None where nothing does.
        delay_s: How long nothing must have been learnt before it begins.
        look_s: How often it looks again while something keeps it waiting.
        journal: Told of a fault.
    """

    def __init__(
        self,
        learn_round: Callable[[], bool],
        *,
        is_asked: Callable[[], bool],
        delay_s: float,
        journal: Journal,
        why_not: Callable[[], str | None] = lambda: None,
        look_s: float = 1.0,
    ) -> None:
        super().__init__(name="keep-learning", delay_s=delay_s, journal=journal)
        self._learn_round = learn_round
        self._is_asked = is_asked
        self._why_not = why_not
        self._look_s = look_s

    def __call__(self) -> int:
        """Learn until too few lessons are left, something new comes, or it is stopped; return the rounds."""
        rounds = 0
        while not self._is_called_off():
            if self._is_asked():
                self._stopping.wait(_PATIENCE_S)
            elif self._why_not() is not None:
                self._stopping.wait(self._look_s)
            elif self._learn_round():
                rounds += 1
            else:
                break
        return rounds

    def _is_called_off(self) -> bool:
        return self._stopping.is_set() or self._awake.is_set()
