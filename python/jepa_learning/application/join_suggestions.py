"""Join: which of the events that come in were suggested, and whether the suggestion was accepted.

An event is joined to the newest suggestion that named it within its window, an accepted one before one that
was only shown. Each candidate is joined once: what is done a second time is done for its own sake. It does
not know what learning makes of the mark; `domain/feedback.py` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor

from jepa_learning.application.suggestions import Suggestions
from jepa_learning.domain.event import Event
from jepa_learning.domain.feedback import SUGGESTED, SUGGESTION, is_marked, marked, names_of, own_share
from jepa_learning.domain.suggestion import ACCEPTED, Span, Suggestion
from jepa_learning.ports.clock import Clock


class JoinSuggestions:
    """Marks events before they are stored, and tells suggestions what became of them afterwards.

    Args:
        window: How long after it was shown a suggestion may have caused something.
        cooldown: How long a suggestion counts what comes after a verdict on it.
        doubt: Of `own_share`.
    """

    def __init__(
        self, suggestions: Suggestions, *, clock: Clock, window: Span, cooldown: Span, doubt: float
    ) -> None:
        self._suggestions = suggestions
        self._clock = clock
        self._window = window
        self._doubt = doubt
        self._counted_s = window.seconds + cooldown.seconds

    def mark(self, events: Sequence[Event]) -> list[Event]:
        """Return the events, each with the mark of the suggestion that named it, where one did."""
        recent = self._suggestions.recent()
        waiting = self._waiting(recent)
        if not waiting:
            return list(events)
        found = []
        for event in events:
            if self._seconds_after(waiting[0], event) >= 0:  # else it is older than all that wait
                event = self._marked(event, waiting, recent)
                waiting = [self._after(one, event) for one in waiting]
            found.append(event)
        return found

    def settle(self, events: Sequence[Event]) -> None:
        """Tell the suggestions that these events, marked before, came and are stored."""

        def settle(kept: Sequence[Suggestion]) -> Iterable[Suggestion]:
            waiting = self._waiting(kept)
            since = [event for event in events if waiting and self._seconds_after(waiting[0], event) >= 0]
            for one in waiting:
                changed = one
                for event in since:
                    changed = self._after(changed, event)
                if changed != one:
                    yield changed

        if events:
            self._suggestions.change(settle)

    def _waiting(self, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        """Those that anything can still happen to, oldest first."""
        oldest = self._clock.now() - self._counted_s
        return sorted((one for one in suggestions if one.time >= oldest), key=lambda one: one.time)

    def _marked(self, event: Event, waiting: Sequence[Suggestion], recent: Sequence[Suggestion]) -> Event:
        if is_marked(event):
            return event
        named = [
            (offer.verdict == ACCEPTED, one.time, one.id, offer.verdict)
            for one in waiting
            if self._is_open(one, event) and (offer := one.awaited(names_of(event)))
        ]
        if not named:
            return event
        _, _, name, verdict = max(named)
        alike = [one for one in recent if one.place.kind == event.kind]
        share = own_share(alike, doubt=self._doubt) if verdict == ACCEPTED else 0.0
        return marked(event, suggestion=name, verdict=verdict, own_share=share)

    def _is_open(self, one: Suggestion, event: Event) -> bool:
        seconds = self._seconds_after(one, event)
        return (
            one.place.holds(event) and seconds >= 0 and self._window.holds(events=one.later, seconds=seconds)
        )

    def _after(self, one: Suggestion, event: Event) -> Suggestion:
        """The suggestion after an event, which may have come of it, or have nothing to do with it."""
        if not one.place.holds(event) or self._seconds_after(one, event) < 0:
            return one
        verdict = event.attributes.get(SUGGESTED) if event.attributes.get(SUGGESTION) == one.id else None
        told = verdict if isinstance(verdict, str) else None
        return one.after(names_of(event), verdict=told, now=self._clock.now())

    def _seconds_after(self, one: Suggestion, event: Event) -> float:
        if event.time is None:
            return self._clock.now() - one.time
        # Git and shells tell whole seconds: what comes within the second of a suggestion comes after it.
        shown = floor(one.time) if float(event.time).is_integer() else one.time
        return event.time - shown
