"""A suggestion takes verdicts on its candidates, and knows which of them came."""

from __future__ import annotations

import pytest

from jepa_learning.domain.suggestion import ACCEPTED, DISMISSED, Offer, Place, Span, Suggestion

SHOWN = Suggestion("aa", Place("command"), 1.0, (Offer("make", 0.5), Offer("ls", 0.2)), later=4)


def verdicts(one: Suggestion) -> list[str]:
    return [offer.verdict for offer in one.offers]


def test_a_verdict_is_on_one_candidate_or_on_all() -> None:
    assert verdicts(SHOWN.judged(ACCEPTED, 2, now=2.0)) == ["shown", "accepted"]
    assert verdicts(SHOWN.judged(DISMISSED, None, now=2.0)) == ["dismissed", "dismissed"]


def test_a_verdict_says_when_it_was_given_in_seconds_and_in_events() -> None:
    (offer, _) = SHOWN.judged(ACCEPTED, 1, now=2.0).offers
    assert (offer.told, offer.told_after) == (2.0, 4)


def test_the_same_verdict_again_changes_nothing() -> None:
    once = SHOWN.judged(ACCEPTED, 1, now=2.0)
    assert once.judged(ACCEPTED, 1, now=3.0) == once


def test_the_last_verdict_holds() -> None:
    both = SHOWN.judged(ACCEPTED, 1, now=2.0).judged(DISMISSED, None, now=3.0)
    assert verdicts(both) == ["dismissed", "dismissed"]


def test_what_has_come_keeps_the_verdict_that_it_came_under() -> None:
    came = SHOWN.judged(ACCEPTED, 1, now=2.0).after(["make"], verdict=ACCEPTED, now=3.0)
    assert (came.offers[0].came, came.offers[0].told) == (True, 2.0)
    assert came.judged(DISMISSED, 1, now=4.0) == came


def test_what_has_come_is_no_longer_awaited() -> None:
    assert SHOWN.awaited(["was make", "make"]) == SHOWN.offers[0]
    assert SHOWN.awaited(["vim"]) is None
    assert SHOWN.after(["make"], verdict="shown", now=3.0).awaited(["make"]) is None


@pytest.mark.parametrize(
    ("events", "seconds", "holds"),
    [(0, 0.0, True), (9, 60.0, True), (10, 0.0, False), (0, 60.1, False)],
)
def test_a_span_ends_with_its_events_or_its_seconds(events: int, seconds: float, holds: bool) -> None:
    assert Span(events=10, seconds=60.0).holds(events=events, seconds=seconds) is holds
