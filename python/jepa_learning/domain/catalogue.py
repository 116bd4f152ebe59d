"""Catalogue: the activities of one world, which of them exist, and what their names are made of.

An activity is known by an index that never changes: a renamed file keeps its index, and with it all
that was learnt about it, under its new name; a path that comes back after a rename is a new index.
"""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename, dirname, splitext
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Column, Floats, Indices
from jepa_learning.domain.texts import Texts
from jepa_learning.domain.words import name_words

WORDS_PER_NAME: Final = 10
"""Words kept of a name, counted from its end: a file's own name matters more than its far parents."""


class Interner:
    """Numbers texts in the order in which they first come."""

    __slots__ = ("_numbers", "texts")

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.texts: list[str] = []

    def __len__(self) -> int:
        return len(self.texts)

    def number(self, text: str) -> int:
        """Return the number of `text`, giving it one if it has none."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return found

    def find(self, text: str) -> int | None:
        """Return the number of `text`, or None when it never came."""
        return self._numbers.get(text)


class Catalogue:
    """Names by index, indices by name, and which exist now.

    Attributes:
        renames: How often a name was changed: whoever keeps names looks whether they are still true.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.directories = Interner()
        self.suffixes = Interner()
        self.words_seen = Interner()
        self.texts = Texts()
        self._indices: dict[str, int] = {}
        self._exists = np.zeros(64, dtype=bool)
        self._directory = np.zeros(64, dtype=np.int64)
        self._suffix = np.zeros(64, dtype=np.int64)
        self._words = np.zeros((WORDS_PER_NAME, 64), dtype=np.int64)
        self._word_counts = np.zeros(64)
        self._holding = Column()
        self._in_directory = Column()
        self._with_suffix = Column()
        self._existing: Indices | None = None
        self._words_of: tuple[Indices, Indices] | None = None
        self.renames = 0

    def __len__(self) -> int:
        return len(self.names)

    def find(self, name: str) -> int | None:
        """Return the index of what bears `name` now, existing or removed; None when nothing does."""
        return self._indices.get(name)

    def exists(self, index: int) -> bool:
        """Return whether the activity exists now."""
        return bool(self._exists[index])

    def existing(self) -> Indices:
        """Return the indices of all that exists, ascending, `[C]`. Do not change it."""
        if self._existing is None:
            self._existing = np.flatnonzero(self._exists[: len(self.names)])
        return self._existing

    def add(self, name: str) -> int:
        """Make `name` exist and return its index: the one it had before it was removed, or a new one."""
        index = self._indices.get(name)
        if index is None:
            index = len(self.names)
            self.names.append(name)
            self._reach(index)
            self._label(index, name)
        if not self._exists[index]:
            self._set_existing(index, to=True)
        return index

    def remove(self, name: str) -> int | None:
        """Make `name` not exist. Return its index, or None when it was never known."""
        index = self._indices.get(name)
        if index is not None and self._exists[index]:
            self._set_existing(index, to=False)
        return index

    def rename(self, old: str, new: str) -> int | None:
        """Give what bears `old` the name `new`. Return its index, or None when `old` does not exist.

        What bore `new` before is overwritten: it no longer exists, and can no longer be found by name.
        """
        index = self._indices.get(old)
        if index is None or not self._exists[index]:
            return None
        if old == new:
            return index
        self.renames += 1
        self.remove(new)
        del self._indices[old]
        self._set_existing(index, to=False)
        self._label(index, new)
        self._set_existing(index, to=True)
        return index

    def directory(self, index: int) -> int:
        """Return the number of the activity's directory."""
        return int(self._directory[index])

    def suffix(self, index: int) -> int:
        """Return the number of the activity's file suffix."""
        return int(self._suffix[index])

    def words(self, index: int) -> list[int]:
        """Return the numbers of the name's words, last first."""
        return [word - 1 for word in self._words[:, index].tolist() if word > 0]

    def existing_without(self, known: Sequence[int]) -> Indices:
        """Return the indices of all that exists but `known`, ascending, `[C]`."""
        if not known:
            return self.existing()
        left = self._exists[: len(self.names)].copy()
        left[list(known)] = False
        return np.flatnonzero(left)

    def directory_of(self, indices: Indices) -> Indices:
        """Return the directory's number of each activity, `[C]`."""
        return self._directory[indices]

    def suffix_of(self, indices: Indices) -> Indices:
        """Return the number of each activity's file suffix, `[C]`."""
        return self._suffix[indices]

    def words_of(self, indices: Indices) -> Indices:
        """Return where each name's words stand in a table that begins with nothing, `[WORDS_PER_NAME, C]`.

        That is a word's number and 1, the last word first, and 0 where a name has no more. Change neither
        them nor, later, `indices`.
        """
        # Several manifolds ask of the same candidates; their array is known again by being the same object.
        if self._words_of is None or self._words_of[0] is not indices:
            self._words_of = (indices, self._words.take(indices, axis=1))
        return self._words_of[1]

    def word_counts_of(self, indices: Indices) -> Floats:
        """Return how many words each name has, `[C]`."""
        return self._word_counts[indices]

    def names_holding(self, words: Indices) -> Floats:
        """Return how many existing names hold each of the words, `[A]`."""
        return self._holding.take(words)

    def directory_sizes(self) -> Floats:
        """Return how many existing activities each directory has, `[len(directories)]`."""
        return self._in_directory.take(np.arange(len(self.directories)))

    def suffix_sizes(self) -> Floats:
        """Return how many existing activities have each suffix, `[len(suffixes)]`."""
        return self._with_suffix.take(np.arange(len(self.suffixes)))

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_words_of": None}

    def _label(self, index: int, name: str) -> None:
        self.names[index] = name
        self._indices[name] = index
        self._directory[index] = self.directories.number(dirname(name))
        self._suffix[index] = self.suffixes.number(splitext(basename(name))[1])
        words = list(dict.fromkeys(reversed(name_words(name))))[:WORDS_PER_NAME]
        self._words[:, index] = 0
        self._words[: len(words), index] = [self.words_seen.number(w) + 1 for w in words]
        self._word_counts[index] = len(words)

    def _set_existing(self, index: int, *, to: bool) -> None:
        self._exists[index] = to
        self._existing = self._words_of = None
        change = 1.0 if to else -1.0
        self._in_directory.add(self.directory(index), change)
        self._with_suffix.add(self.suffix(index), change)
        for word in self.words(index):
            self._holding.add(word, change)

    def _reach(self, index: int) -> None:
        size = len(self._exists)
        if index >= size:
            self._exists = np.concatenate([self._exists, np.zeros(size, dtype=bool)])
            self._directory = np.concatenate([self._directory, np.zeros(size, dtype=np.int64)])
            self._suffix = np.concatenate([self._suffix, np.zeros(size, dtype=np.int64)])
            self._word_counts = np.concatenate([self._word_counts, np.zeros(size)])
            grown = np.zeros((WORDS_PER_NAME, size), dtype=np.int64)
            self._words = np.concatenate([self._words, grown], axis=1)
