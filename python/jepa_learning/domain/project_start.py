"""Project start: a new project's world begins with the weights of the most similar project that is known.

Only whom to believe is carried over, and never what exists: no file, author or count of one project gets into
another. A record in the event log says so, in its place, so that it is learnt again whenever the log is, and
undone by erasing it. It names the lender by a digest: once that project is forgotten, nothing tells its name.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname, splitext
from typing import Final

from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.event import Event
from jepa_learning.domain.words import name_words
from jepa_learning.domain.world import Knowledge

START: Final = "start"
"""What rules call it."""

SOURCE: Final = "adapt-start"
"""The source of the records."""

_CASE: Final = "adaptation"
_LENDER: Final = "lender"
_TOLD: Final = 4  # shared traits that are put into words
_SPOKEN: Final = 64  # words that an encoder reads: more than that are rare ones


@dataclass(frozen=True, slots=True)
class StartRules:
    """When a project may begin with another one's weights.

    Attributes:
        most_cases: Cases of its own that make weights of its own better.
        least_lent: Cases that the lender must have learnt its weights from.
        least_likeness: Of the two, in [0, 1].
    """

    most_cases: int
    least_lent: int
    least_likeness: float


@dataclass(frozen=True, slots=True)
class Shape:
    """What a project is made of: shares of its files, and which words and folders their names hold.

    Attributes:
        suffixes: Files by how their names end.
        words: Files by the words of their names, and of their folders' names.
        depths: Files by how deep they lie.
    """

    suffixes: Mapping[str, int]
    words: Mapping[str, int]
    depths: Mapping[str, int]

    @property
    def text(self) -> str:
        """The commonest words, for an encoder."""
        return " ".join(word for word, _ in Counter(self.words).most_common(_SPOKEN))


@dataclass(frozen=True, slots=True)
class Lender:
    """A known project, and how like the new one it is.

    Attributes:
        project: Its root.
        likeness: In [0, 1].
        why: What the two have in common, in words.
        known: How much is learnt of it.
        regime: What state it is in.
    """

    project: str
    likeness: float
    why: str
    known: Knowledge
    regime: Regime


def shape_of(files: Sequence[str]) -> Shape:
    """Return what a project with these files is made of."""
    suffixes = Counter(splitext(basename(file))[1] or basename(file) for file in files)
    words = Counter(word for file in files for word in dict.fromkeys(name_words(file)))
    return Shape(suffixes, words, Counter(str(len(dirname(file).split("/"))) for file in files))


def likeness(one: Shape, other: Shape, *, meaning: float | None) -> float:
    """Return how alike two projects are, in [0, 1]: the mean of what can be compared.

    Args:
        meaning: The cosine of the encoded words of both; None where there is no encoder to ask.
    """
    parts = [
        _cosine(one.suffixes, other.suffixes),
        _cosine(one.words, other.words),
        _cosine(one.depths, other.depths),
        *([max(0.0, meaning)] if meaning is not None else []),
    ]
    return sum(parts) / len(parts)


def shared(one: Shape, other: Shape) -> str:
    """Say what two projects have in common, the commonest first."""
    suffixes = ", ".join(_commonest(one.suffixes, other.suffixes))
    words = ", ".join(repr(word) for word in _commonest(one.words, other.words))
    return "; ".join(
        said for said in (suffixes and f"files of {suffixes}", words and f"names with {words}") if said
    )


def refusal(
    rules: StartRules, known: Knowledge, lender: Lender | None, allows: Mapping[str, Collection[str]]
) -> str | None:
    """Say why a project that knows so much may not begin like the lender; None where it may."""
    if not known.activities:
        return "no file of this project is known yet"
    if known.cases > rules.most_cases:
        own = f"{known.cases} of its own cases are learnt"
        return f"{own}: from {rules.most_cases} on, its own weights are better"
    if lender is None:
        return f"no other project has at least {rules.least_lent} cases to have learnt weights from"
    if lender.likeness < rules.least_likeness:
        return (
            f"the most similar project is {100 * lender.likeness:.0f} % alike, and at least "
            f"{100 * rules.least_likeness:.0f} % is needed"
        )
    if START not in allows[lender.regime.value]:
        return f"the most similar project is in {lender.regime.value}: its weights fit nothing usual"
    return None


def digest(project: str) -> str:
    """Return what names a project in a record."""
    return hashlib.sha256(project.encode()).hexdigest()[:16]


def to_record(project: str, lender: str, *, time: float) -> Event:
    """Return the event that says: from here on the project has the lender's weights."""
    facts = {"project": project, _LENDER: digest(lender)}
    return Event("context", "adapted to a new project", _CASE, time, attributes=facts, source=SOURCE)


def start_of(event: Event) -> tuple[str, str] | None:
    """Return the project and its lender's digest; None of any other event."""
    if event.kind != "context" or event.source != SOURCE:
        return None
    return event.project, str(event.attributes.get(_LENDER) or "")


def _cosine(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    # Logarithms: a thousand tests beside ten do not make two projects alike by themselves.
    dot = sum(math.log1p(count) * math.log1p(other[name]) for name, count in one.items() if name in other)
    return dot / (_length(one) * _length(other)) if dot else 0.0


def _length(counts: Mapping[str, int]) -> float:
    return math.sqrt(sum(math.log1p(count) ** 2 for count in counts.values()))


def _commonest(one: Mapping[str, int], other: Mapping[str, int]) -> list[str]:
    both = Counter({name: min(count, other[name]) for name, count in one.items() if name in other})
    return [name for name, _ in both.most_common(_TOLD)]
