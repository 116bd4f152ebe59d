"""Situation: what is known when a question is asked, before the answer.

Manifolds read it. It holds no learnt state of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from jepa_learning.domain.columns import Indices
from jepa_learning.domain.trail import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What every kind of question has.

    Attributes:
        candidates: Indices of the activities that can be the answer, ascending, `[C]`.
        author: Pseudonym of who acts, or None.
        time: Seconds since the epoch, or None.
        tick: How many cases (of files) or events (of a sequence) there were before this one.
        unit: What one tick is called in words.
        before: The activity before this one in its case; -1 at its beginning.
        stale: Whether the stream has gone on without being learnt, so that nothing learnt is recent.
    """

    candidates: Indices
    author: str | None = None
    time: float | None = None
    tick: int = 0
    unit: str = "event"
    before: int = -1
    stale: bool = False

    def among(self, columns: Indices) -> Self:
        """Return the situation as if there were only these of its candidates, ascending."""
        return replace(self, candidates=self.candidates[columns])


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSituation(Situation):
    """A change in the making: a set of files.

    Attributes:
        known: The files that the case holds already, oldest first.
        previous: The files of the case before this one.
        intent: The intent's words; empty where the intent is not known.
        subject: The intent as it was written, for people; empty where it is not known.
    """

    known: tuple[int, ...] = ()
    previous: tuple[int, ...] = ()
    intent: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceSituation(Situation):
    """A sequence in the making: commands of a session, steps of a run, an agent's tool calls.

    Attributes:
        trail: The case so far.
        columns: The column of each candidate's index.
        directory: The working directory, or None.
        host: The machine, or None.
    """

    trail: Trail
    columns: Mapping[int, int]
    directory: str | None = None
    host: str | None = None

    def among(self, columns: Indices) -> SequenceSituation:
        """Return the situation as if there were only these of its candidates, ascending."""
        candidates = self.candidates[columns]
        return replace(self, candidates=candidates, columns=columns_of(candidates))


def columns_of(candidates: Indices) -> dict[int, int]:
    """Return the column of each candidate's index."""
    return {index: column for column, index in enumerate(candidates.tolist())}
