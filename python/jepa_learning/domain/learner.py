"""Learner: one world for each kind of activity in each project, made when its first event comes.

A workflow of which examples were given has a world of its own; domain/adaptation.py says why. A new project
may begin with the weights of another one; domain/project_start.py says how.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from jepa_learning.domain import feedback
from jepa_learning.domain.adaptation import Adapter, adapter_of, workflow_of
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.credit import Dominance
from jepa_learning.domain.drift.detection import Detection, Detectors
from jepa_learning.domain.drift.follower import DriftReport
from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.event import Candidate, Event, Prediction, Query
from jepa_learning.domain.latent import Latent, LatentModel
from jepa_learning.domain.mixer import Kept
from jepa_learning.domain.open_cases import OpenCases
from jepa_learning.domain.project_start import digest, start_of
from jepa_learning.domain.world import Knowledge, World


class Learner:
    """Learns from events in the order in which they happened and predicts the next.

    Args:
        build_world: Makes the world of a kind, with the places where its manifolds find their networks.
        hesitate: Decides whether a prediction of a world that knows so much should be acted on.
        latents: Where the worlds' manifolds find their networks, by kind of world: `file` or `sequence`.
        detection: Where the worlds' drift finds its detectors.
        dismissed_share: What is left of the probability of a candidate that was dismissed of late.
    """

    def __init__(
        self,
        build_world: Callable[[Mapping[str, Latent], str], World],
        hesitate: Callable[[Prediction, Knowledge], Prediction],
        latents: Mapping[str, Latent] = MappingProxyType({}),
        detection: Detection | None = None,
        *,
        dismissed_share: float = 1.0,
    ) -> None:
        self._build_world = build_world
        self._hesitate = hesitate
        self._latents = dict(latents)
        self._detection = detection if detection is not None else Detection()
        self._dismissed_share = dismissed_share
        self._worlds: dict[tuple[str, str], World] = {}
        self._adapters: set[Adapter] = set()
        self._starts: dict[str, str] = {}
        self._workflows: OpenCases[str] = OpenCases(most=_OPEN_RUNS)  # of runs, for who asks by case alone

    def connect(self, models: Mapping[str, LatentModel], *, resume: Collection[str] = ()) -> None:
        """Let the manifolds find these networks, by kind of world; the others stay silent.

        Args:
            models: The networks.
            resume: Kinds whose network is taught again what it had not settled when the learner was saved.
        """
        for kind, model in models.items():
            self._latents[kind].connect(model, resume=kind in resume)

    def watch_with(self, detectors: Detectors) -> None:
        """Let drift be found by these detectors; without any, every stream is taken to be in equilibrium."""
        self._detection.detectors = detectors

    def learn_one(self, event: Event) -> None:
        """Learn what happened."""
        start = start_of(event)
        if start is not None:
            self._start(*start)
            return
        adapter = adapter_of(event)
        if adapter is not None and event.kind not in PROJECT_KINDS:
            self._adapters.add(adapter)
        self._world(event).learn_one(event)

    def learn_many(self, events: Iterable[Event]) -> None:
        """Learn what happened, in order."""
        for event in events:
            self.learn_one(event)

    def observe_one(self, event: Event) -> None:
        """Follow an open case without learning from it."""
        self._world(event).observe_one(event)

    def predict_one(self, query: Query, *, k: int = 10) -> Prediction:
        """Return what comes next, best first, at most `k` candidates; changes nothing."""
        place = self._place(query)
        world = self._worlds.get(place)
        if world is None:
            return self._hesitate(Prediction(()), Knowledge())
        said = world.predict_one(query, k=k + len(query.dismissed))
        said = feedback.weakened(said, query.dismissed, share=self._dismissed_share, k=k)
        return self._hesitate(said, replace(world.knowledge(), vouched=place in self._adapters))

    def rollout(self, query: Query) -> list[Candidate]:
        """Return the likeliest next activity, the likeliest after it, and so on, `query.horizon` in all."""
        world = self._worlds.get(self._place(query))
        return [] if world is None else world.rollout(query)

    def knowledge(self, kind: str, project: str = "") -> Knowledge:
        """Return how much is known of a kind of activity in a project."""
        world = self._find(kind, project)
        return Knowledge() if world is None else world.knowledge()

    def dominance(self, kind: str, project: str = "") -> Dominance | None:
        """Return whose evidence came true lately; None where nothing did."""
        world = self._find(kind, project)
        return None if world is None else world.dominance()

    def activities(self, kind: str, project: str = "") -> list[str]:
        """Return the names of all that exists now of a kind of activity in a project."""
        world = self._find(kind, project)
        return [] if world is None else world.activities()

    def related(
        self, kind: str, activity: str, project: str = "", *, k: int
    ) -> dict[str, list[Companion]] | None:
        """Return what goes with an activity, by the manifold that says so, at most `k` each; changes nothing.

        None where the activity was never known, under this name.
        """
        world = self._find(kind, project)
        return None if world is None else world.related(activity, k=k)

    def drift(self, kind: str, project: str = "") -> DriftReport | None:
        """Return how a kind of activity in a project drifts; None where nothing is known of it."""
        world = self._find(kind, project)
        return None if world is None else world.drift()

    def regime(self, kind: str, project: str = "") -> Regime:
        """Return what state a kind of activity is in; equilibrium where nothing is known of it."""
        world = self._find(kind, project)
        return Regime.EQUILIBRIUM if world is None else world.regime

    def about(self, kind: str, text: str, project: str = "", *, k: int) -> dict[str, list[Companion]]:
        """Return what is about the words of a text, by the manifold that says so, at most `k` each."""
        world = self._find(kind, project)
        return {} if world is None else world.about(text, k=k)

    def adapters(self) -> list[tuple[Adapter, Knowledge]]:
        """Return the workflows that have a world of their own, and how much those have learnt."""
        return [(adapter, self._worlds[adapter].knowledge()) for adapter in sorted(self._adapters)]

    def projects(self) -> list[str]:
        """Return the roots of the projects whose files are known."""
        return sorted(project for kind, project in self._worlds if kind in PROJECT_KINDS)

    def starts(self) -> dict[str, str | None]:
        """Return the projects that began like another, and like which; None: that one was forgotten."""
        return {project: self._bearing(lender) for project, lender in sorted(self._starts.items())}

    def remember(self, kind: str, project: str) -> Kept | None:
        """Return the weights between the manifolds of a world; None where there is no such world."""
        world = self._find(kind, project)
        return None if world is None else world.remember()

    def recall(self, kind: str, project: str, kept: Kept) -> None:
        """Let a world go on with weights that `remember` returned, of one of the same kind."""
        if (kind, project) not in self._worlds:
            self._worlds[kind, project] = self._build_world(self._latents, kind)
        self._worlds[kind, project].recall(kept)

    def rehearsal(self, kind: str) -> Learner:
        """Return a copy that knows what is shared of one kind, to try something with.

        Networks are silent in it and in what it makes: to try something neither asks nor teaches them.
        """
        other = Learner(
            self._build_world,
            self._hesitate,
            {world: Latent() for world in self._latents},
            self._detection,
            dismissed_share=self._dismissed_share,
        )
        shared = self._worlds.get((kind, ""))
        if shared is not None:
            other._worlds[kind, ""] = copy.deepcopy(shared)
        return other

    def drop(self, adapter: Adapter) -> None:
        """Let go of a workflow's own world."""
        self._adapters.discard(adapter)
        self._worlds.pop(adapter, None)
        self._workflows = OpenCases(most=_OPEN_RUNS)

    def _start(self, project: str, lender: str) -> None:
        """Begin with the lender's weights; where it was forgotten there are none."""
        self._starts[project] = lender
        found = self._bearing(lender)
        kept = None if found is None else self.remember("file", found)
        if kept is not None:
            self.recall("file", project, kept)

    def _bearing(self, lender: str) -> str | None:
        return next((project for project in self.projects() if digest(project) == lender), None)

    def _find(self, kind: str, project: str) -> World | None:
        return self._worlds.get((kind, project if kind in PROJECT_KINDS else ""))

    def _world(self, event: Event) -> World:
        place = self._place(event)
        if place not in self._worlds:
            self._worlds[place] = self._build_world(self._latents, event.kind)
        return self._worlds[place]

    def _place(self, about: Event | Query) -> tuple[str, str]:
        if about.kind in PROJECT_KINDS:
            return about.kind, about.project
        if not self._adapters:
            return about.kind, ""
        workflow = workflow_of(about) or (self._workflows.recall(about.case) or "")
        place = about.kind, workflow
        if place not in self._adapters:
            return about.kind, ""
        if isinstance(about, Event):
            self._workflows.remember(about.case, workflow)
        return place


_OPEN_RUNS: Final = 256
"""Runs of adapted workflows that are told apart by their case at a time."""

PROJECT_KINDS = frozenset({"file"})
"""Kinds whose activities mean something only inside their project; a command is the same everywhere."""
