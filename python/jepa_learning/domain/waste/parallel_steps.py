"""Parallel steps: two slow steps of a workflow that follow each other in either order: neither needs the
other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.waste.finding import Finding, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "parallel_steps"

_FEWEST_TURNED: Final = 2  # times that the rarer order was seen


def find_parallel_steps(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give the pairs that directly follow each other in both orders, both slow and neither failing."""
    pairs: dict[tuple[str, str], list[tuple[Act, Act]]] = {}
    for session in history.sessions:
        for first, second in pairwise(session):
            if first.kind == "step" and _both_slow(first, second, options) and first.form != second.form:
                pairs.setdefault((first.form, second.form), []).append((first, second))
    for (first_form, second_form), found in pairs.items():
        turned = pairs.get((second_form, first_form), [])
        many = len(found) + len(turned) >= options.least
        if first_form < second_form and many and min(len(found), len(turned)) >= _FEWEST_TURNED:
            both = found + turned
            seconds = sum(min(a.duration_s or 0.0, b.duration_s or 0.0) for a, b in both)
            words = (
                f"{first_form} and {second_form} ran one after the other, in either order, {len(both)} times"
            )
            yield Finding(KIND, (first_form, second_form), words, len(both), 0.0, seconds, newest(both))


def _both_slow(first: Act, second: Act, options: WasteOptions) -> bool:
    durations = first.duration_s or 0.0, second.duration_s or 0.0
    return min(durations) >= options.slow_s and not (first.failed or second.failed)
