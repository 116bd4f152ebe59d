"""Records: what the event log tells of, once each: activities, and past cases by their intent.

They are found by words and by how they are written. They do not know who may see them, or what comes next.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from posixpath import basename
from typing import Final

import numpy as np

from jepa_learning.domain.event import KINDS, Event
from jepa_learning.domain.word_index import WordIndex
from jepa_learning.domain.words import SAYING_LITTLE, intent_words, name_words

CASE: Final = "case"
RECORD_KINDS: Final = (*KINDS, CASE)
"""What a record can be of: an activity of some kind, or a case whose intent is known."""

READ: Final = 2_000
"""Characters of a record whose words are looked at: a longer command or message repeats itself."""

HELD: Final = 200
"""Activities kept of a case, the first: a larger one says little of each."""

_DIGITS: Final = re.compile(r"\d+")


@dataclass(slots=True)
class Record:
    """An activity or a past case.

    Attributes:
        kind: One of `RECORD_KINDS`.
        text: The path, command line, step, tool call or context name; of a case, its intent.
        project: The project it means something in; empty for what is the same everywhere.
        case: The case itself, or the last one that the activity belongs to.
        time: Of its last event, in seconds since the epoch; None where none is known.
        events: How many events tell of it.
        sources: Which sources told of it.
        place: The project of its last event; empty where it is not known.
        gone: Of a file: it was deleted or renamed.
        held: Of a case: the numbers of its activities, in the order in which they first came.
    """

    kind: str
    text: str
    project: str
    case: str
    time: float | None = None
    events: int = 0
    sources: tuple[str, ...] = ()
    place: str = ""
    gone: bool = False
    held: list[int] = field(default_factory=list)


Scores = list[tuple[int, float]]
"""Numbers of records with a score, best first."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records are meant.

    Attributes:
        kinds: Only these kinds.
        project: Only what belongs to this project or to none; empty: to any.
        seen: Says whether a record may be seen.
    """

    kinds: Collection[str]
    project: str
    seen: Callable[[Record], bool]


class Records:
    """All records, numbered in the order in which they were first told of.

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
        self._records: list[Record] = []
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._kinds, self._touched = array("b"), array("q")
        self._ticks = 0

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, number: int) -> Record:
        return self._records[number]

    def learn_one(self, event: Event) -> None:
        """Take in what an event tells."""
        self._ticks += 1
        number = self._reach(event.kind, event.activity, _home(event), event)
        self._tell(number, event)
        if event.intent:
            case = self._reach(CASE, event.case, event.project, event)
            self._tell(case, event)
            held = self._records[case].held
            if len(held) < HELD and number not in held:
                held.append(number)
        if len(self._records) > self._most + self._most // 4:
            self._drop_oldest()

    def find(self, kind: str, text: str, project: str = "") -> int | None:
        """Return the number of an activity, or of the case of this name; None when it was never told of."""
        return self._numbers.get((kind, text, project))

    def words_of(self, number: int, asked: Iterable[str]) -> list[str]:
        """Return which of the asked words a record says."""
        said = set(record_words(self._records[number].kind, self._records[number].text))
        return [word for word in dict.fromkeys(asked) if word in said]

    def saying(self, words: Iterable[str], scope: Scope, k: int) -> Scores:
        """Return the `k` records that answer the words best."""
        relevance = self._index.relevance(words)
        relevance[~self._of_kinds(scope.kinds)] = 0.0
        order = np.argsort(-relevance, kind="stable")[: int((relevance > 0.0).sum())]
        best = _take((number for number in order.tolist() if self.is_in(number, scope)), k)
        return [(number, float(relevance[number])) for number in best]

    def written(self, text: str, scope: Scope, k: int) -> Scores:
        """Return the `k` records that hold `text` as it is written, whatever its case.

        What is just that comes first, then what has it as its own name or begins a case's name with it, then
        what holds it between word ends, then the others; the last told of first.
        """
        wanted = text.casefold()
        bounded = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
        found = [
            (number, _likeness(wanted, bounded, self._records[number]))
            for number in np.flatnonzero(self._of_kinds(scope.kinds)).tolist()
            if self._holds(number, wanted)
        ]
        found.sort(key=lambda pair: (pair[1], self._touched[pair[0]]), reverse=True)
        best = _take((number for number, _ in found if self.is_in(number, scope)), k)
        return [(number, float(k - place)) for place, number in enumerate(best)]

    def _holds(self, number: int, wanted: str) -> bool:
        record = self._records[number]
        if wanted in record.text.casefold():
            return True
        return record.kind == CASE and record.case.casefold().startswith(wanted)

    def is_in(self, number: int, scope: Scope) -> bool:
        """Say whether a record is meant: of the kinds, of the project, and to be seen."""
        record = self._records[number]
        there = not scope.project or record.project in ("", scope.project)
        return there and record.kind in scope.kinds and scope.seen(record)

    def _of_kinds(self, kinds: Collection[str]) -> np.ndarray:
        codes = [RECORD_KINDS.index(kind) for kind in kinds]
        return np.isin(np.array(self._kinds, dtype=np.int8), codes)

    def _reach(self, kind: str, name: str, project: str, event: Event) -> int:
        """Return the number of a record, made where there is none."""
        key = (kind, name, project)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._records)
            text = (event.intent or "") if kind == CASE else name
            self._append(Record(kind, text, project, event.case))
        return number

    def _append(self, record: Record) -> None:
        self._records.append(record)
        self._kinds.append(RECORD_KINDS.index(record.kind))
        self._touched.append(self._ticks)
        self._index.append(record_words(record.kind, record.text))

    def _tell(self, number: int, event: Event) -> None:
        record = self._records[number]
        self._touched[number] = self._ticks
        record.events += 1
        if event.source and event.source not in record.sources:
            record.sources = (*record.sources, event.source)
        if record.time is None or event.time is None or event.time >= record.time:
            record.case, record.place = event.case, event.project
            record.time = event.time if event.time is not None else record.time
        if record.kind == "file":
            self._follow(record, event)

    def _follow(self, record: Record, event: Event) -> None:
        """Know which files are there: events of files come in the order in which they happened."""
        record.gone = event.attributes.get("status") == "D"
        old = event.attributes.get("old_path")
        before = self.find("file", str(old), record.project) if old else None
        if before is not None and self._records[before] is not record:
            self._records[before].gone = True

    def _drop_oldest(self) -> None:
        """Number anew what was told of last."""
        order = np.argsort(np.array(self._touched), kind="stable")[-self._most :]
        kept = sorted(order.tolist())
        numbers = {old: new for new, old in enumerate(kept)}
        names = {old: key for key, old in self._numbers.items() if old in numbers}
        records, touched = [self._records[old] for old in kept], [self._touched[old] for old in kept]
        self._numbers = {names[old]: new for old, new in numbers.items()}
        self._records, self._kinds, self._index = [], array("b"), self._make_index()
        self._touched = array("q")
        for record in records:
            record.held = [numbers[old] for old in record.held if old in numbers]
            self._append(record)
        self._touched = array("q", touched)


def asked_words(text: str) -> list[str]:
    """Return the words of a question as records have them: numbers as they are written."""
    words = [word for word in intent_words(text) if not word.startswith("<")]
    saying = [word for word in words if word not in SAYING_LITTLE]
    return (saying or words) + _DIGITS.findall(text)


def record_words(kind: str, text: str) -> list[str]:
    """Return the words by which a record is found."""
    read = text[:READ]
    return [*name_words(read), *_DIGITS.findall(read)] if kind == "file" else asked_words(read)


def _home(event: Event) -> str:
    return event.project if event.kind == "file" else ""


def _likeness(wanted: str, bounded: re.Pattern[str], record: Record) -> int:
    text = record.text.casefold()
    if wanted in (text, record.case.casefold() if record.kind == CASE else text):
        return 3
    begins = record.kind == CASE and record.case.casefold().startswith(wanted)
    if begins or (record.kind == "file" and basename(text) == wanted):
        return 2
    return 1 if bounded.search(text) else 0


def _take(numbers: Iterator[int], k: int) -> list[int]:
    return [number for number, _ in zip(numbers, range(k), strict=False)]
