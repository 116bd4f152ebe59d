"""Signals: named happenings that rules wait for, told to whoever subscribed, in this process.

The names are those that `when` of a whisper rule has. It does not know who tells or who listens.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from jepa_learning.domain.event import Attribute

CONTEXT_SWITCH_DETECTED: Final = "context_switch_detected"
"""The user turned to something else. Facts: context, from, project, confidence, evidence, returns."""

NEW_PATTERNS_DETECTED: Final = "new_patterns_detected"
"""The way of working changed, and that has been learnt. Facts: kind, project, evidence, confidence."""

INEFFICIENCY_DETECTED: Final = "inefficiency_detected"
"""Something takes more than it must. Facts: project, evidence, confidence, activity where it has one, and the
proposal that would help, by its id."""

CHANGE_APPLIED: Final = "change_applied"
"""Something was changed without a question, or that is of no use. Facts: project, evidence, confidence."""

NOVELTY_DETECTED: Final = "novelty_detected"
"""A repository, a workflow or a tool is new. Facts: kind, project, what, name, evidence, confidence."""

PROPOSAL_APPLIED: Final = "proposal_applied"
"""The user had a proposal applied. Facts: proposal, by its id. No rule waits for it."""

SESSION_STARTED: Final = "session_started"
"""A person sits down, or an agent's run begins. Facts: project, and session of an agent."""

TASK_GIVEN: Final = "task_given"
"""An agent was asked to do something. Facts: project, session, intent."""

CHANGES_COMMITTED: Final = "changes_committed"
"""The user committed, and it has been learnt. Facts: project, intent."""

COMPANION_MISSING: Final = "companion_missing"
"""A commit probably lacks a file; told before that it was made. Facts: project, kind, evidence, confidence,
activities, one a line and the likeliest first, and their probabilities.
"""

WORKFLOW_ENDED: Final = "workflow_ended"
"""A run of a workflow ended. Facts: project, workflow, status; where a usual step was not done, that one as
kind, activity, evidence and confidence."""

_REMEMBERED: Final = 100


@dataclass(frozen=True, slots=True)
class Signal:
    """Something happened that a rule may wait for.

    Attributes:
        name: What, as rules name it.
        time: When, in seconds since the epoch; None where that is not known.
        facts: What is known of it, by name.
    """

    name: str
    time: float | None
    facts: Mapping[str, Attribute] = field(default_factory=dict)


Listener = Callable[[Signal], None]


class Signals:
    """Tells signals on, in the thread that tells them, and remembers the last.

    Args:
        failed: Told of an error of a listener, which keeps nobody else from hearing.
    """

    def __init__(self, *, failed: Callable[[Exception], None] = lambda error: None) -> None:
        self._failed = failed
        self._lock = Lock()
        self._listeners: dict[str, list[Listener]] = {}
        self._recent: deque[Signal] = deque(maxlen=_REMEMBERED)

    def subscribe(self, name: str, listener: Listener) -> Callable[[], None]:
        """Have the listener called for each signal of the name; what is returned ends that."""
        with self._lock:
            self._listeners.setdefault(name, []).append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners[name]:
                    self._listeners[name].remove(listener)

        return unsubscribe

    def tell(self, signal: Signal) -> None:
        """Tell all who subscribed to its name."""
        with self._lock:
            self._recent.append(signal)
            listeners = list(self._listeners.get(signal.name, ()))
        for listener in listeners:
            try:
                listener(signal)
            except Exception as error:
                self._failed(error)

    def recent(self, name: str) -> list[Signal]:
        """Return the last signals of a name, oldest first."""
        with self._lock:
            return [signal for signal in self._recent if signal.name == name]

    def forget(self) -> None:
        """Remember no signal."""
        with self._lock:
            self._recent.clear()
