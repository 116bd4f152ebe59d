"""A network that plays a part: it learns four lessons a round, and each round ends as it was told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from jepa_learning.application.networks import Promoted
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Lesson, Moment
from jepa_learning.domain.network_state import Collapse, NetworkState
from jepa_learning.domain.promotion import Verdict
from jepa_learning.domain.surprise import Surprise
from jepa_learning.ports.model_registry import Write

EVERY = 4
BETTER = Verdict(True, False, 0.5, 0.1, 40, "better: +0.5")
ALIKE = Verdict(False, False, 0.0, 0.1, 40, "no different beyond doubt: +0.0")
SOUND = Collapse(rank=8.0, variance=1.0, sigreg=1.0, dimension=16)
FORESEEN = Surprise(events=4, mean=0.5, median=0.5, high=0.9, last=0.25, percentile=25.0)


class RehearsedModel:
    """Plays it.

    Args:
        place: Where its weights came from.
        promoted: Told of a verdict that promotes.
        verdict: Of every round.
    """

    def __init__(self, place: Path | None, promoted: Promoted, verdict: Verdict) -> None:
        self.place, self._promoted, self._verdict = place, promoted, verdict
        self._lessons: list[Lesson] = []
        self._rounds = self._promotions = 0

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Say that all candidates are alike."""
        return [np.zeros(len(one.candidates)) for one in moments]

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Keep them."""
        self._lessons.extend(lessons)

    def learn_round(self) -> bool:
        """Take four lessons."""
        if len(self._lessons) < EVERY:
            return False
        del self._lessons[:EVERY]
        self._rounds += 1
        if self._verdict.promoted:
            self._promotions += 1
            self._promoted(self._verdict, EVERY * self._rounds, self._write)
        return True

    def candidate(self) -> tuple[Verdict, Write] | None:
        """Return itself, once it was compared and found no better."""
        return None if self._verdict.promoted or not self._rounds else (self._verdict, self._write)

    def state(self) -> NetworkState:
        """Tell."""
        return NetworkState(
            is_loaded=True,
            waiting=len(self._lessons),
            learnt=EVERY * self._rounds,
            promotions=self._promotions,
            verdict=self._verdict if self._rounds else None,
            collapse=SOUND if self._rounds else None,
            surprise=FORESEEN if self._rounds else None,
        )

    def _write(self, folder: Path) -> None:
        (folder / "weights").write_text(f"after {self._rounds} rounds")
