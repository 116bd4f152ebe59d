"""Remember: fill the vector memory from the event log, after learning and off the way of any request.

What is remembered: files, commands, steps, tool calls and contexts by their name, and past cases by their
intent and what they touched. The event log is the truth: a store that was away, lost or emptied is filled
from it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from jepa_learning.application.background import Background
from jepa_learning.application.shared_memory import SharedMemory
from jepa_learning.domain.entry import CASE, READ
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.journal import Journal
from jepa_learning.ports.text_encoder import TextEncoder
from jepa_learning.ports.vector_memory import Memory, Payload

_STEP_EVENTS: Final = 2000  # read in one step at the most
_STEP_TEXTS: Final = 400  # encoded and written in one step; a slow encoder takes four seconds for so many
_TAIL_EVENTS: Final = 2000  # looked at after a start, to find the cases that may still go on
_KNOWN: Final = 200_000  # names of memories kept, so that none is made twice; a restart forgets them too
_OPEN_CASES: Final = 1000
_TOUCHED: Final = 30  # activities that a case is remembered with; more say little of it


@dataclass(slots=True)
class _Case:
    event: Event
    touched: list[str] = field(default_factory=list)


class Remember(Background):
    """Fills the memory, in a thread of its own once it was started.

    Args:
        log: What is remembered.
        memory: Where.
        encoder: Makes vectors of the memory's space.
        delay_s: How long nothing must have been learnt before it begins.
        retry_s: How long it leaves a store that failed alone.
        journal: Told of a fault.
        is_taught: Whether something is being learnt just now, as in an import: that goes first.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        memory: SharedMemory,
        encoder: TextEncoder,
        delay_s: float,
        retry_s: float,
        journal: Journal,
        is_taught: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(
            name="remember", delay_s=delay_s, retry_s=retry_s, journal=journal, is_taught=is_taught
        )
        self._log = log
        self._memory = memory
        self._encoder = encoder
        self._sequence = -1
        self._known: set[str] = set()
        self._cases: OrderedDict[tuple[str, str], _Case] = OrderedDict()

    def __call__(self) -> None:
        """Remember what the log holds and the memory does not, until it is whole or something goes first.

        Raises:
            StoreError: The log cannot be read, or the memory cannot be written; what is done stays.
        """
        while not self._stopping.is_set() and self._memory.fill(self._step):
            if self._is_taught():
                return self.wake()  # the rest, when that is done

    def _step(self, filled: int) -> tuple[Sequence[Memory], int] | None:
        if filled != self._sequence:
            self._begin_at(filled)
        texts: dict[str, tuple[str, Payload]] = {}
        for sequence, event in islice(self._log.read(after=filled), _STEP_EVENTS):
            self._take(event, texts)
            self._sequence = sequence
            if len(texts) >= _STEP_TEXTS:
                break
        if self._sequence == filled:
            return None
        vectors = self._encoder.encode([text for text, _ in texts.values()])
        memories = [
            Memory(key, vector, payload)
            for (key, (_, payload)), vector in zip(texts.items(), vectors, strict=True)
        ]
        return memories, self._sequence

    def _begin_at(self, filled: int) -> None:
        """Know of nothing but of the cases that may still go on: the log was read in another order so far."""
        self._known.clear()
        self._cases.clear()
        for sequence, event in self._log.read(after=max(0, filled - _TAIL_EVENTS)):
            if sequence > filled:
                break
            self._follow(event)
        self._sequence = filled

    def _take(self, event: Event, texts: dict[str, tuple[str, Payload]]) -> None:
        """Add what the event tells: its activity where that is new, and its case as it is now."""
        project = event.project if event.kind == "file" else ""
        key = "\0".join((event.kind, project, event.activity))
        if key not in self._known:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known.add(key)
            payload = {"kind": event.kind, "activity": event.activity, "project": project}
            texts[key] = event.activity[:READ], payload
        case = self._follow(event)
        if case is not None:
            texts["\0".join((CASE, event.project, event.case))] = _case_text(case), _case_payload(event)

    def _follow(self, event: Event) -> _Case | None:
        """The case of an event with all that it touched so far, if it has an intent."""
        if not event.intent:
            return None
        name = (event.project, event.case)
        case = self._cases.setdefault(name, _Case(event))
        self._cases.move_to_end(name)
        if len(case.touched) < _TOUCHED and event.activity not in case.touched:
            case.touched.append(event.activity)
        if len(self._cases) > _OPEN_CASES:
            self._cases.popitem(last=False)
        return case


def _case_text(case: _Case) -> str:
    return " ".join(((case.event.intent or "")[:READ], *case.touched))[: 2 * READ]


def _case_payload(event: Event) -> Payload:
    return {
        "kind": CASE,
        "activity": (event.intent or "")[:READ],
        "project": event.project,
        "case": event.case,
    }
