"""Contexts: what followed each context, how often. The one table behind the counting views of sequences.

A context is any small tuple of numbers. Most contexts are seen once, so a single follower is kept as
one packed number and becomes a row of counts when it is met again: 300,000 events stay small.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats

_BITS: Final = 24
_COUNT: Final = (1 << _BITS) - 1


class Contexts:
    """Counts of followers by context."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[int, int | dict[int, int]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, context: tuple[int, ...], index: int) -> bool:
        """Count that `index` followed `context`. Return whether the context is new."""
        key = hash(context)
        row = self._rows.get(key)
        if row is None:
            self._rows[key] = index << _BITS | 1
            return True
        if isinstance(row, int):
            if row >> _BITS == index and row & _COUNT < _COUNT:
                self._rows[key] = row + 1
                return False
            row = self._rows[key] = {row >> _BITS: row & _COUNT}
        row[index] = row.get(index, 0) + 1
        return False

    def followers(self, context: tuple[int, ...]) -> Mapping[int, int]:
        """Return how often each activity followed `context`; empty when it is new."""
        row = self._rows.get(hash(context))
        if row is None:
            return {}
        return {row >> _BITS: row & _COUNT} if isinstance(row, int) else row


def counts_among(followers: Mapping[int, int], columns: Mapping[int, int]) -> Floats:
    """Return the counts of the candidates, `[C]`; `columns` maps a candidate's index to its column."""
    row = np.zeros(len(columns))
    if len(followers) <= len(columns):
        for index, count in followers.items():
            column = columns.get(index)
            if column is not None:
                row[column] = count
    else:
        for index, column in columns.items():
            row[column] = followers.get(index, 0)
    return row


def witten_bell(followers: Mapping[int, int], columns: Mapping[int, int]) -> Floats:
    """Return ln(p · C) of the candidates, `[C]`: c / (n + u), and u / (n + u) spread evenly.

    n is how often the context was seen and u how many followers it had (Witten and Bell, 1991, method C).
    """
    seen, kinds = sum(followers.values()), len(followers)
    if not seen:
        return np.zeros(len(columns))
    escape = kinds / (seen + kinds)
    evidence: Floats = np.log(
        counts_among(followers, columns) * ((1.0 - escape) * len(columns) / seen) + escape
    )
    return evidence
