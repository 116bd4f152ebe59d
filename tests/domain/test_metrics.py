"""Each metric against a value worked out by hand, and against its formula in plain Python on random data."""

from __future__ import annotations

import math
import random

import pytest

from jepa_learning.domain.metrics import (
    coverage_at_precision,
    expected_calibration_error,
    hit_rate_at_k,
    log_loss,
    mean_reciprocal_rank,
    paired_lift,
    reliability,
    wilson_interval,
)

RANKS = [1, 3, None, 2, 10]


@pytest.fixture
def shown() -> tuple[list[float], list[bool]]:
    draws = random.Random(7)
    confidences = [round(draws.random(), 2) for _ in range(500)]
    return confidences, [draws.random() < confidence for confidence in confidences]


@pytest.mark.parametrize(("k", "expected"), [(1, 1 / 5), (2, 2 / 5), (3, 3 / 5), (10, 4 / 5)])
def test_hit_rate_counts_ranks_up_to_k_and_a_missing_answer_as_a_miss(k: int, expected: float) -> None:
    assert hit_rate_at_k(RANKS, k=k) == pytest.approx(expected)


def test_mean_reciprocal_rank_counts_a_missing_answer_as_zero() -> None:
    assert mean_reciprocal_rank(RANKS) == pytest.approx((1 + 1 / 3 + 0 + 1 / 2 + 1 / 10) / 5)


def test_log_loss_is_the_mean_surprise_at_what_happened() -> None:
    assert log_loss([0.8, 0.4], [True, False]) == pytest.approx(-(math.log(0.8) + math.log(0.6)) / 2)


def test_log_loss_of_a_coin_flip_is_ln_2() -> None:
    assert log_loss([0.5] * 4, [True, False, False, True]) == pytest.approx(math.log(2))


def test_log_loss_of_a_certain_and_wrong_claim_is_large_but_finite() -> None:
    assert log_loss([1.0], [False]) == pytest.approx(-math.log(1e-6))


def test_log_loss_is_lowest_when_the_confidence_is_the_true_frequency() -> None:
    right = [True] * 7 + [False] * 3
    losses = {claim: log_loss([claim] * 10, right) for claim in (0.5, 0.6, 0.7, 0.8, 0.9)}
    assert min(losses, key=lambda claim: losses[claim]) == 0.7


def test_calibration_error_is_zero_when_each_bin_keeps_its_word() -> None:
    assert expected_calibration_error([0.5] * 4, [True, False, True, False]) == pytest.approx(0.0)


def test_calibration_error_weighs_each_bin_by_its_questions() -> None:
    # two bins of four: three questions at 0.1 of which one is right, one at 0.9 that is right
    found = expected_calibration_error([0.1, 0.1, 0.1, 0.9], [True, False, False, True], n_bins=4)
    assert found == pytest.approx(3 / 4 * abs(1 / 3 - 0.1) + 1 / 4 * abs(1 - 0.9))


def test_calibration_error_puts_a_confidence_of_one_into_the_last_bin() -> None:
    assert expected_calibration_error([1.0, 0.95], [False, False], n_bins=15) == pytest.approx(
        (1.0 + 0.95) / 2
    )


def test_calibration_error_agrees_with_its_formula(shown: tuple[list[float], list[bool]]) -> None:
    confidences, right = shown
    expected = 0.0
    for b in range(15):
        inside = [
            i for i, c in enumerate(confidences) if b / 15 <= c < (b + 1) / 15 or (b == 14 and c == 1.0)
        ]
        if inside:
            accuracy = sum(right[i] for i in inside) / len(inside)
            claimed = sum(confidences[i] for i in inside) / len(inside)
            expected += len(inside) / len(right) * abs(accuracy - claimed)
    assert expected_calibration_error(confidences, right) == pytest.approx(expected)


def test_coverage_keeps_the_longest_confident_stretch_that_is_precise_enough() -> None:
    # most confident first: right, wrong, right, right, wrong -> 3 of the first 4 are right
    found = coverage_at_precision([0.9, 0.8, 0.7, 0.6, 0.5], [True, False, True, True, False], precision=0.75)
    assert found == pytest.approx(4 / 5)


def test_coverage_does_not_part_equal_confidences() -> None:
    assert coverage_at_precision([0.5, 0.5], [True, False], precision=0.9) == 0.0


def test_coverage_is_zero_where_no_threshold_is_precise_enough() -> None:
    assert coverage_at_precision([0.9, 0.1], [False, True], precision=0.9) == 0.0


def test_coverage_agrees_with_trying_every_threshold(shown: tuple[list[float], list[bool]]) -> None:
    confidences, right = shown
    best = 0
    for threshold in set(confidences):
        kept = [ok for confidence, ok in zip(confidences, right, strict=True) if confidence >= threshold]
        if sum(kept) >= 0.8 * len(kept):
            best = max(best, len(kept))
    assert best > 0
    assert coverage_at_precision(confidences, right, precision=0.8) == pytest.approx(best / len(right))


def test_the_lift_is_the_mean_gain_and_its_interval_holds_it() -> None:
    gains = [1.0, 0.0, 0.0, -1.0, 1.0, 1.0] * 20
    lift = paired_lift(gains, [str(i) for i in range(len(gains))], seed=0)
    assert lift.value == pytest.approx(sum(gains) / len(gains))
    assert lift.low < lift.value < lift.high


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    draws = random.Random(0)
    gains = [draws.random() for _ in range(60)]
    groups = [str(i // 2) for i in range(60)]
    assert paired_lift(gains, groups, seed=1) == paired_lift(gains, groups, seed=1)
    assert paired_lift(gains, groups, seed=1) != paired_lift(gains, groups, seed=2)


def test_a_lift_that_is_the_same_in_every_group_has_no_spread() -> None:
    lift = paired_lift([0.25] * 30, [str(i) for i in range(30)], seed=0)
    assert (lift.low, lift.value, lift.high) == pytest.approx((0.25, 0.25, 0.25))


def test_questions_that_hang_together_widen_the_interval() -> None:
    gains = [1.0 if i // 10 % 2 else 0.0 for i in range(400)]
    alone = paired_lift(gains, [str(i) for i in range(400)], seed=0)
    in_cases = paired_lift(gains, [str(i // 10) for i in range(400)], seed=0)
    assert alone.value == pytest.approx(in_cases.value)
    assert in_cases.high - in_cases.low > 0.1


def test_the_interval_covers_the_true_mean_about_as_often_as_it_says() -> None:
    draws = random.Random(0)
    covered = 0
    for trial in range(100):
        gains = [draws.gauss(0.0, 1.0) for _ in range(120)]
        lift = paired_lift(gains, [str(i) for i in range(120)], seed=trial, n_resamples=300)
        covered += lift.low <= 0.0 <= lift.high
    assert 85 <= covered <= 100


def test_reliability_has_what_was_claimed_and_what_came_of_each_bin() -> None:
    low, _, _, high = reliability([0.1, 0.2, 0.1, 1.0], [True, False, False, True], n_bins=4)
    assert (low.low, low.high, low.questions) == (0.0, 0.25, 3)
    assert (low.claimed, low.right) == (pytest.approx(0.4 / 3), pytest.approx(1 / 3))
    assert (high.low, high.high, high.questions, high.claimed, high.right) == (0.75, 1.0, 1, 1.0, 1.0)


def test_a_bin_without_questions_says_so() -> None:
    empty = reliability([0.1], [True], n_bins=2)[1]
    assert (empty.questions, empty.claimed, empty.right) == (0, 0.0, 0.0)


def test_wilson_interval_agrees_with_published_values() -> None:
    # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I: 81 of 263, 0 of 20
    found = wilson_interval(81, 263)
    assert (found.low, found.high) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))
    none = wilson_interval(0, 20)
    assert (none.low, none.high) == (0.0, pytest.approx(0.1611, abs=5e-5))


def test_of_nothing_the_interval_is_everything() -> None:
    assert (wilson_interval(0, 0).low, wilson_interval(0, 0).high) == (0.0, 1.0)
