"""Act: an event as patterns see it: its form, its arguments, when, how long, and whether it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.event import Attribute, Event
from jepa_learning.domain.patterns.call import Call, call_of
from jepa_learning.domain.patterns.slots import Form, form_of

_FAILED: Final = frozenset({"failed", "failure", "error", "errored", "timeout", "denied"})


@dataclass(frozen=True, slots=True)
class Act:
    """One event.

    Attributes:
        kind: As the event has it.
        form: Its activity, arguments as slots.
        values: What stood in the slots.
        line: The activity as it was; of a tool call with the files that it is about.
        case: What the event belongs to.
        time: Seconds since the epoch, or None.
        duration_s: Seconds, or None where nobody said.
        failed: Whether it failed; None where nobody said.
        project: The root it happened in; empty where it is not known.
        author: Pseudonymous, or None.
        workflow: Its name, where the event is of one.
        id: Of the event: what a finding cites.
        trigger: What started the run that it is of; empty where nobody said.
        is_whole: Whether two with the same line do the same; of a tool call too little may be known.
    """

    kind: str
    form: str
    values: tuple[str, ...]
    line: str
    case: str
    time: float | None = None
    duration_s: float | None = None
    failed: bool | None = None
    project: str = ""
    author: str | None = None
    workflow: str = ""
    id: str = ""
    trigger: str = ""
    is_whole: bool = True


def act_of(event: Event) -> Act:
    """Return the act of an event."""
    done = _done(event)
    duration = event.attributes.get("duration_s")
    return Act(
        event.kind,
        done.form.text,
        done.form.values,
        done.line,
        event.case,
        event.time,
        float(duration) if isinstance(duration, int | float) else None,
        has_failed(event.attributes),
        event.project,
        event.author,
        str(event.attributes.get("workflow") or ""),
        event.id,
        str(event.attributes.get("trigger") or ""),
        done.is_whole,
    )


def _done(event: Event) -> Call:
    if event.kind == "tool":
        return call_of(event)
    form = form_of(event.activity) if event.kind == "command" else Form(event.activity)
    return Call(event.activity, form, is_whole=True)


class Acts:
    """Returns the act of an event; of the same event the same one, for what looks at it more than once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Event, Act]] = {}  # the event is held, so its number stays its own

    def __call__(self, event: Event) -> Act:
        if id(event) not in self._known:
            self._known[id(event)] = (event, act_of(event))
        return self._known[id(event)][1]


def has_failed(attributes: Mapping[str, Attribute]) -> bool | None:
    """Say whether an event failed, from its exit code or its status; None where it has neither."""
    code = attributes.get("exit")
    if isinstance(code, int | float):
        return code != 0
    for name in ("outcome", "status", "conclusion"):
        said = attributes.get(name)
        if isinstance(said, str):
            return said.lower() in _FAILED
    return None
