"""Contexts: what followed each context, how often. The one table behind the counting views of sequences.

A context is any small tuple of numbers, and most are seen once: a table of Python's own would take 400 bytes
for each of 300,000 events. Here a context is a slot of an open-addressed table (linear probing, Knuth 6.4),
its followers are a chain through three arrays, and only a context of many followers has a dictionary.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats, Indices

LONGEST_CHAIN: Final = 16
"""Followers up to which they are a chain: more are found quicker in a dictionary."""

_MANY: Final = (1 << 32) - 1
"""Stands for the beginning of a chain where there is a dictionary instead."""

_FULLEST: Final = 0.6
"""Share of the slots that are taken at most, so that a context is mostly found at its first slot."""

_WORD: Final = (1 << 64) - 1


class Contexts:
    """Counts of followers by context."""

    __slots__ = ("_begins", "_counts", "_followers", "_keys", "_many", "_next", "_used")

    def __init__(self) -> None:
        self._keys, self._begins = _slots(64)
        self._used = 0
        # Place 0 is nobody's: it ends every chain.
        self._followers, self._counts, self._next = array("I", [0]), array("I", [0]), array("I", [0])
        self._many: dict[int, dict[int, int]] = {}

    def __len__(self) -> int:
        return self._used

    def add(self, context: tuple[int, ...], index: int) -> bool:
        """Count that `index` followed `context`. Return whether the context is new."""
        key = _key(context)
        slot = self._slot(key)
        if not self._keys[slot]:
            self._keys[slot], self._begins[slot] = key, self._append(index)
            self._used += 1
            if self._used > _FULLEST * len(self._keys):
                self._widen()
            return True
        begin = self._begins[slot]
        if begin == _MANY:
            row = self._many[key]
            row[index] = row.get(index, 0) + 1
        elif not self._count(begin, index):
            self._many[key] = {**self._chain(begin), index: 1}
            self._begins[slot] = _MANY
        return False

    def followers(self, context: tuple[int, ...]) -> Mapping[int, int]:
        """Return how often each activity followed `context`, in the order they first came; empty if new."""
        key = _key(context)
        begin = self._begins[self._slot(key)]
        return self._many[key] if begin == _MANY else self._chain(begin)

    def _slot(self, key: int) -> int:
        """Return the slot of the key, or the free one where it belongs."""
        keys, last = self._keys, len(self._keys) - 1
        slot = key & last
        while (found := keys[slot]) and found != key:
            slot = (slot + 1) & last
        return slot

    def _count(self, begin: int, index: int) -> bool:
        """Count `index` in the chain that begins there, or return that the chain is full."""
        place, length = begin, 1
        while self._followers[place] != index:
            if not self._next[place]:
                if length < LONGEST_CHAIN:
                    self._next[place] = self._append(index)
                return length < LONGEST_CHAIN
            place, length = self._next[place], length + 1
        self._counts[place] += 1
        return True

    def _append(self, index: int) -> int:
        self._followers.append(index)
        self._counts.append(1)
        self._next.append(0)
        return len(self._followers) - 1

    def _chain(self, begin: int) -> dict[int, int]:
        found: dict[int, int] = {}
        place = begin
        while place:
            found[self._followers[place]] = self._counts[place]
            place = self._next[place]
        return found

    def _widen(self) -> None:
        """Move everything to a table of twice as many slots."""
        keys = np.frombuffer(self._keys, dtype=np.uint64)
        taken = np.flatnonzero(keys)
        keys, begins = keys[taken], np.frombuffer(self._begins, dtype=np.uint32)[taken]
        size = 2 * len(self._keys)
        home = (keys & np.uint64(size - 1)).astype(np.int64)
        order = np.argsort(home, kind="stable")
        # Probing in the order of their homes puts each where it belongs, or right behind the one before it.
        slots = np.maximum.accumulate(home[order] - np.arange(len(order))) + np.arange(len(order))
        inside = int(np.searchsorted(slots, size))
        self._keys, self._begins = _slots(size)
        _write(self._keys, slots[:inside], keys[order[:inside]])
        _write(self._begins, slots[:inside], begins[order[:inside]])
        for place in order[inside:].tolist():  # the few that probing leads past the end begin again in front
            slot = self._slot(int(keys[place]))
            self._keys[slot], self._begins[slot] = int(keys[place]), int(begins[place])


def _slots(size: int) -> tuple[array[int], array[int]]:
    return array("Q", bytes(8 * size)), array("I", bytes(4 * size))


def _write(values: array[int], places: Indices, given: np.ndarray) -> None:
    np.frombuffer(values, dtype=given.dtype)[places] = given


def _key(context: tuple[int, ...]) -> int:
    return hash(context) & _WORD or 1  # 0 is a free slot


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
