"""Follow whispers: reads what was learnt, says what became of whispers, and tells of boundaries.

A commit of the user and the first command after a pause are boundaries as soon as they are learnt. Where a
stream begins to settle in another way of working, that is told, too. It does not know what is whispered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from jepa_learning.application.hear import SHELL
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.application.whispers import Whispers
from jepa_learning.domain.drift.regime import MEANING, Regime
from jepa_learning.domain.event import Attribute, Event
from jepa_learning.domain.open_cases import OpenCases
from jepa_learning.domain.signals import (
    CHANGES_COMMITTED,
    NEW_PATTERNS_DETECTED,
    SESSION_STARTED,
    Signal,
    Signals,
)
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.event_log import EventLog

_GIT: Final = "git"
_MOST_READ: Final = 1000
_MOST_CASES: Final = 1000


class FollowWhispers:
    """Looks at what is new in the log.

    Args:
        author_of: Returns the pseudonym of the user in a project, where it is known.
        root_of: Returns the root of the project that a folder is in, or the folder itself.
        late_s: An event so much older than now is history, and no boundary.
    """

    def __init__(
        self,
        whispers: Whispers,
        *,
        log: EventLog,
        learner: SharedLearner,
        signals: Signals,
        clock: Clock,
        author_of: Callable[[str], str | None],
        root_of: Callable[[str | None], str | None],
        late_s: float,
    ) -> None:
        self._whispers = whispers
        self._log = log
        self._learner = learner
        self._signals = signals
        self._clock = clock
        self._author_of = author_of
        self._root_of = root_of
        self._late_s = late_s
        self._sequence: int | None = None
        self._cases: OpenCases[str] = OpenCases(most=_MOST_CASES)
        self._regimes: dict[tuple[str, str], Regime] = {}

    def __call__(self) -> None:
        """Look once; what was there before the first time is history.

        Raises:
            StoreError: The log cannot be read, or a receipt not be written.
        """
        if self._learner.loading is not None:
            return
        now = self._learner.sequence
        first = now if self._sequence is None else max(self._sequence, now - _MOST_READ)
        read = [event for _, event in self._log.read(after=first)] if first < now else []
        self._sequence = now
        for event in read:
            self._whispers.observe_one(event)
        for signal in (*self._changes(read), *self._boundaries(read)):
            self._signals.tell(signal)

    def _changes(self, events: Sequence[Event]) -> list[Signal]:
        """Return what began to settle in another way of working; what is seen for the first time did not."""
        streams = {(event.kind, event.project if event.kind == "file" else "") for event in events}
        found = []
        for kind, project in sorted(streams):
            with self._learner.hold() as learner:
                regime = learner.regime(kind, project)
            before = self._regimes.get((kind, project), regime)
            self._regimes[kind, project] = regime
            if regime is Regime.REANCHORING and before is not regime:
                found.append(_new_patterns(kind, project, self._clock.now()))
        return found

    def _boundaries(self, events: Sequence[Event]) -> list[Signal]:
        """Return the last commit and the last beginning of a session, one of each at the most."""
        found: dict[str, Signal] = {}
        for event in events:
            signal = self._boundary(event)
            if signal is not None:
                found[signal.name] = signal
        return list(found.values())

    def _boundary(self, event: Event) -> Signal | None:
        if event.time is None or self._clock.now() - event.time > self._late_s:
            return None
        if event.source not in (_GIT, SHELL) or self._cases.recall(event.case) is not None:
            return None
        self._cases.remember(event.case, event.case)
        if event.source == SHELL:
            project = self._root_of(str(event.attributes.get("cwd") or "") or None)
            return Signal(SESSION_STARTED, event.time, {"project": project})
        if event.kind != "file" or self._author_of(event.project) not in (None, event.author):
            return None
        return Signal(CHANGES_COMMITTED, event.time, {"project": event.project, "intent": event.intent})


def _new_patterns(kind: str, project: str, now: float) -> Signal:
    """That it settles is no guess: the change was confirmed before."""
    evidence = f"The stream of {kind}s changed: {MEANING[Regime.REANCHORING]}"
    facts: dict[str, Attribute] = {"kind": kind, "project": project, "evidence": evidence, "confidence": 1.0}
    return Signal(NEW_PATTERNS_DETECTED, now, facts)
