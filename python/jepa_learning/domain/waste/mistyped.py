"""Mistyped: a command that does not exist, and right behind it the one that was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.waste.effects import program_of
from jepa_learning.domain.waste.finding import Finding, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "mistyped"

_FEWEST: Final = 2
_SHORTEST: Final = 2
_RARER: Final = 2  # times, than what was meant


def find_mistyped(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give every misspelling of a program that was corrected at once, twice or more."""
    often = Counter(program_of(act) for act in history.acts if act.kind == "command")
    found: dict[tuple[str, str], list[tuple[Act, Act]]] = {}
    for session in history.sessions:
        for before, after in pairwise(session):
            if before.kind == "command" and _is_correction(before, after, often):
                found.setdefault((program_of(before), program_of(after)), []).append((before, after))
    for (wrong, right), pairs in found.items():
        if len(pairs) >= max(_FEWEST, options.usual * often[wrong]):
            words = f"{wrong} was typed for {right} {len(pairs)} times"
            yield Finding(
                KIND, (wrong, right), words, len(pairs), float(len(pairs)), lost_time(pairs), newest(pairs)
            )


def _is_correction(before: Act, after: Act, often: Counter[str]) -> bool:
    wrong, right = program_of(before), program_of(after)
    if wrong == right or before.failed is False or min(len(wrong), len(right)) < _SHORTEST:
        return False
    same_arguments = before.line[len(wrong) :] == after.line[len(right) :]
    return same_arguments and often[wrong] * _RARER <= often[right] and _is_one_slip(wrong, right)


def _is_one_slip(wrong: str, right: str) -> bool:
    """Say whether one letter was left out, added, replaced, or swapped with the next (Damerau)."""
    if abs(len(wrong) - len(right)) > 1 or len(right) < 2 + (len(wrong) == len(right)) - 1:
        return False
    start = 0
    while start < min(len(wrong), len(right)) and wrong[start] == right[start]:
        start += 1
    a, b = wrong[start:], right[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:])
