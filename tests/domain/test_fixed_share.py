"""Fixed share against its bound, on streams made to be hard, and what sleeping keeps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.columns import Floats
from jepa_learning.domain.fixed_share import FixedShare

SHARE = 0.02


def everyone(experts: int) -> np.ndarray:
    return np.ones(experts, dtype=bool)


def losses(stream: Floats, share: float = SHARE) -> tuple[float, FixedShare]:
    """Return the sum of -ln p(right) of the mean over a stream of what each expert gave to it, `[T, E]`."""
    experts, total = stream.shape[1], 0.0
    shares = FixedShare(experts, share=share)
    for right in stream:
        total -= math.log(float(shares.weights("here", everyone(experts)) @ right))
        shares.learn_one(right, "here", everyone(experts))
    return total, shares


def bound(turns: int, experts: int, changes: int, share: float = SHARE) -> float:
    stays = turns - changes - 1
    return (changes + 1) * math.log(experts) + changes * -math.log(share) + stays * -math.log(1.0 - share)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(0, 5), st.floats(1e-9, 0.4))
def test_it_loses_no_more_than_the_bound_to_experts_that_take_turns_at_being_the_only_right_one(
    seed: int, experts: int, changes: int, wrong: float
) -> None:
    rng, turns = np.random.default_rng(seed), 120
    starts = sorted(rng.choice(np.arange(1, turns), size=changes, replace=False).tolist())
    stream = np.full((turns, experts), wrong)
    best = 0.0
    for begin, end in zip([0, *starts], [*starts, turns], strict=True):
        stream[begin:end, rng.integers(experts)] = 0.9
        best += (end - begin) * -math.log(0.9)
    assert losses(stream)[0] <= best + bound(turns, experts, changes) + 1e-9


def test_against_an_adversary_who_fails_whoever_is_believed_most_it_keeps_to_the_bound() -> None:
    experts, turns = 3, 600
    shares, total, given_to = FixedShare(experts, share=SHARE), 0.0, []
    for _ in range(turns):
        weights = shares.weights("here", everyone(experts))
        right = np.full(experts, 0.8)
        right[int(np.argmax(weights))] = 0.01
        total -= math.log(float(weights @ right))
        shares.learn_one(right, "here", everyone(experts))
        given_to.append(right)
    alone = float(np.min(-np.log(np.array(given_to)).sum(axis=0)))
    assert total <= alone + bound(turns, experts, 0)


def test_who_sleeps_keeps_the_weight_and_the_others_share_theirs() -> None:
    shares, up = FixedShare(3, share=SHARE), np.array([True, False, True])
    for _ in range(50):
        shares.learn_one(np.array([0.9, 0.1]), "here", up)
    weights = shares.weights("here", everyone(3))
    assert weights[1] == pytest.approx(1 / 3)
    assert weights[0] > 0.6
    assert shares.weights("here", up).sum() == pytest.approx(1.0)


def test_nobody_is_silenced_for_ever() -> None:
    _, shares = losses(np.tile([0.9, 1e-12], (500, 1)))
    assert shares.weights("here", everyone(2))[1] >= SHARE / 2
    for _ in range(20):
        shares.learn_one(np.array([0.1, 0.9]), "here", everyone(2))
    assert shares.weights("here", everyone(2))[1] > 0.9


def test_each_context_has_weights_of_its_own() -> None:
    _, shares = losses(np.tile([0.9, 0.1], (9, 1)))
    assert shares.weights("there", everyone(2)) == pytest.approx([0.5, 0.5])


def test_it_goes_back_to_weights_that_it_kept() -> None:
    shares = FixedShare(2, share=SHARE)
    shares.learn_one(np.array([0.9, 0.1]), "here", everyone(2))
    kept, before = shares.remember(), shares.weights("here", everyone(2))
    shares.learn_one(np.array([0.1, 0.9]), "here", everyone(2))
    shares.recall(kept)
    assert shares.weights("here", everyone(2)) == pytest.approx(before)


@pytest.mark.parametrize(("times", "dealt"), [(0.0, 0.0), (1.0, 0.02), (3.0, 0.06), (1000.0, 0.5)])
def test_it_deals_out_as_many_times_its_share_as_it_is_told_and_half_at_most(
    times: float, dealt: float
) -> None:
    shares = FixedShare(2, share=SHARE)
    shares.adapt(share=times)
    shares.learn_one(np.array([1.0, 0.0]), "here", everyone(2))
    assert shares.weights("here", everyone(2)) == pytest.approx([1.0 - dealt / 2.0, dealt / 2.0])
