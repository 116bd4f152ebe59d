"""World: all that is known about one kind of activity in one project. What a learner is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from jepa_learning.domain.companion import Companion
from jepa_learning.domain.credit import Dominance
from jepa_learning.domain.drift.follower import DriftReport
from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.event import Candidate, Event, Prediction, Query
from jepa_learning.domain.mixer import Kept


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How much a world has learnt: events, their cases, and distinct activities that exist now.

    `vouched` is what a person gave as examples of a workflow: it need not be much.
    """

    events: int = 0
    cases: int = 0
    activities: int = 0
    vouched: bool = False


class World(Protocol):
    """Learns and predicts one kind of activity."""

    def learn_one(self, event: Event) -> None:
        """Learn what happened."""
        ...

    def observe_one(self, event: Event) -> None:
        """Follow the open case without learning from it."""
        ...

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        """Return what comes next in the case; changes nothing."""
        ...

    def rollout(self, query: Query) -> list[Candidate]:
        """Return the likeliest next activity, the one after it, and so on, `query.horizon` in all."""
        ...

    def activities(self) -> list[str]:
        """Return the names of all that exists now."""
        ...

    def related(self, activity: str, *, k: int) -> dict[str, list[Companion]] | None:
        """Return what goes with the activity, by the manifold that says so, at most `k` each.

        None where the activity was never known, under this name.
        """
        ...

    def about(self, text: str, *, k: int) -> dict[str, list[Companion]]:
        """Return what is about the words of a text, by the manifold that says so, at most `k` each."""
        ...

    def drift(self) -> DriftReport | None:
        """Return how the stream drifts; None where nobody follows it."""
        ...

    @property
    def regime(self) -> Regime:
        """What state the stream is in."""
        ...

    def remember(self) -> Kept:
        """Return the weights between the manifolds, as they are."""
        ...

    def recall(self, kept: Kept) -> None:
        """Go on with weights that `remember` returned, here or in a world of the same kind."""
        ...

    def dominance(self) -> Dominance | None:
        """Return whose evidence came true lately, and the ceiling; None before the first outcome."""
        ...

    def knowledge(self) -> Knowledge:
        """Return how much has been learnt."""
        ...
