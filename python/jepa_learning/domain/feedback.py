"""Feedback: what learning makes of events that a suggestion caused, and of suggestions that were dismissed.

An event that came because it was suggested says little about what its user does by themselves. Counted like
any other, it would make its suggestion likelier, and the suggestion would cause it again (the feedback loop
of recommenders: Chaney and others, 2018). So it is followed, as a fact and as the context of what comes next,
but nothing is learnt from its having come: no counts, no weights of the mixture, no calibration, no lessons.

Left out altogether, what users accept because they meant it anyway would be missing just where the guess
was right. So a share of what is accepted is evidence after all: as much as would have come by itself,
judged by how much more often suggestions come true than they promised (`own_share`). Of who accepts
everything that is nothing; of who accepts what they would have done it is all.

An event that was merely shown came by its user's own choice and is learnt from. A dismissed candidate is
weakened for a while, by a bounded factor, in the answer alone.

This is the one place that decides so. It does not know how suggestions are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from jepa_learning.domain.doubts import reconsidered
from jepa_learning.domain.event import Event, Prediction
from jepa_learning.domain.suggestion import ACCEPTED, DISMISSED, SHOWN, Place, Span, Suggestion

SUGGESTION: Final = "suggestion"
"""Attribute of an event: the id of the suggestion that named it."""

SUGGESTED: Final = "suggested"
"""Attribute of an event: `accepted` where its suggestion was, `shown` where it was only on the screen."""

OWN_SHARE: Final = "own_share"
"""Attribute of an accepted event: how much of what its user accepts would have come by itself, 0 to 1."""


def marked(event: Event, *, suggestion: str, verdict: str, own_share: float = 0.0) -> Event:
    """Return the event with the mark of the suggestion that named it; a dismissed one was only shown."""
    mark: dict[str, str | float] = {SUGGESTION: suggestion, SUGGESTED: SHOWN}
    if verdict == ACCEPTED:
        mark |= {SUGGESTED: ACCEPTED, OWN_SHARE: own_share}
    return replace(event, attributes={**event.attributes, **mark})


def is_marked(event: Event) -> bool:
    """Say whether somebody has already said what the event has to do with a suggestion."""
    return SUGGESTED in event.attributes


def is_caused(event: Event) -> bool:
    """Say whether the event may have come because its suggestion was accepted."""
    return event.attributes.get(SUGGESTED) == ACCEPTED


def is_evidence(event: Event) -> bool:
    """Say whether it is learnt from that the event came: always, but for most of what was accepted.

    Which of those is drawn by the event's id: the same log teaches the same.
    """
    if not is_caused(event):
        return True
    share = event.attributes.get(OWN_SHARE)
    return isinstance(share, int | float) and int(event.id[:8], 16) < share * 2**32


def own_share(suggestions: Iterable[Suggestion], *, doubt: float) -> float:
    """Return how much of what is accepted would have come by itself, 0 to 1.

    Of n suggestions whose outcome is known, the probabilities promise that e come true by themselves; a were
    accepted, and s came without. Let their user obey a share o of them and else do as they would. Then
    a + s = o n + (1 - o) e, of which (1 - o) e by themselves, and s of these are not among the accepted.

    Args:
        suggestions: Those of late.
        doubt: So many suggestions are taken as obeyed beforehand.
    """
    known = [one for one in suggestions if one.later or any(offer.told is not None for offer in one.offers)]
    accepted = doubt + sum(any(offer.verdict == ACCEPTED for offer in one.offers) for one in known)
    unasked = sum(any(offer.came and offer.verdict != ACCEPTED for offer in one.offers) for one in known)
    promised = sum(min(1.0, sum(offer.probability for offer in one.offers)) for one in known)
    if accepted <= 0.0:
        return 0.0
    obeyed = (accepted + unasked - promised) / max(doubt + len(known) - promised, 1e-9)
    own = (1.0 - min(max(obeyed, 0.0), 1.0)) * promised - unasked
    return min(max(own / accepted, 0.0), 1.0)


def names_of(event: Event) -> tuple[str, ...]:
    """Return what a suggestion may have called the activity: its name, and the one that it had before."""
    old = event.attributes.get("old_path")
    return (event.activity, old) if isinstance(old, str) and old else (event.activity,)


def dismissed_at(
    place: Place, suggestions: Iterable[Suggestion], *, cooldown: Span, now: float
) -> frozenset[str]:
    """Return what was dismissed at this place so lately that it is still weakened."""
    return frozenset(
        offer.activity
        for one in suggestions
        if one.place == place
        for offer in one.offers
        if offer.verdict == DISMISSED
        and cooldown.holds(events=one.later - offer.told_after, seconds=now - (offer.told or now))
    )


def weakened(prediction: Prediction, dismissed: Collection[str], *, share: float, k: int) -> Prediction:
    """Return the prediction with what was dismissed at `share` of its probability, best first, at most `k`.

    What it loses goes to nobody: nothing else became likelier by it.
    """
    if not dismissed or not prediction.candidates:
        return prediction
    candidates = [
        replace(one, probability=one.probability * share) if one.activity in dismissed else one
        for one in prediction.candidates
    ]
    best = tuple(sorted(candidates, key=lambda one: -one.probability)[:k])
    return reconsidered(prediction, best, why="after what you dismissed not long ago")
