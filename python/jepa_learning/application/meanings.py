"""Meanings: what is near a text in the vector memory; and in words why nothing could be compared.

An answer does without it where the memory is empty or cannot be read: it says so, and fails nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from jepa_learning.domain.archive import Archive
from jepa_learning.domain.entry import CASE, Scope
from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.text_encoder import TextEncoder
from jepa_learning.ports.vector_memory import Matching, Payload, Recalled, Vector

_MEANINGLESS: Final = re.compile(r"\b(?:\d+|(?=\w*\d)[0-9a-f]{6,})\b")
"""Numbers and commit ids: to an encoder one is as good as another."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """What is near, nearest first; `lack` says why nothing could be compared, where that is so."""

    recalled: tuple[Recalled, ...] = ()
    lack: str | None = None

    def of(self, scope: Scope, archive: Archive) -> dict[int, float]:
        """Return the entries that the memories stand for, with how near they are.

        What has no entry was forgotten, or is not in the scope: the log is the truth.
        """
        found: dict[int, float] = {}
        for one in self.recalled:
            number = _entry_of(one.payload, archive)
            if number is not None and archive.is_in(number, scope):
                found.setdefault(number, one.score)
        return found


class Askable(Protocol):
    """As much of a vector memory as is needed to look something up."""

    def recall(self, vector: Vector, k: int, *, matching: Matching | None = None) -> list[Recalled]:
        """Return the nearest memories."""
        ...

    def __len__(self) -> int:
        """Return how many there are."""
        ...


class Meanings:
    """Looks texts up in the vector memory.

    Args:
        encoder: Turns the text into a vector of the memory's space.
        memory: None where none is kept.
        least: Cosine below which nothing is called near.
    """

    def __init__(self, encoder: TextEncoder | None, memory: Askable | None, *, least: float) -> None:
        self._encoder, self._memory, self._least = encoder, memory, least

    def __call__(self, text: str, scope: Scope, *, k: int) -> Nearest:
        """Return what is near the text, at most `k` of each kind in the scope."""
        if self._encoder is None or self._memory is None:
            return Nearest(lack="no vector memory is kept")
        try:
            if not len(self._memory):
                return Nearest(lack="the vector memory is empty")
            (vector,) = self._encoder.encode([_MEANINGLESS.sub(" ", text)])
            if not vector.any():
                return Nearest()
            memory = self._memory
            recalled = [
                one for wanted in _matching(scope) for one in memory.recall(vector, k, matching=wanted)
            ]
        except StoreError as error:
            return Nearest(lack=f"the vector memory cannot be read ({error})")
        near = sorted((one for one in recalled if one.score >= self._least), key=lambda one: -one.score)
        return Nearest(tuple(near))


def _matching(scope: Scope) -> Iterator[dict[str, str]]:
    """Give what a memory must have, each by itself: a file is the project's, a past case that or nobody's."""
    for kind in scope.kinds:
        if scope.project and kind in ("file", CASE):
            yield {"kind": kind, "project": scope.project}
        if not scope.project or kind != "file":
            yield {"kind": kind, "project": ""} if scope.project and kind == CASE else {"kind": kind}


def _entry_of(payload: Payload, archive: Archive) -> int | None:
    kind, project = str(payload.get("kind") or ""), str(payload.get("project") or "")
    if kind == CASE:
        return archive.find(CASE, str(payload.get("case") or ""), project)
    return archive.find(kind, str(payload.get("activity") or ""), project if kind == "file" else "")
