"""Regimes of the past: which are remembered, and when one has returned."""

from __future__ import annotations

import random

from jepa_learning.domain.drift.anchors import Anchor, Anchors
from jepa_learning.domain.drift.familiarity import Familiarity

MORNING, EVENING = (0, 1, 2, 3), (10, 11, 12, 13)


def usual(activities: tuple[int, ...], events: int = 400) -> Familiarity:
    known, rng, before = Familiarity(half_life=1000.0), random.Random(0), -1
    for _ in range(events):
        index = rng.choice(activities)
        known.learn_one(index, before=before)
        before = index
    return known


def anchor(number: int, activities: tuple[int, ...]) -> Anchor:
    return Anchor(number, usual(activities), (), left=0)


def events_until_recognised(
    anchors: Anchors, activities: tuple[int, ...], most: int
) -> tuple[int, int] | None:
    present, rng, before = usual(EVENING), random.Random(1), -1
    for count in range(1, most + 1):
        index = rng.choice(activities)
        found = anchors.recognise(index, before=before, present=present)
        if found is not None:
            return count, found.number
        present.learn_one(index, before=before)
        before = index
    return None


def test_a_regime_that_returns_is_recognised_within_ten_events() -> None:
    anchors = Anchors(most=3, credit=20.0)
    anchors.remember(anchor(1, MORNING))
    anchors.remember(anchor(2, (20, 21)))
    found = events_until_recognised(anchors, MORNING, 50)
    assert found is not None
    assert found[0] <= 10
    assert found[1] == 1


def test_while_the_present_regime_goes_on_none_is_recognised() -> None:
    anchors = Anchors(most=3, credit=20.0)
    anchors.remember(anchor(1, MORNING))
    assert events_until_recognised(anchors, EVENING, 3000) is None


def test_the_regime_left_longest_ago_is_forgotten_and_one_that_returned_is_no_memory() -> None:
    anchors = Anchors(most=2, credit=20.0)
    kept = [anchor(number, MORNING) for number in (1, 2, 3)]
    for one in kept:
        anchors.remember(one)
    assert [one.number for one in anchors] == [2, 3]
    anchors.recall(kept[1])
    assert [one.number for one in anchors] == [3]
