"""Feedback: what the user says of suggestions, and which suggestions there were.

It does not know what learning makes of it; `domain/feedback.py` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from jepa_learning.application.locate_project import root_of
from jepa_learning.application.suggestions import Suggestions
from jepa_learning.domain.errors import RequestError, SuggestionError
from jepa_learning.domain.suggestion import ACCEPTED, DISMISSED, Span, Suggestion
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.project import Projects

VERDICTS: Final = (ACCEPTED, DISMISSED)

_LEAST_CHARS: Final = 4  # of the beginning of an id


class Feedback:
    """Takes verdicts.

    Args:
        window: How long a suggestion can be accepted or dismissed after it was shown.
    """

    def __init__(self, suggestions: Suggestions, *, projects: Projects, clock: Clock, window: Span) -> None:
        self._suggestions = suggestions
        self._projects = projects
        self._clock = clock
        self._window = window

    def accept(self, name: str, candidate: int = 1) -> Suggestion:
        """Remember that the user takes a candidate (from 1); what comes of it is no evidence.

        Accepting it again changes nothing.

        Raises:
            SuggestionError: There is no such suggestion, or not any more.
            RequestError: It has no such candidate, or the id is too short to tell.
        """
        return self._judge(name, ACCEPTED, candidate)

    def dismiss(self, name: str, candidate: int | None = None) -> Suggestion:
        """Remember that the user does not want a candidate (from 1), or any of them.

        Raises:
            SuggestionError: There is no such suggestion, or not any more.
            RequestError: It has no such candidate, or the id is too short to tell.
        """
        return self._judge(name, DISMISSED, candidate)

    def recent(self, directory: Path | None = None, *, most: int) -> list[Suggestion]:
        """Return the suggestions of late, newest first: of a project and of what belongs to none, or all."""
        root = root_of(self._projects, directory)
        found = (one for one in self._suggestions.recent() if root is None or one.place.project in ("", root))
        return list(found)[:most]

    def _judge(self, name: str, verdict: str, candidate: int | None) -> Suggestion:
        judged: list[Suggestion] = []

        def judge(kept: Sequence[Suggestion]) -> Iterable[Suggestion]:
            one = self._find(name, kept)
            _require_candidate(one, candidate)
            now = self._clock.now()
            self._require_open(one, now)
            judged.append(one.judged(verdict, candidate, now=now))
            return judged if judged[0] != one else ()

        self._suggestions.change(judge)
        return judged[0]

    def _find(self, name: str, kept: Sequence[Suggestion]) -> Suggestion:
        if len(name) < _LEAST_CHARS:
            raise RequestError(
                f"the suggestion is {name!r}: give its id, or at least its first {_LEAST_CHARS} characters"
            )
        found = [one for one in kept if one.id.startswith(name)]
        if len(found) > 1:
            raise RequestError(f"{name!r} begins {len(found)} ids: give more of it")
        if not found:
            raise SuggestionError(
                f"there is no suggestion {name!r}: it was never shown, is too old, or was forgotten. "
                "lev jepa feedback lists those of late"
            )
        return found[0]

    def _require_open(self, one: Suggestion, now: float) -> None:
        if not self._window.holds(events=one.later, seconds=now - one.time):
            raise SuggestionError(
                f"the suggestion {one.id} has expired: {one.later} events and {(now - one.time) / 60:.0f} "
                f"minutes have passed, and feedback is taken within {self._window.events} events and "
                f"{self._window.seconds / 60:.0f} minutes. Ask again, with lev jepa predict"
            )


def _require_candidate(one: Suggestion, candidate: int | None) -> None:
    if candidate is not None and not 1 <= candidate <= len(one.offers):
        raise RequestError(
            f"the candidate is {candidate}: suggestion {one.id} has {len(one.offers)}, counted from 1"
        )
