"""How usual an activity is: probabilities, fading, and what departs from them."""

from __future__ import annotations

import math

import pytest

from jepa_learning.domain.drift.familiarity import NEVER, SWEPT, UNSEEN, Familiarity, departure, disorder


def knowing(*activities: int, half_life: float = 100.0) -> Familiarity:
    known, before = Familiarity(half_life=half_life), -1
    for index in activities:
        known.learn_one(index, before=before)
        before = index
    return known


def test_shares_of_what_is_known_and_of_as_many_unknown_sum_to_one() -> None:
    known = knowing(0, 1, 0, 2)
    assert sum(known.share(index) for index in (0, 1, 2)) + UNSEEN * known.share(99) == pytest.approx(1.0)


def test_after_one_half_life_an_occurrence_counts_half() -> None:
    known = knowing(7, *([1] * 10), half_life=10.0)
    ones = sum(2.0 ** (-age / 10.0) for age in range(10))
    everything = 0.5 + ones + NEVER * (2 + UNSEEN)
    assert known.share(7) == pytest.approx((0.5 + NEVER) / everything)


def test_what_usually_follows_is_likelier_than_it_is_alone() -> None:
    known = knowing(*([0, 1, 2] * 20), half_life=1000.0)
    assert known.share_after(0, 1) > 2.0 * known.share(1)
    assert known.share_after(1, 1) < known.share(1)


def test_after_something_unknown_an_activity_is_as_likely_as_it_is_alone() -> None:
    known = knowing(0, 1, 2)
    assert known.share_after(99, 1) == pytest.approx(known.share(1))


def test_what_is_taken_back_was_never_learnt() -> None:
    known, without = knowing(0, 1, 5, 5, half_life=1e6), knowing(0, 1, half_life=1e6)
    known.unlearn([(1, 5), (5, 5)])
    assert known.share(0) / known.share(1) == pytest.approx(without.share(0) / without.share(1), rel=1e-3)
    assert known.share_after(5, 5) == pytest.approx(known.share(5), rel=1e-3)


def test_a_copy_says_the_same_and_goes_its_own_way() -> None:
    known = knowing(0, 1, 0)
    copied = known.copy(half_life=7.0)
    assert copied.share_after(0, 1) == pytest.approx(known.share_after(0, 1))
    copied.learn_one(9, before=0)
    assert copied.share(9) > known.share(9)


def test_faint_counts_are_forgotten_so_that_it_stays_small() -> None:
    known = knowing(*range(2 * SWEPT), half_life=10.0)
    assert len(known._alone) < 100


def test_the_departure_is_at_least_minus_one_bit_and_grows_with_what_only_the_last_hour_knows() -> None:
    slow, fast = knowing(*([0, 1] * 50)), knowing(2, 2, 2)
    assert departure(slow, fast, 0) == pytest.approx(-1.0, abs=0.1)
    assert departure(slow, fast, 2) > 5.0
    assert departure(slow, slow, 1) == pytest.approx(0.0)


def test_what_comes_in_its_order_is_foretold_and_in_another_it_is_not() -> None:
    usual = knowing(*([0, 1, 2] * 40), half_life=1000.0)
    assert disorder(usual, 1, before=0) == pytest.approx(math.log2(usual.share(1) / usual.share_after(0, 1)))
    assert disorder(usual, 1, before=0) < -1.0
    assert disorder(usual, 1, before=2) > 1.0


def test_where_nothing_is_known_of_what_comes_after_there_is_no_order_to_lose() -> None:
    assert disorder(knowing(0, 1, 2), 1, before=99) == pytest.approx(0.0)
