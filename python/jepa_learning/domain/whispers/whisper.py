"""A whisper: what is whispered, to whom, and why. It does not know what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that may happen next, how likely it was said to be, and why, in words."""

    activity: str
    probability: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Whisper:
    """One hint.

    Attributes:
        id: Names it.
        mode: The rule that made it.
        trigger: The signal that made it due.
        time: When it was made, in seconds since the epoch.
        kind: What its guesses are; empty where it has none.
        guesses: Likeliest first.
        project: The root of the project that it is about; empty where it is about all.
        session: The agent's run that alone is told; empty where all are.
        hint: Where things stand, in words.
        guidance: What to do with it.
        chance: The calibrated probability that one of the guesses is what comes next, in [0, 1].
        confidence: The probability that it is used, in [0, 1], by what became of whispers like it.
        cost: What that had to beat.
        proposal: The proposal of `optimize` that it names; empty where it names none.
    """

    id: str
    mode: str
    trigger: str
    time: float
    kind: str
    guesses: tuple[Guess, ...]
    project: str
    session: str
    hint: str
    guidance: str
    chance: float
    confidence: float
    cost: float
    proposal: str = ""

    @property
    def sameness(self) -> str:
        """Two whispers with the same are the same to who reads them: whichever rule names the files."""
        named = sorted(guess.activity for guess in self.guesses)
        said = [self.kind, *named] if named else [self.mode, self.guidance, self.hint]
        return "\n".join([self.project, *said])


def chance_of(guesses: Sequence[Guess]) -> float:
    """Return how likely one of them at least is right, in [0, 1].

    Were they independent; where they exclude one another it is more.
    """
    return 1.0 - prod(1.0 - min(1.0, max(0.0, guess.probability)) for guess in guesses)
