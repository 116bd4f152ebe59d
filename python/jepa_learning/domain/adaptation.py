"""Adaptation: a workflow of which a person gave examples gets a world of its own, beside the shared one.

The examples themselves say so, in the event log: their source is `adapt:` and the workflow's name. So an
adaptation is learnt again whenever the log is, and is undone by erasing that source. The shared world learns
nothing of them: nothing old is forgotten. It does not know how a world learns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.noticed import NoticeRules
from jepa_learning.domain.project_start import StartRules

SOURCE: Final = "adapt:"
"""What the source of an example begins with; the rest is the name of its workflow."""

EXAMPLE: Final = "example:"
"""What the source of an example begins with that the shared world learns, so that it, too, can be erased."""

ABSORB: Final = "absorb"
"""The shared world learns the examples, as it learns everything."""

REDISTRIBUTE: Final = "redistribute"
"""A world of the workflow's own takes them, and all that comes of it later."""

Adapter = tuple[str, str]
"""A kind of activity and a workflow."""


@dataclass(frozen=True, slots=True)
class Rules:
    """When something may happen.

    Attributes:
        least_cases: Examples that are the least to learn a workflow from.
        least_events: Steps that they are made of, together.
        least_novelty: Share of the steps that must be unknown for a world of the workflow's own.
        least_measured: Questions below which a hit rate says nothing.
        start: When a new project may begin with the weights of another.
        notice: When something new is noticed, and what may be done about it unasked.
        allows: What may happen in each regime: of the shared stream, and of who lends weights.
    """

    least_cases: int
    least_events: int
    least_novelty: float
    least_measured: int
    start: StartRules
    notice: NoticeRules
    allows: Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens with examples.

    Attributes:
        action: `ABSORB` or `REDISTRIBUTE`; None where nothing may happen.
        why: In words.
    """

    action: Literal["absorb", "redistribute"] | None
    why: str


def workflow_of(about: Event | Query) -> str:
    """Return the workflow that an event or a question is of; empty where it is not said."""
    return str(about.attributes.get("workflow") or "")


def adapter_of(event: Event) -> Adapter | None:
    """Return whose world an example asks for; None of any other event."""
    source = event.source or ""
    return (event.kind, source.removeprefix(SOURCE)) if source.startswith(SOURCE) else None


def is_example(event: Event) -> bool:
    """Whether the event was given as an example, and did not happen when it says."""
    return (event.source or "").startswith((SOURCE, EXAMPLE))


def novelty(examples: Sequence[Event], known: Collection[str]) -> float:
    """Return the share of the examples' activities, each counted once, that are not known, in [0, 1]."""
    activities = {event.activity for event in examples}
    return len(activities - set(known)) / len(activities) if activities else 0.0


def decide(rules: Rules, examples: Sequence[Event], *, new: float, regime: Regime, adapted: bool) -> Decision:
    """Say what may happen with examples of a workflow.

    Args:
        new: Their novelty.
        regime: Of the shared stream.
        adapted: Whether the workflow has a world of its own already; it takes more examples at any time.
    """
    cases = len({event.case for event in examples})
    if cases < rules.least_cases or len(examples) < rules.least_events:
        return Decision(
            None,
            f"{len(examples)} steps in {cases} cases are given, and at least {rules.least_events} in "
            f"{rules.least_cases} are needed",
        )
    if adapted:
        return Decision(REDISTRIBUTE, "the workflow has a world of its own already, and it takes them")
    allowed = rules.allows[regime.value]
    unknown = f"{100.0 * new:.0f} % of its steps are unknown"
    wanted: Literal["absorb", "redistribute"] = REDISTRIBUTE if new >= rules.least_novelty else ABSORB
    if wanted not in allowed:
        return Decision(None, f"{unknown}, which asks for {wanted}, and {regime.value} does not allow it")
    return Decision(wanted, f"{unknown}, and {regime.value} allows to {wanted}")
