"""Restraint: at most so many whispers an hour, and never the same twice within its cooldown."""

from __future__ import annotations

from typing import Final

_HOUR_S: Final = 3600.0


class Restraint:
    """Remembers what was shown. Where the clock goes back, it holds back rather than shows too much.

    Args:
        most_an_hour: In any hour, not by the clock's hours.
    """

    def __init__(self, *, most_an_hour: int) -> None:
        self._most = most_an_hour
        self.forget()

    def forget(self) -> None:
        """Begin again."""
        self._shown: list[float] = []
        self._until: dict[str, float] = {}

    def why_not(self, sameness: str, now: float) -> str | None:
        """Return why it may not be shown now, in words; None where it may."""
        if len(self._shown) >= self._most and all(time > now - _HOUR_S for time in self._shown):
            return f"{self._most} were shown within the last hour"
        if now < self._until.get(sameness, now):
            return "the same was shown not long ago"
        return None

    def remember(self, sameness: str, now: float, *, cooldown_s: float) -> None:
        """Remember that it was shown."""
        self._shown = sorted([*self._shown, now])[-self._most :]
        self._until = {key: until for key, until in self._until.items() if until > now}
        self._until[sameness] = max(self._until.get(sameness, now), now + cooldown_s)
