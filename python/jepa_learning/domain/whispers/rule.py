"""A rule: which signal leads to which kind of whisper. It does not know files, or who tells signals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from jepa_learning.domain.event import Attribute
from jepa_learning.domain.signals import (
    CHANGE_APPLIED,
    CHANGES_COMMITTED,
    COMPANION_MISSING,
    CONTEXT_SWITCH_DETECTED,
    INEFFICIENCY_DETECTED,
    NEW_PATTERNS_DETECTED,
    NOVELTY_DETECTED,
    SESSION_STARTED,
    TASK_GIVEN,
    WORKFLOW_ENDED,
    Signal,
)

LEARN: Final = "initiate_self_supervised_learning"
PREDICT: Final = "activate_temporal_prediction"
OPTIMIZE: Final = "autonomous_optimization"
SAY: Final = "say"

ACTIONS: Final = (LEARN, PREDICT, OPTIMIZE, SAY)

BOUNDARIES: Final = frozenset(
    {CHANGES_COMMITTED, CONTEXT_SWITCH_DETECTED, SESSION_STARTED, TASK_GIVEN, WORKFLOW_ENDED}
)
"""Where one piece of work ends or another begins; in the middle of one nothing is whispered."""

SIGNALS: Final = (
    *sorted(BOUNDARIES),
    COMPANION_MISSING,
    CHANGE_APPLIED,
    INEFFICIENCY_DETECTED,
    NEW_PATTERNS_DETECTED,
    NOVELTY_DETECTED,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """When something is whispered, and what.

    Attributes:
        mode: Its name.
        when: The signal that it waits for.
        action: One of `ACTIONS`.
        guidance: What whoever reads the whisper is told to do with it.
        cost: The probability of being used that a whisper must beat, in [0, 1].
        cooldown_s: For so long the same is not whispered again.
        where: Facts that the signal must have, with these values.
        expects: Activities that the guidance is about, where the rule names any.
    """

    mode: str
    when: str
    action: str
    guidance: str
    cost: float
    cooldown_s: float
    where: Mapping[str, Attribute] = field(default_factory=dict)
    expects: tuple[str, ...] = ()

    def waits_for(self, signal: Signal) -> bool:
        """Whether this is what it waits for."""
        if signal.name != self.when:
            return False
        return all(signal.facts.get(name) == value for name, value in self.where.items())


def signal_name(words: str) -> str:
    """Return a signal's name as code has it: `new patterns detected` is `new_patterns_detected`."""
    return "_".join(words.split())
