"""Record lessons: learn a history afresh, as a user's machine would, and keep what a network is taught by it.

A run that was stopped goes on with the next repository: what was recorded is kept under the head, the code
and the settings that it came from. It does not know how a network learns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.event import Event
from jepa_learning.domain.latent import Lesson, Moment
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.privacy import Gate
from jepa_learning.ports.clones import Clone
from jepa_learning.ports.event_source import EventSource
from jepa_learning.ports.lesson_store import LessonStore, Recorded

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """How much of a history is kept.

    Attributes:
        most_cases: Commits that are learnt.
        whole_lessons: Lessons at the beginning that are all kept: there a network helps most.
        kept_share: Share of the later ones.
        seed: Of which these are.
    """

    most_cases: int
    whole_lessons: int
    kept_share: float
    seed: int


class Recorder:
    """Stands where a network would: says nothing, and keeps lessons."""

    def __init__(self, options: RecordOptions) -> None:
        self._options = options
        self._chance = Random(options.seed)
        self._seen = 0
        self.lessons: list[Lesson] = []
        self.vocabulary = Interner()

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Return None: the other manifolds learn as if there were no network."""
        return None

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Keep some of the lessons."""
        self.vocabulary = vocabulary
        for lesson in lessons:
            kept = self._seen < self._options.whole_lessons
            if kept or self._chance.random() < self._options.kept_share:
                self.lessons.append(lesson)
            self._seen += 1


@dataclass(frozen=True, slots=True)
class RecordLessons:
    """Records the lessons of clones.

    Attributes:
        build_learner: Makes a learner that knows nothing.
        open_source: Opens the history of a clone.
        gate: Nothing passes by it, not even from a public history.
        store: Where lessons are kept.
        code: Names the code and the settings that lessons depend on.
        options: How much is kept.
        kind: Of the network that is taught: `file` or `sequence`.
        tell: How changes of files are told to the learner.
    """

    build_learner: Callable[[], Learner]
    open_source: Callable[[Clone], EventSource]
    gate: Gate
    store: LessonStore
    code: str
    options: RecordOptions
    kind: str = "file"
    tell: Callable[[Iterable[Event]], Iterable[Event]] = iter

    def __call__(self, clone: Clone, told: Told) -> Recorded:
        """Return what a clone's history teaches; `told` is called with commits read and how many there are.

        Raises:
            SourceError: The history cannot be read.
            StoreError: The lessons cannot be kept.
        """
        key = hashlib.sha256(repr((clone.head, self.code, self.kind, self.options)).encode()).hexdigest()
        recorded = self.store.load(key)
        if recorded is None:
            recorded = self._record(clone, told)
            self.store.save(key, recorded)
        return recorded

    def _record(self, clone: Clone, told: Told) -> Recorded:
        learner, recorder, cases = self.build_learner(), Recorder(self.options), set[str]()
        learner.connect({self.kind: recorder})
        learner.learn_many(self.tell(self._counted(self._events(clone, told), cases)))
        return Recorded(recorder.vocabulary, tuple(recorder.lessons), len(cases))

    def _counted(self, events: Iterable[Event], cases: set[str]) -> Iterator[Event]:
        for event in events:
            if event.case not in cases and len(cases) == self.options.most_cases:
                break
            cases.add(event.case)
            yield event

    def _events(self, clone: Clone, told: Told) -> Iterator[Event]:
        for batch in self.open_source(clone).read(None):
            for event in batch.events:
                admitted = self.gate.admit(event).event
                if admitted is not None:
                    yield admitted
            told(min(batch.done, self.options.most_cases), min(batch.total or 0, self.options.most_cases))
