"""Latent: what a learnt network is asked and taught, in plain arrays. The network itself is an adapter.

A moment is a question as the network sees it: the steps before it, what is known of the open case, the
intent, the candidates, and episodes to be reminded of. A lesson is a moment whose answer came. Names travel
as numbers of one vocabulary, so that a network encodes each name once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats, Indices

Numbers = NDArray[np.int32]
Singles = NDArray[np.float32]
Flags = NDArray[np.bool_]

STEPS: Final = 12
"""Steps before the question that a network looks at, newest last."""

KNOWN: Final = 4
"""Activities of the open case that a network looks at, newest last."""

FEATURES: Final = 10
"""Numbers that tell of each candidate, besides its name, how often and how lately it came."""

TAUGHT: Final = 96
"""Candidates that a lesson keeps: what came, the likeliest, and some of the others."""


@dataclass(frozen=True, slots=True)
class Step:
    """An activity that came before the question.

    Attributes:
        name: Its number in the vocabulary.
        intent: What it was for, in words; empty where that is not known.
        gap: Seconds from it to the question, in a sequence to the newest step; None where it is not known.
        own: Whether whoever asks did it.
        age: How many cases (of files) or events (of a sequence) ago it was.
    """

    name: int
    intent: str
    gap: float | None
    own: bool
    age: int


@dataclass(frozen=True, slots=True)
class Episode:
    """Something that happened, to be reminded of: after these cues, with this intent, that came.

    Attributes:
        cue: Numbers of the names that it is recognised by.
        intent: What it was for, in words.
        outcome: Numbers of the names that came.
    """

    cue: tuple[int, ...]
    intent: str
    outcome: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A question as a network sees it.

    Attributes:
        steps: What came before, newest last, at most `STEPS`.
        known: Numbers of what the open case holds, newest last, at most `KNOWN`.
        intent: What it is for, in words; empty where that is not known.
        candidates: The candidates' numbers in the vocabulary, `[C]`.
        features: How often and how lately each candidate came, each about 0 to 10, `[C, FEATURES]`.
        episodes: What it may be reminded of, newest last.
        opinions: What the manifolds that count say of each candidate, `[C, S]`; None where nobody is to
            hear them.
    """

    steps: tuple[Step, ...]
    known: tuple[int, ...]
    intent: str
    candidates: Numbers
    features: Singles
    episodes: tuple[Episode, ...]
    opinions: Singles | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A moment whose answer came, with some of its candidates.

    Attributes:
        moment: The question.
        right: Which candidates came, `[C]`.
        believed: ln of the probability that the federation gave to each candidate, `[C]`.
    """

    moment: Moment
    right: Flags
    believed: Singles


class LatentModel(Protocol):
    """A network that ranks candidates and learns from lessons; one with `learns` False needs none."""

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Return an unnormalised ln-probability of each candidate of each moment, `[C]`; None if silent."""
        ...

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Take lessons in; when it learns from them is its own business."""
        ...


@runtime_checkable
class Rehearsing(Protocol):
    """A network that learns along the way, and is taught again after a restart what it had not settled."""

    def unsettled(self, vocabulary: Interner) -> tuple[Lesson, ...]:
        """Return the newest lessons that nothing that answers has learnt from, oldest first."""
        ...


@dataclass(slots=True)
class Latent:
    """Where the manifolds of a learner find the network of their kind: none until one is connected.

    The vocabulary and the unsettled lessons are saved with a learner; a network has a store of its own.
    """

    vocabulary: Interner = field(default_factory=Interner)
    model: LatentModel | None = None
    lessons: tuple[Lesson, ...] = ()

    @property
    def learns(self) -> bool:
        """Whether there is a model that wants lessons."""
        return self.model is not None and getattr(self.model, "learns", True)

    def connect(self, model: LatentModel, *, resume: bool) -> None:
        """Let the manifolds find this network; with `resume`, teach it what was saved."""
        self.model = model
        if resume and self.lessons:
            model.learn_many(self.lessons, self.vocabulary)
        self.lessons = ()

    def __getstate__(self) -> tuple[Interner, tuple[Lesson, ...]]:
        model: object = self.model
        if isinstance(model, Rehearsing):
            return self.vocabulary, model.unsettled(self.vocabulary)
        return self.vocabulary, self.lessons

    def __setstate__(self, state: tuple[Interner, tuple[Lesson, ...]]) -> None:
        (self.vocabulary, self.lessons), self.model = state, None


def lesson(moment: Moment, right: Indices, p: Floats) -> Lesson:
    """Return the lesson of a moment: `right` are the columns of what came, `p` what was believed, `[C]`."""
    kept = _taught(p, right)
    smaller = replace(
        moment,
        candidates=moment.candidates[kept],
        features=moment.features[kept].astype(np.float16),
        opinions=None if moment.opinions is None else moment.opinions[kept].astype(np.float16),
    )
    believed = np.log(np.maximum(p[kept], 1e-12)).astype(np.float32)
    return Lesson(smaller, np.isin(kept, right), believed)


def _taught(p: Floats, right: Indices) -> Indices:
    if len(p) <= TAUGHT:
        return np.arange(len(p))
    likely = np.argpartition(-p, 2 * TAUGHT // 3)[: 2 * TAUGHT // 3]
    # Some of the others, spread evenly and not by chance, so that the same history teaches the same.
    others = np.arange(int(p.argmax()) % 7, len(p), max(3 * len(p) // TAUGHT, 1))
    return np.unique(np.concatenate([likely, right[:TAUGHT], others]))
