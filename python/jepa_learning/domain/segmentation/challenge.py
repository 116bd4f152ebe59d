"""Challenge: the suspicion that a context ended some events ago, and how strong it is.

The evidence is a sum of log likelihood ratios since the suspicion arose, of what began (something new, or
one of the remembered contexts) over what was running. It ends when the sum is no longer above zero (Page's
CUSUM, 1954).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jepa_learning.domain.event import Event
from jepa_learning.domain.segmentation.features import Features
from jepa_learning.domain.segmentation.profile import Profile
from jepa_learning.domain.segmentation.switch import Context

Told = tuple[Features, Event]


@dataclass(slots=True)
class Challenge:
    """What speaks against the running context.

    Attributes:
        fresh: What the events since then are like, should they be something new.
        rivals: The remembered contexts that it may be instead.
        told: The events since then.
        for_fresh: The evidence for something new, in nats.
        for_rivals: The evidence for each of the rivals, in nats.
    """

    fresh: Profile
    rivals: Sequence[Context]
    told: list[Told] = field(default_factory=list)
    for_fresh: float = 0.0
    for_rivals: list[float] = field(default_factory=list)

    def add(self, told: Told, for_fresh: float, for_rivals: Sequence[float]) -> None:
        """Take in one more event, with what it says."""
        self.follow(told)
        self.for_fresh += for_fresh
        before = self.for_rivals or [0.0] * len(self.rivals)
        self.for_rivals = [one + more for one, more in zip(before, for_rivals, strict=True)]

    def follow(self, told: Told) -> None:
        """Take in one more event that says nothing of who is right."""
        self.told.append(told)
        self.fresh.add(told[0])

    def strongest(self) -> tuple[float, Context | None]:
        """Return the most evidence there is, and for which remembered context; None is something new."""
        found: tuple[float, Context | None] = (self.for_fresh, None)
        for evidence, rival in zip(self.for_rivals, self.rivals, strict=True):
            if evidence >= found[0]:
                found = (evidence, rival)
        return found
