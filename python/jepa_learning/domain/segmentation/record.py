"""Record: a switch of context as an event of kind `context`, and back.

The same switch makes the same event, so that it is stored once however often it is found.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from jepa_learning.domain.event import Attribute, Event
from jepa_learning.domain.segmentation.switch import Switch

SOURCE: Final = "contexts"
"""The source of events that were derived here."""

DERIVED_FROM: Final = "sources"
"""The attribute of a derived event that names the sources of the events it was derived from."""

UNDATED: Final = "undated"


def is_record(event: Event) -> bool:
    """Whether the event is a switch that was recorded here."""
    return event.kind == "context" and event.source == SOURCE


def to_event(switch: Switch, *, ordinal: int) -> Event:
    """Return the event of a switch; `ordinal` tells apart those that have no time."""
    facts: dict[str, Attribute] = {
        "from": switch.before,
        "confidence": round(switch.confidence, 3),
        "at": switch.noticed,
        "evidence": ", ".join(switch.evidence),
        "returns": switch.returns,
        DERIVED_FROM: " ".join(switch.sources),
        **({"project": switch.project} if switch.project else {}),
        **({"ordinal": ordinal} if switch.began is None else {}),
    }
    return Event("context", switch.name, day_of(switch.began), switch.began, attributes=facts, source=SOURCE)


def day_of(time: float | None) -> str:
    """Return the case that a switch belongs to: its day, in UTC, as is the same wherever it is derived."""
    return UNDATED if time is None else datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d")


def sources_of(event: Event) -> tuple[str, ...]:
    """Return who tells of an event: its source, or the sources of what it was derived from."""
    if is_record(event):
        return tuple(str(event.attributes.get(DERIVED_FROM) or "").split())
    return (event.source,) if event.source else ()
