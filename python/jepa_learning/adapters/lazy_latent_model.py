"""Lazy latent model: makes a network when it is first needed, and is silent where it cannot be made.

So starting, a question that needs no network, and lessons too few to learn from, load nothing of it. It does
not know what a network is.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.domain.latent import LatentModel, Lesson, Moment
from jepa_learning.domain.network_state import NetworkState
from jepa_learning.domain.promotion import Verdict
from jepa_learning.ports.model_registry import Write


class LearningModel(LatentModel, Protocol):
    """A network that learns in rounds."""

    def learn_round(self) -> bool:
        """Learn, if enough lessons wait for it. Return whether that was so."""
        ...

    def candidate(self) -> tuple[Verdict, Write] | None:
        """Return what is learning, if it was compared and found no better; None where that is open."""
        ...

    def state(self) -> NetworkState:
        """Return how it is doing."""
        ...


class LazyLatentModel:
    """Stands for a network until it is needed.

    Args:
        make: Makes it from the weights in a folder, or from nothing.
        place: Gives the folder of what answers; None where nothing does, and it only learns.
        every: Lessons that a round needs: with fewer, one that does not answer is not made.
        most: Lessons that are kept while it is not made.
        carry: Lessons that are kept to go on with after a restart.
        now: Gives the number of the last event that was learnt: what is taught comes from behind it.
        is_new: Whether what comes from behind an event is news to what answers; else it is no lesson.
        waits: Whether it learns as soon as it can, and is waited for; else somebody calls `learn_round`.

    Attributes:
        reason: Why it is silent for good, or None.
    """

    def __init__(
        self,
        make: Callable[[Path | None], LearningModel],
        *,
        place: Callable[[], Path | None],
        every: int,
        most: int,
        waits: bool,
        carry: int = 0,
        now: Callable[[], int] = lambda: 0,
        is_new: Callable[[int], bool] = lambda event: True,
    ) -> None:
        self._make, self._place = make, place
        self._every, self._waits, self._now, self._is_new = every, waits, now, is_new
        self._lock = threading.Lock()
        self._made: LearningModel | None = None
        self._answers: bool | None = None
        self._vocabulary: Interner | None = None
        self._waiting: deque[tuple[int, Lesson]] = deque(maxlen=most)
        self._unsettled: deque[Lesson] = deque(maxlen=carry)
        self.reason: str | None = None

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Return what the network says; None where there is none."""
        if self._made is None and not self._is_answering():
            return None
        model = self._model()
        return None if model is None else model.score(moments, vocabulary)

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Keep the lessons for the network; hand them over when it is time to learn."""
        now = self._now()
        if not self._is_new(now):
            return
        with self._lock:
            if vocabulary is not self._vocabulary:  # lessons of another learner name other things
                self._vocabulary = vocabulary
                self._waiting.clear()
                self._unsettled.clear()
            self._waiting.extend((now, lesson) for lesson in lessons)
            self._unsettled.extend(lessons)
        if self._waits and (self._made is not None or len(self._waiting) >= self._every):
            self._hand_over()

    def learn_round(self) -> bool:
        """Let the network learn, if there are lessons enough. Return whether there were."""
        held = 0 if self._made is None else self._made.state().waiting
        if held + len(self._waiting) < self._every:
            return False
        self._hand_over()
        model = self._made
        if model is None:
            return False
        before = model.state().promotions
        learnt = model.learn_round()
        if model.state().promotions != before:
            self._settle(model)
        return learnt

    def unsettled(self, vocabulary: Interner) -> tuple[Lesson, ...]:
        """Return the newest lessons that nothing that answers has learnt from, oldest first."""
        with self._lock:
            return tuple(self._unsettled) if vocabulary is self._vocabulary else ()

    def candidate(self) -> tuple[Verdict, Write] | None:
        """Return what is learning, if it was compared and found no better."""
        return None if self._made is None else self._made.candidate()

    def state(self) -> NetworkState:
        """Return how it is doing."""
        if self._made is None:
            return NetworkState(waiting=len(self._waiting), reason=self.reason)
        state = self._made.state()
        return replace(state, waiting=state.waiting + len(self._waiting))

    def restart(self) -> None:
        """Begin again with what answers now, and with the lessons that wait and are news to it.

        What was learnt since is let go of.
        """
        with self._lock:
            self._made, self._answers, self.reason = None, None, None
            news = [(event, lesson) for event, lesson in self._waiting if self._is_new(event)]
            self._waiting = deque(news, maxlen=self._waiting.maxlen)
            self._unsettled = deque((lesson for _, lesson in news), maxlen=self._unsettled.maxlen)

    def forget(self) -> None:
        """Begin again, and let go of all lessons."""
        with self._lock:
            self._waiting.clear()
            self._vocabulary = None
        self.restart()

    def _hand_over(self) -> None:
        model = self._model()
        with self._lock:
            lessons, vocabulary = [lesson for _, lesson in self._waiting], self._vocabulary
            self._waiting.clear()
        if model is not None and vocabulary is not None and lessons:
            model.learn_many(lessons, vocabulary)

    def _settle(self, model: LearningModel) -> None:
        """Know that what answers has learnt from all but what still waits."""
        with self._lock:
            waiting = model.state().waiting + len(self._waiting)
            while len(self._unsettled) > waiting:
                self._unsettled.popleft()

    def _is_answering(self) -> bool:
        if self._answers is None and self.reason is None:
            try:
                self._answers = self._place() is not None
            except JepaLearningError as error:
                self.reason = str(error)
        return bool(self._answers)

    def _model(self) -> LearningModel | None:
        with self._lock:
            if self._made is None and self.reason is None:
                try:
                    self._made = self._make(self._place())
                except (ImportError, JepaLearningError) as error:
                    self.reason = str(error)
            return self._made
