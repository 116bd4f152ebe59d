"""LatentTrainer: teaches a network from lessons, step by step, and says what it makes of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Lesson


class LatentTrainer(Protocol):
    """A network that is being trained. The same seed and lessons give the same network.

    Attributes:
        steps: Made so far.
    """

    steps: int

    def step(self, lessons: Sequence[Lesson], vocabulary: Interner, *, pace: float) -> float:
        """Learn from lessons together, with `pace` times the rates; return the decoding loss in nats."""
        ...

    def diagnose(self, lessons: Sequence[Lesson], vocabulary: Interner) -> Mapping[str, float]:
        """Return the loss and its parts, and whether the states collapse, without learning."""
        ...

    def score_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> list[Floats]:
        """Return an unnormalised ln-probability of each candidate of each lesson, `[C]`."""
        ...

    def save(self, folder: Path) -> None:
        """Write all that is needed to go on exactly from here, atomically."""
        ...

    def publish(self, folder: Path, facts: Mapping[str, object]) -> None:
        """Write the network alone, small, with facts in its configuration."""
        ...
