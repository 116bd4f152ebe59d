"""LessonStore: keeps what a history taught, so that it is read once. It may be lost at any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.latent import Lesson


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a history taught.

    Attributes:
        vocabulary: The names that the lessons' numbers mean.
        lessons: Those that were kept, in the order in which they happened.
        cases: Commits that were learnt.
    """

    vocabulary: Interner
    lessons: tuple[Lesson, ...]
    cases: int


class LessonStore(Protocol):
    """Holds what was recorded under a key of letters and digits."""

    def save(self, key: str, recorded: Recorded) -> None:
        """Keep it, atomically.

        Raises:
            StoreError: It cannot be written.
        """
        ...

    def load(self, key: str) -> Recorded | None:
        """Return what was kept under the key; None where there is nothing that can be trusted."""
        ...
