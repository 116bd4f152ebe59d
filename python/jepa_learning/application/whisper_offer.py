"""What could be whispered, and who says so. It does not know whether anything is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jepa_learning.domain.signals import Signal
from jepa_learning.domain.whispers.rule import Rule
from jepa_learning.domain.whispers.whisper import Guess


@dataclass(frozen=True, slots=True)
class Offer:
    """What could be whispered.

    Attributes:
        kind: What its guesses are; empty where it has none.
        guesses: Likeliest first.
        hint: Where things stand, in words.
        chance: How likely it is right, where there are no guesses to tell.
        project: The root of the project that it is about; empty where it is about all.
        session: The agent's run that alone is told; empty where all are.
        proposal: The proposal of `optimize` that it names; empty where it names none.
    """

    kind: str
    guesses: tuple[Guess, ...]
    hint: str = ""
    chance: float | None = None
    project: str = ""
    session: str = ""
    proposal: str = ""


Propose = Callable[[Rule, Signal], Sequence[Offer]]
"""Says what could be whispered, for a rule and its signal."""
