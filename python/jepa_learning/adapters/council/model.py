"""Council model: answers with what was taught, and learns nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from jepa_learning.adapters.council.weights import CouncilWeights, question_of
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Lesson, Moment


class CouncilModel:
    """Scores candidates by what is said of them.

    Attributes:
        learns: It was taught by other projects, and needs no lessons (ADR 0019).
    """

    learns: Final = False

    def __init__(self, weights: CouncilWeights) -> None:
        self._weights = weights

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Return a score of each candidate of each moment, `[C]`; None where nobody was heard."""
        heard = [(one.opinions, question_of(one)) for one in moments]
        scores = [self._weights.score(said, asked) for said, asked in heard if said is not None]
        return [one.astype(np.float64) for one in scores] if len(scores) == len(moments) else None

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Learn nothing: learning on in each project was no better."""
