"""Federated world: what a world has that is a catalogue and a federation. It does not know what a case is."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, Generic

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.credit import Dominance
from jepa_learning.domain.drift.follower import DriftReport
from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.federation import Asked, Federation, S
from jepa_learning.domain.mixer import Kept

SAID: Final = 16
"""Questions whose answers are kept until something happens."""


class FederatedWorld(Generic[S]):
    """Answers what needs no case.

    Args:
        federation: The manifolds and how far each is believed.
        unit: What one event is called in words.
    """

    def __init__(self, federation: Federation[S], *, unit: str) -> None:
        self._federation = federation
        self._unit = unit
        self._catalogue = Catalogue()
        self._said: dict[Hashable, Asked[S]] = {}

    def activities(self) -> list[str]:
        """Return the names of all that exists now."""
        return [self._catalogue.names[index] for index in self._catalogue.existing().tolist()]

    def related(self, activity: str, *, k: int) -> dict[str, list[Companion]] | None:
        """Return what goes with the activity, by the manifold that says so; None where it was never known."""
        index = self._catalogue.find(activity)
        if index is None:
            return None
        return self._federation.related(index, k, unit=self._unit, catalogue=self._catalogue)

    def about(self, text: str, *, k: int) -> dict[str, list[Companion]]:
        """Return what is about the words of a text, by the manifold that says so."""
        return self._federation.about(text, k, catalogue=self._catalogue)

    def remember(self) -> Kept:
        """Return the weights between the manifolds, as they are."""
        return self._federation.remember()

    def recall(self, kept: Kept) -> None:
        """Go on with weights that `remember` returned, here or in a world of the same kind."""
        self._federation.recall(kept)

    def dominance(self) -> Dominance | None:
        """Return whose evidence came true lately, and the ceiling; None before the first outcome."""
        return self._federation.dominance()

    def drift(self) -> DriftReport | None:
        """Return how the stream drifts."""
        return self._federation.drift(catalogue=self._catalogue)

    @property
    def regime(self) -> Regime:
        """What state the stream is in."""
        return self._federation.regime

    def _note_said(self, question: Hashable, asked: Asked[S]) -> None:
        """Keep what was said until something happens: mostly that is what was asked about."""
        if len(self._said) < SAID:
            self._said[question] = asked

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_said": {}}
