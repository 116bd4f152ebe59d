"""The one learner that all use cases share: its lock, how far in the event log it is, whether it is loaded.

The event log is its only teacher: to learn is to read what lies behind the last sequence number. The order of
learning is the order of the log, whoever appended, and a snapshot with its sequence number is always whole.
It does not know who asks or what is stored.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final

from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.event import Event
from jepa_learning.domain.learner import Learner
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.journal import Journal, place_of
from jepa_learning.ports.snapshot_store import SnapshotStore

_CHUNK_EVENTS: Final = 1000  # read from the log at once; between two, somebody else may save or forget
_SLICE_EVENTS: Final = 50  # learnt in one go; a question waits for at most so many, some ten milliseconds
_TAIL_EVENTS: Final = 2000  # looked at after a start, to find the cases that may still be open


@dataclass(frozen=True, slots=True)
class Loading:
    """How far loading is, in events."""

    done: int
    total: int


class SharedLearner:
    """Lets many ask and one teach.

    Args:
        build: Makes a learner that knows nothing.
        connect: Lets a learner's manifolds find their networks; told the last event that it has learnt.
        log: What it learns.
        snapshots: Where what was learnt is kept.
        save_every: Save after so many events learnt since the last time, or half of what was known by then.
        journal: Told of an event that could not be learnt, and of a snapshot that could not be saved; neither
            is lost, both are in the log.
    """

    def __init__(
        self,
        build: Callable[[], Learner],
        *,
        connect: Callable[[Learner, int], None] = lambda learner, sequence: None,
        log: EventLog,
        snapshots: SnapshotStore,
        save_every: int,
        journal: Journal,
    ) -> None:
        self._connect = connect
        self._make = build
        self._log = log
        self._snapshots = snapshots
        self._save_every = save_every
        self._journal = journal
        self._queue, self._turn = threading.Lock(), threading.Lock()
        self._teaching = threading.Lock()
        self._learner = self._build()
        self._sequence = self._saved = self._epoch = 0
        self._latest: dict[str, Event] = {}
        self.loading: Loading | None = Loading(0, 0)

    @contextmanager
    def hold(self) -> Iterator[Learner]:
        """Give the learner to the caller alone, in the order of asking."""
        with self._queue:  # whoever waits here is next, so teaching cannot starve a question
            self._turn.acquire()
        try:
            yield self._learner
        finally:
            self._turn.release()

    @property
    def is_held(self) -> bool:
        """Whether somebody asks or teaches just now."""
        return self._turn.locked()

    @property
    def is_taught(self) -> bool:
        """Whether events are being learnt just now, as in an import."""
        return self._teaching.locked()

    @property
    def sequence(self) -> int:
        """The sequence number of the last event that was learnt."""
        return self._sequence

    def latest(self, kind: str) -> Event | None:
        """Return the last event of a kind, as far as it is remembered."""
        return self._latest.get(kind)

    def load(self) -> Iterator[Loading]:
        """Start from the snapshot, where it can be trusted, and learn what lies behind it, step by step."""
        if self._sequence == 0 and (found := self._trusted_snapshot()):
            with self._teaching, self.hold():
                self._learner, self._sequence = found
                self._connect(self._learner, self._sequence)
                self._saved = self._sequence
        tail = self._log.read(after=max(0, self._sequence - _TAIL_EVENTS))
        self._remember_latest(islice(tail, _TAIL_EVENTS))  # what lies behind it is remembered as it is learnt
        total = self._log.size().events
        while self._learn_chunk():
            self.loading = Loading(min(self._sequence, total), total)
            yield self.loading
        self.loading = None
        self._save_if_due()

    def forget(self, erase: Callable[[], int]) -> int:
        """Erase from the log and know nothing from here on, until `load` has run again.

        The snapshot goes first: whatever happens in between, nothing that was forgotten comes back.
        """
        with self._teaching, self.hold():
            self._snapshots.forget()
            erased = erase()
            self._epoch += 1
            self._learner, self._sequence, self._saved = self._build(), 0, 0
            self._latest.clear()
            self.loading = Loading(0, self._log.size().events)
        return erased

    def rebuild(self) -> Iterator[Loading]:
        """Learn the whole log again, step by step; the old knowledge answers until the new is whole."""
        epoch, learner, total = self._epoch, self._build(), self._log.size().events
        done = sequence = 0
        for events in _batches(self._log.read(), _CHUNK_EVENTS):
            self._teach(learner, events)
            done, sequence = done + len(events), events[-1][0]
            yield Loading(done, max(total, done))
        with self._teaching, self.hold():
            if epoch == self._epoch:  # else something was forgotten meanwhile, and `learner` still knows it
                self._learner, self._sequence, self._saved = learner, sequence, 0
        self.catch_up()

    def catch_up(self) -> int:
        """Learn what was appended to the log and is not learnt yet; return how many events that was."""
        learnt = 0
        while chunk := self._learn_chunk():
            learnt += chunk
        self._save_if_due()
        return learnt

    def save(self) -> None:
        """Save what was learnt since the last time, if anything was."""
        with self._teaching, self.hold() as learner:
            if self._sequence > self._saved:
                self._saved = self._sequence
                try:
                    self._snapshots.save(learner, sequence=self._sequence)
                except StoreError as error:
                    self._journal.note("unsaved", level="warning", error=type(error).__name__)

    def _build(self) -> Learner:
        learner = self._make()
        self._connect(learner, 0)
        return learner

    def _save_if_due(self) -> None:
        # A snapshot costs by what is known: if each holds half as much again, all cost but thrice the last.
        if self._sequence - self._saved >= max(self._save_every, self._saved // 2):
            self.save()

    def _trusted_snapshot(self) -> tuple[Learner, int] | None:
        """The snapshot, unless it is of another log: the last event that it learnt must be there."""
        found = self._snapshots.load()
        if found is None:
            return None
        last = next(self._log.read(after=found[1] - 1), (0, None))[0]
        if last == found[1]:
            return found
        self._snapshots.forget()
        return None

    def _learn_chunk(self) -> int:
        with self._teaching:
            events = list(islice(self._log.read(after=self._sequence), _CHUNK_EVENTS))
            for slice_ in _batches(iter(events), _SLICE_EVENTS):
                with self.hold() as learner:
                    self._teach(learner, slice_)
                    self._sequence = slice_[-1][0]
            self._remember_latest(events)
        return len(events)

    def _teach(self, learner: Learner, events: Iterable[tuple[int, Event]]) -> None:
        for _, event in events:
            try:
                learner.learn_one(event)
            except Exception as error:  # a fault of the learner on one event must not keep it from the others
                self._journal.note(
                    "unlearnt", level="error", error=type(error).__name__, where=place_of(error)
                )

    def _remember_latest(self, events: Iterable[tuple[int, Event]]) -> None:
        self._latest.update({event.kind: event for _, event in events})


def _batches(events: Iterator[tuple[int, Event]], size: int) -> Iterator[list[tuple[int, Event]]]:
    while batch := list(islice(events, size)):
        yield batch
