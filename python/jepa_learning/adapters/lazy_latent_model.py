"""Lazy latent model: makes a network when it is first needed, and is silent where it cannot be made.

So starting, and a question that needs no network, load nothing of it. It does not know what a network is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.domain.latent import LatentModel, Lesson, Moment


class LazyLatentModel:
    """Stands for a network until it is needed.

    Args:
        make: Makes it.

    Attributes:
        reason: Why it is silent for good, or None.
    """

    def __init__(self, make: Callable[[], LatentModel]) -> None:
        self._make = make
        self._made: LatentModel | None = None
        self.reason: str | None = None

    @property
    def made(self) -> LatentModel | None:
        """Return the network, or None while there is none."""
        return self._made

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Return what the network says; None where there is none."""
        model = self._model()
        return None if model is None else model.score(moments, vocabulary)

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Hand the network lessons."""
        model = self._model()
        if model is not None:
            model.learn_many(lessons, vocabulary)

    def _model(self) -> LatentModel | None:
        if self._made is None and self.reason is None:
            try:
                self._made = self._make()
            except (ImportError, JepaLearningError) as error:
                self.reason = str(error)
        return self._made
