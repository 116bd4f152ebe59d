"""Whether a whisper names what then happens: counts the events that could have been it."""

from __future__ import annotations

from jepa_learning.domain.event import Event
from jepa_learning.domain.whispers.whisper import Whisper


class Outcome:
    """Follows what comes after one whisper.

    Args:
        within: How many events it has.
    """

    __slots__ = ("_left", "whisper")

    def __init__(self, whisper: Whisper, *, within: int) -> None:
        self.whisper = whisper
        self._left = within

    def observe_one(self, event: Event) -> bool | None:
        """Return whether the whisper was right, once that is known; None before."""
        if not self._concerns(event):
            return None
        if any(_is(guess.activity, event) for guess in self.whisper.guesses):
            return True
        self._left -= 1
        return None if self._left > 0 else False

    def _concerns(self, event: Event) -> bool:
        """Whether it could have been what was whispered: later, of its kind, in its run or its project."""
        whisper = self.whisper
        if event.time is not None and event.time < whisper.time:
            return False
        if whisper.session:
            return event.case == whisper.session
        if whisper.project and event.project and event.project != whisper.project:
            return False
        return event.kind == whisper.kind


def _is(activity: str, event: Event) -> bool:
    """Whether the event is the activity; a file is also what a tool is used on, a patch on several."""
    return activity == event.activity or activity in str(event.attributes.get("file", "")).splitlines()
