"""Repeated sequence: commands in the same order again and again: one alias or script could be them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.cover import Covered, cover
from jepa_learning.domain.patterns.miner import PatternMiner
from jepa_learning.domain.patterns.pattern import Pattern
from jepa_learning.domain.waste.chance import is_chance
from jepa_learning.domain.waste.effects import is_read
from jepa_learning.domain.waste.finding import Finding, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "repeated_sequence"

_LEAST_LIFT: Final = 1.2
_MOST_PATTERNS: Final = 400
"""Looked at; those that would save the most."""


def find_repeated_sequences(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give the sequences that no longer one covers, the ones that cost most events first."""
    for covered in sequences_of(history, options):
        forms, found = covered.pattern.forms, covered.occurrences
        yield Finding(
            KIND,
            forms,
            f"{', then '.join(forms)}: {len(found)} times",
            len(found),
            float(len(found) * (len(forms) - 1)),
            lost_time(found),
            newest(found),
        )


def sequences_of(history: History, options: WasteOptions) -> Sequence[Covered]:
    """Return the sequences of commands and tool calls that are no chance, each with the acts it alone
    covers.
    """
    miner = PatternMiner(gap_s=history.gap_s, window=max(1, len(history.acts)), most_acts=len(history.acts))
    for act in history.acts:
        miner.learn_one(act)
    patterns = [
        pattern
        for pattern in miner.patterns(least=options.least, shown=1)
        if pattern.kind != "step" and not _is_chance(pattern, options.level) and _does_something(pattern)
    ]
    patterns.sort(key=lambda pattern: -pattern.support * (len(pattern.forms) - 1))
    return cover(history.sessions, patterns[:_MOST_PATTERNS], least=options.least)


def _is_chance(pattern: Pattern, level: float) -> bool:
    expected = pattern.support / pattern.lift
    return pattern.lift < _LEAST_LIFT or is_chance(pattern.support, expected, level=level)


def _does_something(pattern: Pattern) -> bool:
    """Looking around is no work to put into a script, in whatever order it is done."""
    acts: Sequence[Act] = pattern.occurrences[-1] if pattern.occurrences else ()
    return not all(is_read(act) for act in acts)
