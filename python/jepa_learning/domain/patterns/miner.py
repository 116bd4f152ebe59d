"""PatternMiner: counts the sequences of 2 to 8 forms that come back, one act at a time, in bounded memory.

Lossy counting (Manku & Motwani, "Approximate frequency counts over data streams", VLDB 2002, section 4.2):
what came up less than once in a window is let go of, so that a count is too low by at most the number of
windows. The table is swept a few entries an act, so that no act waits for it. A sequence is told of only
where it is closed: no longer one happened as often.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import exp, log
from statistics import median
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.pattern import Pattern
from jepa_learning.domain.patterns.sessions import is_apart

LONGEST: Final = 8

_SWEPT: Final = 32  # entries an act; seven are added at most, so the sweep is done before the next window
_NONE: Final = -1

Key = tuple[int, ...]


@dataclass(slots=True)
class _Tally:
    """What is counted of one sequence: all its occurrences, and where those ended that do not overlap."""

    missed: int
    count: int = 0
    ends: array[int] = field(default_factory=lambda: array("q"))


class PatternMiner:
    """Learns sequences.

    Args:
        gap_s: A longer pause ends a session; no sequence goes across.
        window: Acts. What came up less than once in so many may be let go of.
        most_acts: So many of the newest acts can be shown as occurrences.
    """

    def __init__(self, *, gap_s: float, window: int, most_acts: int) -> None:
        self._gap_s, self._window, self._most_acts = gap_s, window, most_acts
        self._forms: dict[tuple[str, str], int] = {}
        self._counts: Counter[int] = Counter()
        self._acts: list[Act] = []
        self._before = array("q")  # the act before in the same session, or _NONE
        self._first = 0  # number of the oldest act that is kept
        self._last: dict[
            tuple[str, str], tuple[int, Key]
        ] = {}  # of a session: its last act and its last forms
        self._tallies: dict[Key, _Tally] = {}
        self._due: list[Key] = []

    def __len__(self) -> int:
        """Return how many acts were learnt."""
        return self._first + len(self._acts)

    def learn_one(self, act: Act) -> None:
        """Count the sequences that end with this act."""
        number = len(self)
        form = self._forms.setdefault((act.kind, act.form), len(self._forms))
        self._counts[form] += 1
        session = act.kind, act.case
        before, recent = self._last.get(session, (_NONE, ()))
        if before < self._first or is_apart(self._acts[before - self._first], act, gap_s=self._gap_s):
            before, recent = _NONE, ()
        recent = (*recent[1 - LONGEST :], form)
        self._last.pop(session, None)
        self._last[session] = number, recent
        self._acts.append(act)
        self._before.append(before)
        for length in range(2, len(recent) + 1):
            self._count(recent[-length:], number)
        self._sweep(number)

    def patterns(self, *, least: int, shown: int = 50) -> Iterator[Pattern]:
        """Give the closed sequences that happened `least` times or more, each with its newest occurrences.

        Args:
            least: Occurrences that do not overlap.
            shown: Occurrences that a pattern carries.
        """
        held, names = self._covered(), list(self._forms)
        for key, tally in self._tallies.items():
            if len(tally.ends) >= least and key not in held and not _is_periodic(key):
                yield self._pattern(key, tally, names, shown)

    def _count(self, key: Key, end: int) -> None:
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = _Tally(end // self._window)
        tally.count += 1
        if not tally.ends or not self._overlaps(tally.ends[-1], end, len(key)):
            tally.ends.append(end)

    def _overlaps(self, earlier: int, end: int, length: int) -> bool:
        """Say whether an occurrence that ended earlier shares an act with the one that ends at `end`."""
        if earlier < self._first:
            return False
        number = end
        for _ in range(length):
            if number == earlier:
                return True
            if number < earlier:
                return False
            number = self._before[number - self._first]
        return False

    def _sweep(self, number: int) -> None:
        if number and number % self._window == 0:
            self._due = list(self._tallies)
            self._let_go_of_acts()
        windows = number // self._window
        for _ in range(min(_SWEPT, len(self._due))):
            key = self._due.pop()
            tally = self._tallies[key]
            if tally.count + tally.missed <= windows:
                del self._tallies[key]

    def _let_go_of_acts(self) -> None:
        surplus = len(self._acts) - self._most_acts
        if surplus > 0:
            del self._acts[:surplus], self._before[:surplus]
            self._first += surplus
            self._last = {session: last for session, last in self._last.items() if last[0] >= self._first}

    def _covered(self) -> set[Key]:
        """Return the sequences that a longer one covers: it happened as often."""
        covered = set()
        for key, tally in self._tallies.items():
            for part in (key[1:], key[:-1]):
                shorter = self._tallies.get(part)
                if shorter is not None and shorter.count <= tally.count and not _is_periodic(key):
                    covered.add(part)
        return covered

    def _pattern(self, key: Key, tally: _Tally, names: Sequence[tuple[str, str]], shown: int) -> Pattern:
        occurrences = tuple(
            self._occurrence(end, len(key)) for end in tally.ends[-shown:] if end >= self._first
        )
        whole = [one for one in occurrences if len(one) == len(key)]
        late = sum(end >= len(self) / 2 for end in tally.ends)
        return Pattern(
            kind=names[key[0]][0],
            forms=tuple(names[form][1] for form in key),
            support=len(tally.ends),
            missed=tally.missed,
            lift=self._lift(key, tally),
            early=len(tally.ends) - late,
            late=late,
            duration_s=_duration(whole),
            failures=sum(any(act.failed for act in one) for one in whole) / max(1, len(whole)),
            occurrences=tuple(whole),
        )

    def _occurrence(self, end: int, length: int) -> tuple[Act, ...]:
        acts: list[Act] = []
        number = end
        while len(acts) < length and number >= self._first:
            acts.append(self._acts[number - self._first])
            number = self._before[number - self._first]
        return tuple(reversed(acts))

    def _lift(self, key: Key, tally: _Tally) -> float:
        """Return the count over what independence would give, of places where it could have been."""
        seen = len(self)
        expected = log(seen) + sum(log(self._counts[form] / seen) for form in key)
        return exp(log(tally.count) - expected)


def _is_periodic(key: Key) -> bool:
    """Say whether it is a shorter one, repeated: a loop, not a sequence."""
    return any(
        len(key) % period == 0 and key == key[:period] * (len(key) // period)
        for period in range(1, len(key) // 2 + 1)
    )


def _duration(occurrences: list[tuple[Act, ...]]) -> float | None:
    spans = []
    for acts in occurrences:
        first, last = acts[0].time, acts[-1].time
        if first is not None and last is not None:
            spans.append(last - first + (acts[-1].duration_s or 0.0))
    return median(spans) if spans else None
