"""Sequence world: which command, step, tool call or context comes next. A case is a session or a run."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Column, Floats, Indices
from jepa_learning.domain.event import Candidate, Event, Prediction, Query
from jepa_learning.domain.federated_world import FederatedWorld
from jepa_learning.domain.federation import Answer, Asked, Federation
from jepa_learning.domain.feedback import is_evidence
from jepa_learning.domain.manifolds.manifold import Naming
from jepa_learning.domain.mixer import Keys
from jepa_learning.domain.nameable import nameable
from jepa_learning.domain.open_cases import RestingCases
from jepa_learning.domain.situation import SequenceSituation, columns_of
from jepa_learning.domain.trail import REMEMBERED, Trail
from jepa_learning.domain.world import Knowledge

AWAKE: Final = 4096
"""Activities of cases whose own habits are at hand, 200 bytes each: open sessions, runs that interleave."""

STALE_LEARNT: Final = 6
"""One in so many outcomes teaches whom to believe where nothing recent is known, and how far.

Such questions are rare, and what is then known was learnt just before: more lessons make them trust what a
later question cannot know.
"""

UNITS: Final = {"command": "command", "step": "step", "tool": "tool call", "context": "context"}


class SequenceWorld(FederatedWorld[SequenceSituation]):
    """Learns from cases what follows what.

    Args:
        federation: The manifolds and how far each is believed.
        unit: What one event is called in words.
        open_cases: How many cases are followed at a time.
        shortlist: Candidates that each manifold may name where too many are known to ask about all.
        own_weights_after: How often an activity must have come until what follows it has its own weights.
    """

    def __init__(
        self,
        federation: Federation[SequenceSituation],
        *,
        unit: str,
        open_cases: int,
        shortlist: int,
        own_weights_after: int,
    ) -> None:
        super().__init__(federation, unit=unit)
        self._shortlist, self._own_weights_after = shortlist, own_weights_after
        self._came = Column()
        # Asking a protocol whether it is met takes long, so it is asked once.
        self._naming = [one for one in federation.manifolds if isinstance(one, Naming)]
        self._trails: RestingCases[Trail] = RestingCases(most=open_cases, awake=AWAKE)
        self._events = self._cases = self._only_followed = self._outcomes = 0

    def learn_one(self, event: Event) -> None:
        """Learn that the activity came next in its case; where a suggestion caused it, only follow it."""
        trail = self._trails.recall(event.case) or Trail()
        if not is_evidence(event):
            self._follow(trail, event, self._catalogue.add(event.activity), counted=False)
            return
        self._cases += not trail.learnt
        trail.learnt = True
        situation = self._situation(trail, event, stale=False)
        index = self._catalogue.find(event.activity)
        self._learn_outcome(situation, index)
        if index is None:
            index = self._catalogue.add(event.activity)
            self._federation.follow_unforeseen()
        self._federation.learn_activity(situation, index, catalogue=self._catalogue)
        self._federation.meet(situation, index, place=trail.length)
        self._came.add(index, 1.0)
        self._events += 1
        self._only_followed = 0
        self._follow(trail, event, index)

    def observe_one(self, event: Event) -> None:
        """Follow the case."""
        trail = self._trails.recall(event.case) or Trail()
        self._only_followed += 1
        self._follow(trail, event, self._catalogue.add(event.activity))

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        """Return what comes next in the case."""
        return self._predict(self._trails.recall(query.case) or Trail(), query, k)

    def rollout(self, query: Query) -> list[Candidate]:
        """Return the likeliest next activity, the likeliest after it, and so on."""
        trail = (self._trails.recall(query.case) or Trail()).copy()
        steps: list[Candidate] = []
        while len(steps) < query.horizon and (found := self._likeliest(trail, query)):
            steps.append(found)
            index = self._catalogue.find(found.activity)
            if index is not None:
                trail.extend(index, time=query.time, outcome=None)
        return steps

    def knowledge(self) -> Knowledge:
        """Return how much has been learnt."""
        return Knowledge(self._events, self._cases, len(self._catalogue))

    def _likeliest(self, trail: Trail, query: Query) -> Candidate | None:
        return next(iter(nameable(lambda k: self._predict(trail, query, k), k=1).candidates), None)

    def _predict(self, trail: Trail, query: Query, k: int) -> Prediction:
        # Once as much was only followed as a trail remembers, "lately" is no longer late.
        situation = self._situation(trail, query, stale=self._only_followed > REMEMBERED)
        if not len(situation.candidates):
            return Prediction(())
        # Where nothing was learnt for long, networks sleep: they need not answer.
        ask = self._federation.ask if situation.stale else self._federation.hear
        asked = ask(situation, catalogue=self._catalogue)
        self._note_said(_question(situation), asked)
        answer = self._answer(asked.situation, asked.evidence, self._keys(situation))
        return self._federation.predict(answer, k, catalogue=self._catalogue)

    def _learn_outcome(self, situation: SequenceSituation, index: int | None) -> None:
        if len(situation.columns) < 2:
            return
        # Mostly somebody asked just this before it came: then it was all said, and need not be said again.
        said = self._said.get(_question(situation))
        asked = (
            self._federation.ask(situation, catalogue=self._catalogue)
            if said is None
            # Who looked ahead from there has gone on with the trail that they asked of.
            else replace(said, situation=replace(said.situation, stale=False, trail=situation.trail))
        )
        # What was never seen, or is not among the candidates, cannot be right: that, too, is learnt.
        column = None if index is None else asked.situation.columns.get(index)
        right = np.array([] if column is None else [column], dtype=np.int64)
        self._learn_right(self._federation.complete(asked), right)

    def _learn_right(self, asked: Asked[SequenceSituation], right: Indices) -> None:
        answer = self._answer(asked.situation, asked.evidence, self._keys(asked.situation))
        self._federation.correct(answer, right)
        self._federation.learn_outcome(answer, right)
        if len(right):
            self._federation.follow(answer, right)
        self._federation.teach(asked, answer, right)
        self._outcomes += 1
        if self._outcomes % STALE_LEARNT == 0:
            stale = replace(asked.situation, stale=True)
            later = self._answer(stale, asked.evidence, self._keys(stale))
            self._federation.learn_outcome(later, right)

    def _answer(
        self, situation: SequenceSituation, evidence: Floats, keys: Keys
    ) -> Answer[SequenceSituation]:
        awake = self._federation.awake(intent=True, stale=situation.stale)
        return self._federation.answer(situation, evidence, keys, awake, context=situation.stale)

    def _keys(self, situation: SequenceSituation) -> Keys:
        before = situation.before
        own = before if before >= 0 and self._came[before] >= self._own_weights_after else None
        return (situation.stale, "after", own), (situation.stale, "any")

    def _situation(self, trail: Trail, asked: Event | Query, *, stale: bool) -> SequenceSituation:
        directory, host = asked.attributes.get("cwd"), asked.attributes.get("host")
        situation = SequenceSituation(
            candidates=self._catalogue.existing(),
            author=asked.author,
            time=asked.time,
            tick=self._events,
            unit=self._unit,
            before=trail.recent[-1] if trail.recent else -1,
            stale=stale,
            trail=trail,
            columns={},
            directory=str(directory) if directory else None,
            host=str(host) if host else None,
        )
        candidates = situation.candidates
        if len(candidates) > 3 * self._shortlist:
            candidates = np.array(sorted(self._named(situation)), dtype=np.int64)
        return replace(situation, candidates=candidates, columns=columns_of(candidates))

    def _named(self, situation: SequenceSituation) -> set[int]:
        named: set[int] = set()
        for manifold in self._naming:
            named.update(manifold.candidates(situation, self._shortlist, catalogue=self._catalogue))
        return named

    def _follow(self, trail: Trail, event: Event, index: int, *, counted: bool = True) -> None:
        self._said.clear()
        ended = event.attributes.get("exit")
        outcome = int(ended) if isinstance(ended, int | float) else None
        trail.extend(index, time=event.time, outcome=outcome, counted=counted)
        self._trails.remember(event.case, trail)


def _question(situation: SequenceSituation) -> Hashable:
    """Return what tells two questions apart between which nothing happened."""
    trail = situation.trail
    whose = id(trail) if trail.length else 0  # an open case has one trail; a new one has none yet
    return whose, situation.author, situation.time, situation.directory, situation.host
