"""Whisper outcomes: follows what whispers named, and says when it is known what came of it.

A guess comes true by what happens next, a proposal by being applied before its rule's cooldown is over; a
whisper that names neither cannot come true, and is not followed. It does not know who was told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Final

from jepa_learning.domain.event import Event
from jepa_learning.domain.whispers.outcome import Outcome
from jepa_learning.domain.whispers.whisper import Whisper

_MOST: Final = 256


class WhisperOutcomes:
    """Follows whispers, the last 256 with guesses and the last 256 with a proposal.

    Args:
        within: So many events decide whether a guess was right.
        followed_s: A guess is not looked for any longer.
        cooldowns: How long a proposal may be applied, by mode, in seconds.
    """

    def __init__(self, *, within: int, followed_s: float, cooldowns: Mapping[str, float]) -> None:
        self._within = within
        self._followed_s = followed_s
        self._cooldowns = cooldowns
        self._guessed: deque[Outcome] = deque(maxlen=_MOST)
        self._proposed: deque[Whisper] = deque(maxlen=_MOST)

    def remember(self, whisper: Whisper) -> None:
        """Follow it, if there is anything to follow."""
        if whisper.proposal:
            self._proposed.append(whisper)
        elif whisper.guesses:
            self._guessed.append(Outcome(whisper, within=self._within))

    def observe_one(self, event: Event) -> list[tuple[Whisper, bool]]:
        """Return those that this decides, and whether they were right."""
        told = [(one, one.observe_one(event)) for one in self._guessed]
        self._guessed = deque((one for one, right in told if right is None), maxlen=_MOST)
        return [(one.whisper, right) for one, right in told if right is not None]

    def applied(self, proposal: str) -> list[Whisper]:
        """Return those that named a proposal which is applied now."""
        found = [one for one in self._proposed if one.proposal == proposal]
        for one in found:
            self._proposed.remove(one)
        return found

    def overdue(self, now: float) -> list[Whisper]:
        """Return those that nothing came of in time; they are followed no more."""
        late = [one for one in self._proposed if now - one.time > self._cooldowns.get(one.mode, 0.0)]
        late += [one.whisper for one in self._guessed if now - one.whisper.time > self._followed_s]
        for one in late:
            self.forget(one.id)
        return late

    def forget(self, id: str | None = None) -> None:
        """Follow this one no more; without a name, none."""
        self._guessed = deque(
            (one for one in self._guessed if id not in (None, one.whisper.id)), maxlen=_MOST
        )
        self._proposed = deque((one for one in self._proposed if id not in (None, one.id)), maxlen=_MOST)
