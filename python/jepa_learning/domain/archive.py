"""Archive: what the event log tells of, once each: activities, and past cases by their intent.

Its entries are found by words and by how they are written. It does not know who may see them, or what comes
next.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from posixpath import basename
from sys import intern  # projects, sources and cases are the same texts again and again
from typing import Final

import numpy as np

from jepa_learning.domain.entry import CASE, ENTRY_KINDS, Entry, Scope, entry_words
from jepa_learning.domain.event import Event
from jepa_learning.domain.segmentation.record import sources_of
from jepa_learning.domain.word_index import WordIndex

HELD: Final = 200
"""Activities kept of a case, the first: a larger one says little of each."""


Scores = list[tuple[int, float]]
"""Numbers of entries with a score, best first."""


class Archive:
    """All entries, numbered in the order in which they were first told of.

    Args:
        most: How many are kept. Where there are more, those that were told of longest ago are dropped.
        saturation: Of the word index.
        length_share: Of the word index.
    """

    def __init__(self, *, most: int, saturation: float, length_share: float) -> None:
        self._most = most
        self._make_index: Callable[[], WordIndex] = lambda: WordIndex(
            saturation=saturation, length_share=length_share
        )
        self._index = self._make_index()
        self._entries: list[Entry] = []
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._held: dict[int, array[int]] = {}
        self._kinds, self._touched = array("b"), array("q")
        self._ticks = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, number: int) -> Entry:
        return self._entries[number]

    def learn_one(self, event: Event) -> None:
        """Take in what an event tells."""
        self._ticks += 1
        number = self._reach(event.kind, event.activity, _home(event), event)
        self._tell(number, event)
        if event.intent:
            case = self._reach(CASE, event.case, event.project, event)
            self._tell(case, event)
            held = self._held.setdefault(case, array("i"))
            if len(held) < HELD and number not in held:
                held.append(number)
        if len(self._entries) > self._most + self._most // 4:
            self._drop_oldest()

    def find(self, kind: str, text: str, project: str = "") -> int | None:
        """Return the number of an activity, or of the case of this name; None when it was never told of."""
        return self._numbers.get((kind, text, project))

    def is_in(self, number: int, scope: Scope) -> bool:
        """Say whether an entry is meant: of the kinds, of the project, and to be seen."""
        entry = self._entries[number]
        there = not scope.project or entry.project in ("", scope.project)
        return there and entry.kind in scope.kinds and scope.seen(entry)

    def shown(self, kind: str, name: str, scope: Scope) -> int | None:
        """Return the number of an activity that is meant by the scope; None where there is none."""
        number = self.find(kind, name, scope.project if kind == "file" else "")
        return number if number is not None and self.is_in(number, scope) else None

    def name_now(self, number: int) -> str:
        """Return what a file is called after all its renames."""
        entry = self._entries[number]
        while entry.now:  # it ends: a file that is told of again has no later name
            then = self.find("file", entry.now, entry.project)
            if then is None:
                return entry.now
            entry = self._entries[then]
        return entry.text

    def held(self, case: int) -> Sequence[int]:
        """Return the numbers of a case's activities, in the order in which they first came."""
        return self._held.get(case, ())

    def words_of(self, number: int, asked: Iterable[str]) -> list[str]:
        """Return which of the asked words an entry says."""
        said = set(entry_words(self._entries[number].kind, self._entries[number].text))
        return [word for word in dict.fromkeys(asked) if word in said]

    def saying(self, words: Iterable[str], scope: Scope, k: int) -> Scores:
        """Return the `k` entries that answer the words best."""
        relevance = self._index.relevance(words)
        relevance[~self._of_kinds(scope.kinds)] = 0.0
        order = np.argsort(-relevance, kind="stable")[: int((relevance > 0.0).sum())]
        best = _take((number for number in order.tolist() if self.is_in(number, scope)), k)
        return [(number, float(relevance[number])) for number in best]

    def written(self, text: str, scope: Scope, k: int) -> Scores:
        """Return the `k` entries that hold `text` as it is written, whatever its case.

        What is just that comes first, then what has it as its own name or begins a case's name with it, then
        what holds it between word ends, then the others; the last told of first.
        """
        wanted = text.casefold()
        bounded = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
        found = [
            (number, _likeness(wanted, bounded, self._entries[number]))
            for number in np.flatnonzero(self._of_kinds(scope.kinds)).tolist()
            if self._holds(number, wanted)
        ]
        found.sort(key=lambda pair: (pair[1], self._touched[pair[0]]), reverse=True)
        best = _take((number for number, _ in found if self.is_in(number, scope)), k)
        return [(number, float(k - place)) for place, number in enumerate(best)]

    def _holds(self, number: int, wanted: str) -> bool:
        entry = self._entries[number]
        if wanted in entry.text.casefold():
            return True
        return entry.kind == CASE and entry.case.casefold().startswith(wanted)

    def _of_kinds(self, kinds: Collection[str]) -> np.ndarray:
        codes = [ENTRY_KINDS.index(kind) for kind in kinds]
        return np.isin(np.array(self._kinds, dtype=np.int8), codes)

    def _reach(self, kind: str, name: str, project: str, event: Event) -> int:
        """Return the number of an entry, made where there is none."""
        key = (kind, name, project)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._entries)
            text = (event.intent or "") if kind == CASE else name
            entry = Entry(intern(kind), text, intern(project), intern(event.case))
            self._append(entry, touched=self._ticks)
        return number

    def _append(self, entry: Entry, *, touched: int) -> None:
        self._entries.append(entry)
        self._kinds.append(ENTRY_KINDS.index(entry.kind))
        self._touched.append(touched)
        self._index.append(entry_words(entry.kind, entry.text))

    def _tell(self, number: int, event: Event) -> None:
        entry = self._entries[number]
        self._touched[number] = self._ticks
        entry.events += 1
        for source in sources_of(event):
            if source not in entry.sources:
                entry.sources = (*entry.sources, intern(source))
        if entry.time is not None and event.time is not None and event.time < entry.time:
            return  # told late: what is known of it is newer
        entry.case, entry.place = intern(event.case), intern(event.project)
        entry.time = event.time if event.time is not None else entry.time
        if entry.kind == "file":
            self._follow(entry, event)

    def _follow(self, entry: Entry, event: Event) -> None:
        """Know which files are there."""
        entry.gone, entry.now = event.attributes.get("status") == "D", ""
        old = event.attributes.get("old_path")
        before = self.find("file", str(old), entry.project) if old else None
        if before is not None and self._entries[before] is not entry:
            self._entries[before].gone, self._entries[before].now = True, entry.text

    def _drop_oldest(self) -> None:
        """Number anew what was told of last."""
        kept = np.sort(np.argsort(np.array(self._touched), kind="stable")[-self._most :]).tolist()
        now = {old: new for new, old in enumerate(kept)}
        entries, touched = self._entries, self._touched
        self._entries, self._index = [], self._make_index()
        self._kinds, self._touched = array("b"), array("q")
        for old in kept:
            self._append(entries[old], touched=touched[old])
        self._numbers = {key: now[old] for key, old in self._numbers.items() if old in now}
        self._held = {
            now[case]: array("i", [now[number] for number in held if number in now])
            for case, held in self._held.items()
            if case in now
        }


def _home(event: Event) -> str:
    return event.project if event.kind == "file" else ""


def _likeness(wanted: str, bounded: re.Pattern[str], entry: Entry) -> int:
    text = entry.text.casefold()
    if wanted in (text, entry.case.casefold() if entry.kind == CASE else text):
        return 3
    begins = entry.kind == CASE and entry.case.casefold().startswith(wanted)
    if begins or (entry.kind == "file" and basename(text) == wanted):
        return 2
    return 1 if bounded.search(text) else 0


def _take(numbers: Iterator[int], k: int) -> list[int]:
    return [number for number, _ in zip(numbers, range(k), strict=False)]
