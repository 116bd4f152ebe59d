"""Learn: gate, then store, then teach: nothing private is stored, and nothing stored is lost.

It does not know where the events come from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jepa_learning.application.join_suggestions import JoinSuggestions
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy import Gate
from jepa_learning.ports.event_log import Advance, EventLog


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of events, in numbers.

    Attributes:
        appended: Stored now.
        known: Stored before.
        denied: Not stored: on a deny list, or without consent.
        redacted: Of those appended, how many had a secret replaced.
    """

    appended: int = 0
    known: int = 0
    denied: int = 0
    redacted: int = 0

    def __add__(self, other: Intake) -> Intake:
        return Intake(
            self.appended + other.appended,
            self.known + other.known,
            self.denied + other.denied,
            self.redacted + other.redacted,
        )


class Learn:
    """Takes events in.

    Args:
        suggested: Marks the events that were suggested.
        untold: Leaves out what was told before in another way, and counts as known.
        retain: Told how many events were stored and learnt; erases what is kept no longer.
        learnt: Called when something may have been learnt.
    """

    def __init__(
        self,
        gate: Gate,
        *,
        log: EventLog,
        learner: SharedLearner,
        suggested: JoinSuggestions,
        untold: Callable[[Sequence[Event]], Sequence[Event]] = lambda events: events,
        retain: Callable[[int], object] = lambda appended: None,
        learnt: Callable[[], None] = lambda: None,
    ) -> None:
        self._gate = gate
        self._log = log
        self._learner = learner
        self._untold = untold
        self._suggested = suggested
        self._retain = retain
        self._learnt = learnt

    def __call__(self, events: Sequence[Event], *, advance: Advance | None = None) -> Intake:
        """Store and learn what may be stored and is new. What was appended survives a crash from here on.

        Raises:
            StoreError: The log cannot be written; nothing of it was stored.
        """
        admissions = [self._gate.admit(event) for event in events]
        admitted = [admission.event for admission in admissions if admission.event is not None]
        marked = self._suggested.mark(self._untold(admitted))
        appended = self._log.append(marked, advance=advance)
        self._suggested.settle(appended)
        self._learner.catch_up()
        self._retain(len(appended))
        self._learnt()
        redacted = {one.event.id for one in admissions if one.redacted and one.event is not None}
        return Intake(
            appended=len(appended),
            known=len(admitted) - len(appended),
            denied=len(events) - len(admitted),
            redacted=sum(event.id in redacted for event in appended) if redacted else 0,
        )
