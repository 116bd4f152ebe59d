"""Event JEPA: what a learnt network says comes next, from the names, words and rhythm of what came before.

This is the manifold's side: it remembers recent episodes and how often and how lately each activity came,
and puts questions to whatever network is connected. It is silent where there is none. The network and its
training are an adapter's business.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Column, Floats, Indices
from jepa_learning.domain.latent import (
    FEATURES,
    KNOWN,
    STEPS,
    Episode,
    Latent,
    Moment,
    Numbers,
    Singles,
    Step,
    lesson,
)
from jepa_learning.domain.manifolds.manifold import logits_against_uniform
from jepa_learning.domain.manifolds.recent_cases import Happened, RecentCases
from jepa_learning.domain.situation import FileSituation, SequenceSituation

MOST_OF_A_CASE: Final = 30
"""Files of a case that count: one that touches more tells little of what belongs together."""

CUES: Final = 3
"""Activities before an event that it is recognised by."""


class Memory:
    """How often and how lately each activity came, and the number of its name."""

    _numbers: Numbers
    _numbered: tuple[int, int]

    def __init__(self, latent: Latent) -> None:
        self.latent = latent
        self.counts = Column()
        self.last, self.first = Column(fill=-1e5), Column(fill=-1.0)
        self._forget_made()

    def number(self, index: int, catalogue: Catalogue) -> int:
        """Return the number of the activity's name."""
        return self.latent.vocabulary.number(catalogue.names[index])

    def numbers(self, indices: Indices, catalogue: Catalogue) -> Numbers:
        """Return the number of each activity's name, `[C]`."""
        if self._numbered != (len(catalogue), catalogue.renames):
            self._numbered = (len(catalogue), catalogue.renames)
            self._numbers = np.array(
                [self.latent.vocabulary.number(name) for name in catalogue.names], dtype=np.int32
            )
        numbers: Numbers = self._numbers[indices]
        return numbers

    def note(self, index: int, tick: int) -> None:
        """Count that the activity came at this tick."""
        self.counts.add(index, 1.0)
        self.last[index] = tick
        if self.first[index] < 0.0:
            self.first[index] = tick

    def ages(self, candidates: Indices, tick: int) -> tuple[Singles, Singles, Singles]:
        """Return ln(1 + n) of how often, how long ago and since when each candidate came, `[C]` each."""
        ago = np.maximum(tick - self.last.take(candidates), 0.0)
        since = tick - np.maximum(self.first.take(candidates), 0.0)
        often = np.log1p(self.counts.take(candidates))
        return _single(often), _single(np.log1p(ago)), _single(np.log1p(np.maximum(since, 0.0)))

    def _forget_made(self) -> None:
        """Forget what is made from the rest whenever it is needed."""
        self._numbers, self._numbered = np.zeros(0, dtype=np.int32), (0, 0)

    def __getstate__(self) -> dict[str, object]:
        made = ("_numbers", "_numbered")
        return {name: value for name, value in self.__dict__.items() if name not in made}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._forget_made()


class _EventJepa:
    """What both kinds share: asking the network, teaching it, and what to say of its answers."""

    name: ClassVar[str] = "event_jepa"
    views: ClassVar[tuple[str, ...]]
    hears: ClassVar[tuple[str, ...]] = ()
    instead: ClassVar[frozenset[str]] = frozenset()
    corrects: ClassVar[bool] = False

    def __init__(self, latent: Latent) -> None:
        self._memory = Memory(latent)

    @property
    def learns(self) -> bool:
        """Whether there is a network to be taught."""
        return self._memory.latent.learns

    def answer(self, moments: Sequence[Moment]) -> Floats | None:
        """Return what a question's moments are answered with, `[V, C]`; None while no network speaks."""
        latent = self._memory.latent
        scores = latent.model.score(moments, latent.vocabulary) if latent.model and moments else None
        return None if scores is None else np.stack([logits_against_uniform(one) for one in scores])

    def teach(self, moment: Moment, right: Indices, p: Floats) -> None:
        """Hand the network a lesson: the columns `right` came, where `p` was believed, `[C]`."""
        latent = self._memory.latent
        if latent.model is not None:
            latent.model.learn_many([lesson(moment, right, p)], latent.vocabulary)


class FileEventJepa(_EventJepa):
    """Which file next, by its path, the intent's words, the last changes and similar ones.

    An episode is a case: recognised by its intent and its files.
    """

    views: ClassVar[tuple[str, ...]] = ("told", "untold")
    needs_intent: ClassVar[frozenset[str]] = frozenset({"told"})
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, latent: Latent, *, episodes: int) -> None:
        super().__init__(latent)
        self._cases, self._renames = RecentCases(most=episodes), 0

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        case = self._cases.newest
        if case is None or case.tick != situation.tick:
            case = Happened(situation.tick, situation.author, situation.time, situation.subject)
            self._cases.append(case)
        if len(case.indices) < MOST_OF_A_CASE:
            case.add(index, self._memory.number(index, catalogue))
        self._memory.note(index, situation.tick)

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        return self.answer(self.moments(situation, catalogue=catalogue))

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        return ""

    def moments(self, situation: FileSituation, *, catalogue: Catalogue) -> list[Moment]:
        """Return the question twice: with the intent, and as if it were not known."""
        memory = self._memory
        if memory.latent.model is None:
            return []
        if catalogue.renames != self._renames:
            self._renames = catalogue.renames
            self._cases.rename(lambda index: memory.number(index, catalogue))
        past, episodes = self._cases.before(situation.tick)
        untold = Moment(
            steps=_steps_of_cases(past, situation),
            known=tuple(memory.number(index, catalogue) for index in situation.known[-KNOWN:]),
            intent="",
            candidates=memory.numbers(situation.candidates, catalogue),
            features=self._features(situation, past, catalogue),
            episodes=episodes,
        )
        told = replace(untold, intent=situation.subject) if situation.intent else untold
        return [told, untold]

    def _features(self, situation: FileSituation, past: Sequence[Happened], catalogue: Catalogue) -> Singles:
        candidates = situation.candidates
        features = np.zeros((len(candidates), FEATURES), dtype=np.float32)
        features[:, 0], features[:, 1], features[:, 2] = self._memory.ages(candidates, situation.tick)
        for column, place in ((3, -1), (4, -2)):
            if len(past) >= -place:
                features[:, column] = _counted(np.array(past[place].indices), candidates) > 0
        places, indices = self._cases.outcomes()
        own = self._cases.is_by(situation.author)
        if situation.known:
            known = np.array(situation.known)
            together, share = _together(known, candidates, places, indices)
            features[:, 5], features[:, 6] = share, np.log1p(together)
            features[:, 7] = np.isin(catalogue.directory_of(candidates), catalogue.directory_of(known))
        if situation.author is not None and len(own):
            by_author = own[places] & (places < len(past))
            features[:, 8] = np.log1p(_counted(indices[by_author], candidates))
        features[:, 9] = np.log(max(len(candidates), 1)) / 10.0
        return features


class SequenceEventJepa(_EventJepa):
    """Which command, step or tool call next, by the names of the last ones and similar moments.

    An episode is an event: recognised by the activities before it in its case. It sleeps in a stream that is
    only followed: what it is reminded of is recent.
    """

    views: ClassVar[tuple[str, ...]] = ("latent",)
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset(views)

    def __init__(self, latent: Latent, *, episodes: int) -> None:
        super().__init__(latent)
        self._episodes: deque[Episode] = deque(maxlen=episodes)
        self._past: tuple[Episode, ...] | None = None

    def learn_one(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> None:
        memory = self._memory
        cue = tuple(memory.number(before, catalogue) for before in situation.trail.recent[-CUES:])
        self._episodes.append(Episode(cue, "", (memory.number(index, catalogue),)))
        self._past = None
        memory.note(index, situation.tick)

    def predict_one(self, situation: SequenceSituation, *, catalogue: Catalogue) -> Floats | None:
        return self.answer(self.moments(situation, catalogue=catalogue))

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        return ""

    def moments(self, situation: SequenceSituation, *, catalogue: Catalogue) -> list[Moment]:
        """Return the question."""
        memory = self._memory
        if memory.latent.model is None:
            return []
        trail = situation.trail
        recent = [memory.number(index, catalogue) for index in trail.recent[-STEPS:]]
        # Counted from the newest step, not from now: what came is learnt at its own time, which nobody knows
        # who asks before it comes.
        newest = trail.times[-1] if trail.times else None
        steps = tuple(
            Step(name, "", _gap(newest, trail.times[place - len(recent)]), True, len(recent) - place)
            for place, name in enumerate(recent)
        )
        return [
            Moment(
                steps=steps,
                known=tuple(recent[-CUES:]),
                intent="",
                candidates=memory.numbers(situation.candidates, catalogue),
                features=self._features(situation),
                episodes=self._before(),
            )
        ]

    def _before(self) -> tuple[Episode, ...]:
        # The same ones until something is learnt: a network knows them again.
        if self._past is None:
            self._past = tuple(self._episodes)
        return self._past

    def _features(self, situation: SequenceSituation) -> Singles:
        memory, candidates, trail = self._memory, situation.candidates, situation.trail
        features = np.zeros((len(candidates), FEATURES), dtype=np.float32)
        features[:, 0] = np.log1p(memory.counts.take(candidates))
        for index, at in trail.last_at.items():
            column = situation.columns.get(index)
            if column is not None:
                features[column, 1] = 1.0 / (1.0 + trail.length - at)
                features[column, 2] = 1.0
                features[column, 3] = np.log1p(trail.counts[index])
        features[:, 8] = np.log1p(trail.length) / 3.0
        features[:, 9] = np.log(max(len(candidates), 1)) / 10.0
        return features


def _steps_of_cases(past: Sequence[Happened], situation: FileSituation) -> tuple[Step, ...]:
    steps: list[Step] = []
    for age, one in enumerate(reversed(past), start=1):
        gap, own = _gap(situation.time, one.time), one.author == situation.author
        steps.extend(Step(name, one.intent, gap, own, age) for name in reversed(one.names))
        if len(steps) >= STEPS:
            break
    return tuple(reversed(steps[:STEPS]))


def _gap(now: float | None, time: float | None) -> float | None:
    return None if time is None or now is None else now - time


def _counted(indices: Indices, candidates: Indices) -> Floats:
    columns = np.minimum(np.searchsorted(candidates, indices), len(candidates) - 1)
    right = candidates[columns] == indices
    return np.bincount(columns[right], minlength=len(candidates)).astype(np.float64)


def _together(
    known: Indices, candidates: Indices, places: Indices, indices: Indices
) -> tuple[Floats, Floats]:
    """Return how often each candidate came with a known file, and at most which share of its cases, `[C]`."""
    together, share = np.zeros(len(candidates)), np.zeros(len(candidates))
    for file in known[-KNOWN:].tolist():
        cases = places[indices == file]
        if len(cases):
            counts = _counted(indices[np.isin(places, cases)], candidates)
            together = np.maximum(together, counts)
            share = np.maximum(share, counts / len(cases))
    return together, share


def _single(values: Floats) -> Singles:
    single: Singles = values.astype(np.float32)
    return single
