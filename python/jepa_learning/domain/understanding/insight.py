"""Insight: one plain sentence about how somebody works, and the counts that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TOPICS: Final = ("follows", "together", "when", "duration", "failure", "change")
"""What an insight can be about, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Insight:
    """A sentence.

    Attributes:
        topic: One of `TOPICS`.
        words: The sentence.
        count: How often it was so.
        of: Out of how many.
        cites: The newest events that it rests on, by id.
    """

    topic: str
    words: str
    count: int
    of: int
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InsightOptions:
    """Bounds.

    Attributes:
        least: Times below which nothing is said.
        level: What is likelier than this by chance is not said.
        usual: Share from which on something is called usual.
        most: Sentences of one topic.
    """

    least: int
    level: float
    usual: float
    most: int
