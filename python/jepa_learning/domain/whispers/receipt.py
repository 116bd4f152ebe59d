"""A receipt: what became of a whisper. It does not know who is told of it or where it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from jepa_learning.domain.whispers.whisper import Whisper


class Fate(StrEnum):
    """What became of a whisper, as far as is known."""

    WITHHELD = "withheld"
    """It was made and not shown, so that what it would have been worth is known."""
    WAITING = "waiting"
    """It stands, and nobody has taken it yet."""
    SHOWN = "shown"
    """Somebody took it; what came of it is not known yet, or there is nothing that could."""
    USED = "used"
    """One of its guesses then happened, or the proposal that it named was applied."""
    IGNORED = "ignored"
    """Something else happened, or nothing while that was looked for."""
    DISMISSED = "dismissed"
    """The user did not want it."""
    LOST = "lost"
    """It never arrived: nobody took it while it stood."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one whisper.

    Attributes:
        fate: As far as is known.
        why: Of a withheld one, why; empty otherwise.
        channels: Who took it, in order.
        came_true: Whether one of its guesses then happened, or its proposal was applied, shown or not; None
            where that is not known.
        suggestion: The suggestion that it became when it was taken; empty where it became none.
    """

    whisper: Whisper
    fate: Fate
    why: str = ""
    channels: tuple[str, ...] = ()
    came_true: bool | None = None
    suggestion: str = ""

    @property
    def stands(self) -> bool:
        """Whether it may still be told."""
        return self.fate in (Fate.WAITING, Fate.SHOWN)

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it; a proposal may be applied by who was not told of it."""
        if self.whisper.proposal:
            return self.came_true is None and self.fate is not Fate.DISMISSED
        return self.stands

    @property
    def is_evidence(self) -> bool:
        """Whether it is known what such a whisper is worth.

        A proposal that nobody was told of says nothing: it may be applied, and cannot be declined.
        """
        return self.came_true is not None and (not self.whisper.proposal or bool(self.channels))

    @property
    def is_shown(self) -> bool:
        """Whether it was meant to be seen, and counts against the hour."""
        return self.fate is not Fate.WITHHELD

    def delivered(self, channel: str) -> Receipt:
        """It was taken."""
        channels = self.channels if channel in self.channels else (*self.channels, channel)
        fate = Fate.SHOWN if self.fate in (Fate.WAITING, Fate.LOST) else self.fate
        return replace(self, fate=fate, channels=channels)

    def resolved(self, *, right: bool) -> Receipt:
        """What came next is known."""
        fates = {Fate.SHOWN: Fate.USED if right else Fate.IGNORED, Fate.WAITING: Fate.LOST}
        return replace(self, fate=fates.get(self.fate, self.fate), came_true=right)

    def expired(self) -> Receipt:
        """It stands no longer."""
        return replace(self, fate=Fate.LOST) if self.fate is Fate.WAITING else self

    def overdue(self) -> Receipt:
        """Nothing came of it in time. Of a guess that is no evidence: nobody may have worked meanwhile."""
        fate = Fate.IGNORED if self.fate is Fate.SHOWN else self.fate
        return replace(self, fate=fate, came_true=False if self.whisper.proposal else self.came_true)

    def dismissed(self) -> Receipt:
        """The user did not want it."""
        return replace(self, fate=Fate.DISMISSED)
