"""A trail follows one case: what came, how often, and what followed what inside it."""

from __future__ import annotations

import pickle
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.trail import HABIT_ORDER, REMEMBERED, Trail


def followed(activities: list[int]) -> Trail:
    trail = Trail()
    for place, activity in enumerate(activities):
        trail.extend(activity, time=float(place), outcome=None)
    return trail


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 4), max_size=40))
def test_a_trail_agrees_with_a_plain_list(activities: list[int]) -> None:
    trail = followed(activities)
    assert trail.recent == activities[-REMEMBERED:]
    assert trail.times == [float(place) for place in range(len(activities))][-REMEMBERED:]
    assert trail.length == len(activities)
    assert trail.counts == Counter(activities)
    assert list(trail.last_at) == list(dict.fromkeys(reversed(activities)))[::-1]
    for order in range(HABIT_ORDER + 1):
        for end in range(order, len(activities)):
            context = tuple(activities[end - order : end])
            assert trail.habits[context][activities[end]] >= 1
    assert sum(sum(row.values()) for row in trail.habits.values()) == sum(
        min(HABIT_ORDER, place) + 1 for place in range(len(activities))
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.booleans()), max_size=40))
def test_a_trail_that_rested_has_counted_the_same(activities: list[tuple[int, bool, bool]]) -> None:
    awake, resting = Trail(), Trail()
    for activity, counted, rests in activities:
        for trail in (awake, resting):
            trail.extend(activity, time=None, outcome=None, counted=counted)
        if rests:
            resting.rest()
    assert (resting.counts, resting.habits) == (awake.counts, awake.habits)
    assert list(resting.last_at.items()) == list(awake.last_at.items())


def test_a_trail_is_saved_resting() -> None:
    trail = followed([1, 2, 1])
    again = pickle.loads(pickle.dumps(trail))
    assert len(pickle.dumps(followed([1, 2] * 500))) < 9000
    assert (again.recent, again.length) == ([1, 2, 1], 3)
    assert (again.habits, again.counts, again.last_at) == (trail.habits, trail.counts, trail.last_at)


def test_an_activity_is_read_from_the_end() -> None:
    trail = followed([1, 2, 3])
    assert (trail.last(), trail.last(3), trail.last(4)) == (3, 1, None)
    assert Trail().last() is None


def test_the_outcome_is_that_of_the_last_activity() -> None:
    trail = Trail()
    trail.extend(1, time=None, outcome=2)
    assert trail.outcome == 2
    trail.extend(1, time=None, outcome=None)
    assert trail.outcome is None


def test_a_copy_goes_on_by_itself() -> None:
    trail = followed([1, 2, 1])
    twin = trail.copy()
    twin.extend(5, time=None, outcome=1)
    untouched = followed([1, 2, 1])
    assert (trail.recent, trail.length, trail.counts) == ([1, 2, 1], 3, {1: 2, 2: 1})
    assert (trail.habits, trail.last_at) == (untouched.habits, untouched.last_at)
    assert trail.outcome is None
    assert twin.recent == [1, 2, 1, 5]
