"""Timing: the hour, the pace, the silence."""

from __future__ import annotations

import math

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_run, of_sequence, shares

from jepa_learning.domain.manifolds.timing import PACES, QUARTER_S, Timing, _pace


def taught() -> Timing:
    """After a comes b at once by day, and c after an hour by night."""
    timing = Timing(prior=4.0)
    for day in range(5):
        noon, night = 86_400.0 * day + 2 * QUARTER_S, 86_400.0 * day
        for activities, start, pause in (("ab", noon, 1.0), ("ac", night, 3600.0)):
            learn_run(timing, catalogue_of(*"abc"), activities, times=[start, start], time=start + pause)
    return timing


def test_the_quarter_of_the_day_tells_what_follows() -> None:
    names = catalogue_of(*"abc")
    for start, follower in ((2 * QUARTER_S, 1), (0.0, 2)):
        now = of_sequence(names, past="a", times=[start], time=start)
        said = shares(taught().predict_one(now, catalogue=names), 0)
        assert said.index(max(said)) == follower
        assert taught().words(now, follower, catalogue=names) == "5 of 5 times at this time of day"


def test_the_pace_before_tells_what_follows() -> None:
    names, timing = catalogue_of(*"abc"), Timing(prior=4.0)
    learn_run(timing, names, "aab", times=[0.0, 1.0, 2.0])
    learn_run(timing, names, "aac", times=[0.0, 5000.0, 5001.0])
    for pause, follower in ((1.0, 1), (5000.0, 2)):
        now = of_sequence(names, past="aa", times=[0.0, pause])
        said = shares(timing.predict_one(now, catalogue=names), 1)
        assert said.index(max(said)) == follower


def test_the_longer_the_silence_the_less_likely_what_comes_at_once() -> None:
    names = catalogue_of(*"abc")
    evidence = [
        taught().predict_one(of_sequence(names, past="a", times=[0.0], time=silence), catalogue=names)
        for silence in (0.0, 600.0, 7200.0)
    ]
    at_once, long, longest = (said[2].tolist() for said in evidence if said is not None)
    assert at_once == [0.0] * 3
    assert long[2] > long[1]
    # b always came within a second, c after an hour: five own pauses and four of the average activity
    b_after_ten_minutes = (0 + 4 * (5 + 1) / (10 + 2)) / (5 + 4)
    assert math.exp(long[1]) == pytest.approx(b_after_ten_minutes)
    assert longest[2] < long[2]


def test_without_times_it_has_nothing_to_say() -> None:
    names = catalogue_of(*"abc")
    assert taught().predict_one(of_sequence(names, past="a"), catalogue=names) is None


def test_paces_grow_with_the_pause_from_the_first_to_the_last() -> None:
    paces = [_pace(pause) for pause in (-5.0, 0.0, 1.0, 10.0, 199.0, 200.0, 3600.0, 1e6, 1e9, 1e30)]
    assert paces == sorted(paces)
    assert (paces[0], paces[1], paces[-1]) == (0, 0, PACES - 1)
