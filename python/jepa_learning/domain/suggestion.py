"""Suggestion: a prediction that was shown, what its user said of each candidate, and which of them came.

Plain immutable values. It does not know how long it is kept, or what learning makes of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from jepa_learning.domain.event import Event

ACCEPTED: Final = "accepted"
DISMISSED: Final = "dismissed"
SHOWN: Final = "shown"


@dataclass(frozen=True, slots=True)
class Offer:
    """One candidate as it was shown.

    Attributes:
        verdict: `shown` until the user accepts or dismisses it.
        told: When they did, in seconds since the epoch; None until then.
        told_after: How many events of its kind and project had come by then since it was shown.
        came: Whether it happened since.
    """

    activity: str
    probability: float
    verdict: str = SHOWN
    told: float | None = None
    told_after: int = 0
    came: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What a suggestion is about.

    Attributes:
        project: The root of the project; empty where the kind belongs to none.
        case: The open case that was asked about; empty where the question began a case of its own.
    """

    kind: str
    project: str = ""
    case: str = ""

    def holds(self, event: Event) -> bool:
        """Say whether an event of its kind and project is one that it waits for, in whatever case."""
        return event.kind == self.kind and self.project in ("", event.project)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Candidates that were shown together, best first.

    Attributes:
        id: A short name that nothing else has.
        time: When it was shown, in seconds since the epoch.
        later: How many events of its kind and project came since.
    """

    id: str
    place: Place
    time: float
    offers: tuple[Offer, ...]
    later: int = 0

    def judged(self, verdict: str, place: int | None, *, now: float) -> Suggestion:
        """Return it with the user's verdict on the offer at `place`, from 1, or on all.

        What has come stays as it is: the verdict that it came under was the last.
        """

        def judge(number: int, offer: Offer) -> Offer:
            if offer.came or offer.verdict == verdict or place not in (None, number):
                return offer
            return replace(offer, verdict=verdict, told=now, told_after=self.later)

        offers = tuple(judge(number, offer) for number, offer in enumerate(self.offers, start=1))
        return replace(self, offers=offers)

    def awaited(self, names: Collection[str]) -> Offer | None:
        """Return the best offer of an activity that bears one of the names and has not come yet, or None."""
        return next((one for one in self.offers if one.activity in names and not one.came), None)

    def after(self, names: Collection[str], *, verdict: str | None, now: float) -> Suggestion:
        """Return it after one more event of its place; with a verdict, that event came of it."""
        later = self.later + 1
        if verdict is None:
            return replace(self, later=later)
        came = self.awaited(names)

        def arrive(offer: Offer) -> Offer:
            if offer is not came:
                return offer
            if verdict == offer.verdict or verdict == SHOWN:
                return replace(offer, came=True)
            return replace(offer, verdict=verdict, told=now, told_after=self.later, came=True)

        return replace(self, later=later, offers=tuple(map(arrive, self.offers)))


@dataclass(frozen=True, slots=True)
class Span:
    """How long something holds: so many events, and so many seconds, whichever ends first."""

    events: int
    seconds: float

    def holds(self, *, events: int, seconds: float) -> bool:
        """Say whether it still holds after so many events and seconds."""
        return events < self.events and seconds <= self.seconds
