"""Contexts: what the user is at, and was at: found in the event log, recorded there, and told as a signal.

Switches are derived: whoever erases anything has them derived again from what is left. The log says how far
it was looked at, so that each event is judged once; what lies before that is only followed, to know the
contexts again after a start. It does not know how a switch is noticed.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from jepa_learning.application.consent import Consents
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.adaptation import is_example
from jepa_learning.domain.context_memory import ContextMemory, Shared
from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy.consent import BY_HAND
from jepa_learning.domain.segmentation.record import SOURCE, is_record, sources_of, to_event
from jepa_learning.domain.segmentation.segmentation import Segmentation
from jepa_learning.domain.signals import CONTEXT_SWITCH_DETECTED, Signal, Signals
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.event_log import Advance, EventLog

MOST_RECENT: Final = 200
"""Contexts that can be listed."""

GIT: Final = "git"

_SCOPE: Final = ""
_NOTED_EVERY: Final = (
    500  # events without a switch; so many are judged again after a crash, with the same result
)

_TOLD: Final = ("from", "project", "confidence", "evidence", "returns")

Line = tuple[float, int, Event]
"""When an event counts as having happened, its sequence number, and itself."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some time that was spent in one context.

    Attributes:
        name: What the context is called.
        project: The root of the project it is about; empty where that is not known.
        began: When, in seconds since the epoch; None where it is not known.
        ended: When the next one began; None of the one that goes on.
        before: The context before it; empty where there was none.
        confidence: How sure it is that it began, in [0, 1].
        evidence: What was in it and not in the one before, in words.
        returns: Whether it was known from before.
    """

    name: str
    project: str
    began: float | None
    ended: float | None
    before: str
    confidence: float
    evidence: str
    returns: bool


@dataclass(frozen=True, slots=True)
class Running:
    """The context that goes on, and how many events have come of it since it was noticed."""

    stretch: Stretch
    events: int


class Contexts:
    """Follows the log, when asked to.

    Args:
        build: Makes a segmentation that knows nothing.
        remember: Makes a memory of what was touched that is empty.
        log: What is read, and where switches are recorded.
        learner: Learns the recorded switches.
        consents: Say which may be shown.
        signals: Told of a switch that has only just happened.
        clock: Says what has only just happened.
        author_of: Returns the pseudonym of the user in a project, where it is known.
        is_busy: Whether an import is running: its sources are looked at together, when it has ended.
        history_events: Events that are looked at after a start.
        late_s: An event so much older than the last is history, and no sign of what the user is at.
    """

    def __init__(
        self,
        build: Callable[[], Segmentation],
        *,
        remember: Callable[[], ContextMemory],
        log: EventLog,
        learner: SharedLearner,
        consents: Consents,
        signals: Signals,
        clock: Clock,
        author_of: Callable[[str], str | None],
        is_busy: Callable[[], bool] = lambda: False,
        history_events: int,
        late_s: float,
    ) -> None:
        self._build, self._remember = build, remember
        self._log = log
        self._learner = learner
        self._consents = consents
        self._signals = signals
        self._clock = clock
        self._author_of = author_of
        self._is_busy = is_busy
        self._history_events = history_events
        self._late_s = late_s
        self._lock = threading.Lock()
        self._start_again()

    def follow(self) -> int:
        """Look at what is new in the log, record the switches in it, and return how many there were.

        Raises:
            StoreError: The log cannot be read or written; nothing is lost, the next time does it.
        """
        if self._learner.loading is not None or self._is_busy():
            return 0
        with self._lock:
            found = self._look()
        if found:
            self._learner.catch_up()
            self._tell(found[-1])
        return len(found)

    def running(self) -> Running | None:
        """Return the context that goes on, as far as was looked, if there is one that may be shown."""
        with self._lock:
            self._know()
            last = self._recent[-1] if self._recent else None
            events = self._segmentation.events
        return None if last is None or not self._may_be_shown(last) else Running(_stretch(last, None), events)

    def recent(self, k: int) -> list[Stretch]:
        """Return the last contexts that may be shown, as far as was looked, newest first."""
        with self._lock:
            self._know()
            events = list(self._recent)
        stretches = [
            _stretch(event, None if after is None else after.time)
            for event, after in zip_longest(events, events[1:])
            if self._may_be_shown(event)
        ]
        return stretches[::-1][:k]

    def touched(self, place: str, kind: str, *, k: int) -> list[str]:
        """Return what was touched of late in a project, or in a context that is of none, best first."""
        with self._lock:
            self._know()
            return self._memory.rank(place, kind, k)

    def touched_anywhere(self, kind: str, *, k: int) -> list[str]:
        """Return what was touched of late in all projects, best first; files by their absolute paths."""
        with self._lock:
            self._know()
            return self._memory.rank_anywhere(kind, k)

    def share(
        self,
        kind: str,
        lists: Sequence[tuple[Sequence[str], float]],
        *,
        k: int,
        further: Sequence[tuple[Sequence[str], float]] = (),
    ) -> Shared:
        """Return what is most likely needed behind a turn, as `ContextMemory` shares it out."""
        with self._lock:
            self._know()
            return self._memory.share(kind, lists, k=k, further=further)

    def last(self, place: str, kind: str) -> Event | None:
        """Return the last event of a kind in a project, or in a context that is of none."""
        with self._lock:
            self._know()
            return self._memory.latest(place, kind)

    def project_of(self, name: str) -> str | None:
        """Return the root that a context of late is about, empty where it is of none; None: not known."""
        with self._lock:
            self._know()
            found = next((event for event in reversed(self._recent) if event.activity == name), None)
        return found.project if found is not None and self._may_be_shown(found) else None

    def forget(self) -> None:
        """Erase all that was derived; the next look derives it again from what the log holds then.

        Raises:
            StoreError: The log cannot be written.
        """
        with self._lock:
            self._log.forget(source=SOURCE)
            self._signals.forget()
            self._start_again()

    def _start_again(self) -> None:
        self._segmentation, self._memory = self._build(), self._remember()
        self._sequence = self._noted = -1
        self._latest = 0.0
        self._recent: deque[Event] = deque(maxlen=MOST_RECENT)
        self._authors: dict[str, str | None] = {}
        self._with_own: set[str] = set()

    def _know(self) -> None:
        if self._learner.loading is None:
            self._begin()

    def _look(self) -> list[Event]:
        """Read on in the log, and record what is found."""
        self._begin()
        return self._judge(self._read(self._sequence))

    def _begin(self) -> None:
        """After a start, know the contexts that were recorded, and what was judged before."""
        if self._sequence >= 0:
            return
        first = max(0, self._learner.sequence - self._history_events)
        judged = self._noted = int(self._log.position(SOURCE, _SCOPE) or 0)
        read = [
            (sequence, event)
            for sequence, event in self._read(first)
            if sequence <= judged or is_record(event)
        ]
        for now, _, event in self._in_time(read):
            self._go_through(now, event)
        self._sequence = max(first, judged)

    def _read(self, after: int) -> Sequence[tuple[int, Event]]:
        """Return the events behind `after`, the last of them where they are many."""
        read = deque(self._log.read(after=after), maxlen=self._history_events)
        self._learn_authors(event for _, event in read)
        return read

    def _judge(self, read: Sequence[tuple[int, Event]]) -> list[Event]:
        if not read:
            return []
        self._sequence = max(self._sequence, read[-1][0])
        found = [self._take(*line) for line in self._in_time(read)]
        switches = [event for event in found if event is not None]
        if switches or self._sequence - self._noted >= _NOTED_EVERY:
            self._log.append(switches, advance=Advance(SOURCE, _SCOPE, str(self._sequence)))
            self._noted = self._sequence
        self._recent.extend(switches)
        return switches

    def _in_time(self, read: Iterable[tuple[int, Event]]) -> list[Line]:
        """Put events in the order of their times; one without a time stays behind the one that it came after.

        A context comes before the events that belong to it, and nothing happens later than now.
        """
        lines: list[Line] = []
        last, now = self._latest, self._clock.now()
        for sequence, event in read:
            last = min(event.time, now) if event.time is not None else last
            lines.append((last, sequence, event))
        return sorted(lines, key=lambda line: (line[0], not is_record(line[2]), line[1]))

    def _go_through(self, now: float, event: Event) -> None:
        """Follow what was judged before."""
        if is_record(event):
            self._segmentation.enter(event.activity, event.project)
            self._recent.append(event)
        elif self._is_told_of(event):
            self._segmentation.absorb_one(event)
            self._touch(event)
            self._latest = now

    def _take(self, now: float, sequence: int, event: Event) -> Event | None:
        """Judge an event; return the switch that is to be recorded, if it made one sure."""
        if not self._is_told_of(event) or now < self._latest - self._late_s:
            return None
        self._latest = max(self._latest, now)
        switch = self._segmentation.learn_one(event)
        self._touch(event)
        return None if switch is None else to_event(switch, ordinal=sequence)

    def _touch(self, event: Event) -> None:
        """Remember what was touched: in its project, or in the context where it is of none."""
        running = self._segmentation.running
        place = self._segmentation.project_of(event) or (running.project or running.name if running else "")
        if place:
            self._memory.learn_one(event, place)

    def _is_told_of(self, event: Event) -> bool:
        """Whether it tells what the user is at: examples do not, nor do others' commits, where some are the
        user's own.
        """
        if event.kind == "context" or is_example(event):
            return False
        if event.source != GIT or event.project not in self._with_own:
            return True
        return event.author == self._author(event.project)

    def _learn_authors(self, events: Iterable[Event]) -> None:
        for event in events:
            if event.source == GIT and event.project not in self._with_own:
                author = self._author(event.project)
                if author is not None and event.author == author:
                    self._with_own.add(event.project)

    def _author(self, project: str) -> str | None:
        if project not in self._authors:
            self._authors[project] = self._author_of(project)
        return self._authors[project]

    def _tell(self, event: Event) -> None:
        """Tell of a switch that has only just happened; history is no news."""
        if event.time is not None and self._clock.now() - event.time <= self._late_s:
            self._signals.tell(_signal(event))

    def _may_be_shown(self, event: Event) -> bool:
        return any(
            self._consents.is_granted(source, event.project) for source in sources_of(event) or (BY_HAND,)
        )


def _stretch(event: Event, ended: float | None) -> Stretch:
    facts = event.attributes
    return Stretch(
        name=event.activity,
        project=event.project,
        began=event.time,
        ended=ended,
        before=str(facts.get("from") or ""),
        confidence=float(facts.get("confidence") or 0.0),
        evidence=str(facts.get("evidence") or ""),
        returns=bool(facts.get("returns")),
    )


def _signal(event: Event) -> Signal:
    facts = {
        name: event.attributes.get(name) for name in ("from", "project", "confidence", "evidence", "returns")
    }
    return Signal(CONTEXT_SWITCH_DETECTED, event.time, {"context": event.activity, **facts})
