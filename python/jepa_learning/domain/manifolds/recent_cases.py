"""Recent cases: the sets of files that changed last, as the event JEPA is reminded of them.

From one question to the next one case is new and all others stay: what is made of those is kept. It does not
know what a network makes of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from jepa_learning.domain.columns import Indices
from jepa_learning.domain.latent import Episode, Flags


@dataclass(slots=True)
class Happened:
    """A case as it is remembered, with indices beside its names' numbers."""

    tick: int
    author: str | None
    time: float | None
    intent: str
    names: list[int] = field(default_factory=list)
    indices: list[int] = field(default_factory=list)
    frozen: Episode | None = None

    def episode(self) -> Episode:
        """Return it as a network sees it: recognised by all that came."""
        if self.frozen is None:
            names = tuple(self.names)
            self.frozen = Episode(names, self.intent, names)
        return self.frozen

    def add(self, index: int, name: int) -> None:
        """Let one more belong to it."""
        self.names.append(name)
        self.indices.append(index)
        self.frozen = None


class RecentCases:
    """The cases that happened last; only the newest grows.

    Args:
        most: How many there are at most; older ones go.
    """

    _closed: _Closed | None
    _with_newest: tuple[Episode, tuple[Happened, ...], tuple[Episode, ...]] | None

    def __init__(self, *, most: int) -> None:
        self._cases: deque[Happened] = deque(maxlen=most)
        self._authors: dict[str | None, int] = {}
        self._closed = self._with_newest = None

    @property
    def newest(self) -> Happened | None:
        """The case that came last."""
        return self._cases[-1] if self._cases else None

    def append(self, case: Happened) -> None:
        """Remember a case; from here on it is the newest."""
        closed, newest = self._closed, self.newest
        self._authors.setdefault(case.author, len(self._authors))
        self._cases.append(case)
        self._with_newest = None
        if closed is not None and newest is not None:
            self._closed = closed.followed_by(newest, self._authors[newest.author], len(self._cases) - 1)

    def rename(self, name_of: Callable[[int], int]) -> None:
        """Call all that is remembered by the names that it bears now."""
        for one in self._cases:
            names = [name_of(index) for index in one.indices]
            if names != one.names:
                one.names, one.frozen = names, None
        self._closed = self._with_newest = None

    def before(self, tick: int) -> tuple[Sequence[Happened], tuple[Episode, ...]]:
        """Return what is remembered, as it is and as a network sees it, without what belongs to this tick.

        It is the same tuple until something is learnt: a network knows it again.
        """
        closed, newest = self._all_but_newest(), self.newest
        if (closed.ticks == tick).any():
            past = [one for one in self._cases if one.tick != tick]
            return past, tuple(one.episode() for one in past)
        if newest is None or newest.tick == tick:
            return closed.cases, closed.episodes
        episode = newest.episode()
        if self._with_newest is None or self._with_newest[0] is not episode:
            self._with_newest = (episode, (*closed.cases, newest), (*closed.episodes, episode))
        return self._with_newest[1:]

    def outcomes(self) -> tuple[Indices, Indices]:
        """Return of every file of every case its case's place and its index, `[P]` each."""
        closed, newest = self._all_but_newest(), self.newest
        if newest is None or not newest.indices:
            return closed.places, closed.indices
        place = np.full(len(newest.indices), len(self._cases) - 1, dtype=np.int64)
        return np.concatenate((closed.places, place)), np.concatenate((closed.indices, newest.indices))

    def is_by(self, author: str | None) -> Flags:
        """Return of each case whether it is by this author, `[E]`."""
        authors, newest = self._all_but_newest().authors, self.newest
        if newest is not None:
            authors = np.append(authors, self._authors[newest.author])
        by: Flags = authors == self._authors.get(author, -1)
        return by

    def _all_but_newest(self) -> _Closed:
        if self._closed is None:
            cases = tuple(self._cases)[:-1]
            self._closed = _Closed.of(cases, [self._authors[one.author] for one in cases])
        return self._closed

    def __getstate__(self) -> tuple[deque[Happened], dict[str | None, int]]:
        return self._cases, self._authors

    def __setstate__(self, state: tuple[deque[Happened], dict[str | None, int]]) -> None:
        self._cases, self._authors = state
        self._closed = self._with_newest = None


@dataclass(frozen=True, slots=True, eq=False)
class _Closed:
    """Cases that do not grow any more, oldest first.

    Attributes:
        cases: As they are.
        episodes: As a network sees them.
        ticks: When each was learnt, `[E]`.
        authors: Each one's author's number, `[E]`.
        places: Of every file of any its case's place, `[P]`.
        indices: Its index, `[P]`.
    """

    cases: tuple[Happened, ...]
    episodes: tuple[Episode, ...]
    ticks: Indices
    authors: Indices
    places: Indices
    indices: Indices

    @classmethod
    def of(cls, cases: tuple[Happened, ...], authors: Sequence[int]) -> _Closed:
        """Make it of these cases and their authors' numbers."""
        lengths = np.array([len(one.indices) for one in cases], dtype=np.int64)
        flat = chain.from_iterable(one.indices for one in cases)
        return cls(
            cases,
            tuple(one.episode() for one in cases),
            np.array([one.tick for one in cases], dtype=np.int64),
            np.array(authors, dtype=np.int64),
            np.repeat(np.arange(len(cases)), lengths),
            np.fromiter(flat, dtype=np.int64, count=int(lengths.sum())),
        )

    def followed_by(self, case: Happened, author: int, most: int) -> _Closed:
        """Return the newest `most` of these and this one, which is by the author of this number."""
        gone = max(len(self.cases) + 1 - most, 0)
        kept = int(np.searchsorted(self.places, gone))
        place = np.full(len(case.indices), len(self.cases) - gone, dtype=np.int64)
        return _Closed(
            (*self.cases[gone:], case),
            (*self.episodes[gone:], case.episode()),
            np.append(self.ticks[gone:], case.tick),
            np.append(self.authors[gone:], author),
            np.concatenate((self.places[kept:] - gone, place)),
            np.concatenate((self.indices[kept:], np.array(case.indices, dtype=np.int64))),
        )
