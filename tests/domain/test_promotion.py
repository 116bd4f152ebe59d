"""Whether what was learnt may take over: only where it is better beyond doubt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.promotion import CONFIDENT, compare

losses = st.lists(
    st.tuples(st.floats(0.0, 20.0, allow_nan=False), st.floats(0.0, 20.0, allow_nan=False)),
    min_size=2,
    max_size=40,
)


def test_what_is_better_on_nearly_every_question_is_promoted() -> None:
    verdict = compare([1.0, 1.1, 0.9, 1.0] * 10, [1.5, 1.4, 1.6, 1.5] * 10, least=30)
    assert verdict.promoted
    assert not verdict.worse
    assert verdict.gain == pytest.approx(0.5)
    assert verdict.reason.startswith("better: +0.5000 ± 0.0444 nats a question over 40")


def test_what_is_worse_on_nearly_every_question_is_worse() -> None:
    verdict = compare([1.5, 1.4, 1.6, 1.5] * 10, [1.0, 1.1, 0.9, 1.0] * 10, least=30)
    assert verdict.worse
    assert not verdict.promoted
    assert verdict.reason.startswith("worse: -0.5000")


def test_a_gain_that_may_be_chance_decides_nothing() -> None:
    verdict = compare([0.0, 3.0] * 20, [3.0, 0.5] * 20, least=30)
    assert verdict.gain > 0.0
    assert not verdict.promoted
    assert not verdict.worse
    assert verdict.reason.startswith("no different beyond doubt: ")


def test_too_few_questions_decide_nothing_and_the_reason_says_how_many_are_needed() -> None:
    verdict = compare([0.0] * 29, [9.0] * 29, least=30)
    assert not verdict.promoted
    assert verdict.reason == "only 29 questions were compared, 30 are needed"
    assert compare([0.0], [1.0], least=0).questions == 1  # one question has no spread


def test_the_error_is_that_of_a_mean_of_paired_differences() -> None:
    chance = np.random.default_rng(0)
    first, second = chance.random((2, 50))
    verdict = compare(first.tolist(), second.tolist(), least=2)
    gains = second - first
    assert verdict.gain == pytest.approx(gains.mean())
    assert verdict.error == pytest.approx(gains.std(ddof=1) / 50**0.5)
    assert verdict.promoted == (gains.mean() > CONFIDENT * verdict.error)


def test_losses_of_different_questions_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        compare([1.0], [1.0, 2.0], least=1)


@given(losses)
def test_swapping_the_two_turns_the_verdict_round(pairs: list[tuple[float, float]]) -> None:
    first, second = zip(*pairs, strict=True)
    one, other = compare(first, second, least=2), compare(second, first, least=2)
    assert (one.promoted, one.worse) == (other.worse, other.promoted)
    assert one.gain == pytest.approx(-other.gain)
    assert one.error == pytest.approx(other.error)
    assert not (one.promoted and one.worse)


@given(losses)
def test_what_is_no_different_is_never_promoted(pairs: list[tuple[float, float]]) -> None:
    same = [first for first, _ in pairs]
    verdict = compare(same, same, least=2)
    assert not verdict.promoted
    assert not verdict.worse
