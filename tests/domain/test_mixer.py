"""The mixer against its formulas, its gradient against finite differences, and how weights come and go."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jepa_learning.domain.columns import Floats
from jepa_learning.domain.mixer import Mixer

KEYS = ("all",)
STEEPEST = 3.0
RIGHT_OF_THREE = math.log(3 * 0.8), math.log(3 * 0.1), math.log(3 * 0.1)


def mixer(members: tuple[int, ...] = (1, 1), initial: float = 0.2, **changed: float) -> Mixer:
    values = {"rate": 0.2, "settle": 1.0, "floor": 0.002, "ceiling": 1.0, "steepest": STEEPEST, **changed}
    return Mixer(members, initial=[initial] * sum(members), **values)


def awake(views: int) -> np.ndarray:
    return np.ones(views, dtype=bool)


def random_evidence(views: int, candidates: int, seed: int) -> Floats:
    logits: Floats = np.random.default_rng(seed).normal(size=(views, candidates))
    logits -= np.log(np.exp(logits).mean(axis=1, keepdims=True))
    return logits


def loss(evidence: np.ndarray, weights: np.ndarray, right: list[int]) -> float:
    logits = weights @ evidence
    p = np.exp(logits) / np.exp(logits).sum()
    return -2.0 * math.log(np.sqrt(p[right]).sum())


def test_the_mixture_is_proportional_to_the_product_of_powers() -> None:
    one, two, weight = np.array([0.7, 0.2, 0.1]), np.array([0.3, 0.3, 0.4]), 0.2
    product = one**weight * two**weight
    found = mixer().mix(np.log(np.stack([one, two]) * 3), KEYS, awake(2))
    assert found == pytest.approx(product / product.sum())


def test_evidence_of_any_size_gives_probabilities() -> None:
    found = mixer(initial=2.0).mix(np.array([[900.0, -900.0], [0.0, 0.0]]), KEYS, awake(2))
    assert found.tolist() == [1.0, 0.0]


def test_the_weight_of_a_view_is_the_sum_over_the_sets_and_none_where_it_sleeps() -> None:
    found = mixer().weights(("one", "other"), np.array([True, False]))
    assert found == pytest.approx([0.2, 0.0])


def test_each_context_has_weights_of_its_own() -> None:
    mixing = mixer()
    evidence, right = np.array([RIGHT_OF_THREE, (0.0, 0.0, 0.0)]), np.array([0])
    p = mixing.mix(evidence, ("here",), awake(2))
    mixing.learn_one(evidence, p, right, ("here",), awake(2))
    assert mixing.weights(("here",), awake(2))[0] > 0.2
    assert mixing.weights(("there",), awake(2)) == pytest.approx([0.2, 0.2])


@pytest.mark.parametrize("right", [[0], [2, 4], [0, 1, 3]])
@pytest.mark.parametrize("seed", range(4))
def test_a_first_step_goes_against_the_gradient_of_the_loss(right: list[int], seed: int) -> None:
    evidence = random_evidence(3, 6, seed) * 0.4
    mixing = mixer((1, 1, 1), initial=1.0, settle=4.0, floor=1e-9)
    start = mixing.weights(KEYS, awake(3)).copy()
    p = mixing.mix(evidence, KEYS, awake(3))
    mixing.learn_one(evidence, p, np.array(right), KEYS, awake(3))
    h = 1e-6
    gradient = np.array(
        [
            (
                loss(evidence, start + h * np.eye(3)[i], right)
                - loss(evidence, start - h * np.eye(3)[i], right)
            )
            / (2 * h)
            for i in range(3)
        ]
    )
    assert np.linalg.norm(gradient) < STEEPEST
    expected = start - 0.2 / np.sqrt(4.0 + gradient**2) * gradient
    assert mixing.weights(KEYS, awake(3)) == pytest.approx(expected, abs=1e-7)


def test_steps_shrink_with_the_squared_gradients_but_not_below_the_floor() -> None:
    evidence, right = np.array([RIGHT_OF_THREE, (0.0, 0.0, 0.0)]), np.array([0])
    p = np.full(3, 1 / 3)  # held, so that every gradient is the same
    gradient = evidence[0, 0] - evidence[0].mean()
    mixing = mixer(rate=0.1, settle=1.0, floor=0.02)
    squares, weight = 1.0, 0.2
    mixing.mix(evidence, KEYS, awake(2))
    for _ in range(60):
        mixing.learn_one(evidence, p, right, KEYS, awake(2))
        squares += gradient**2
        weight += max(0.1 / math.sqrt(squares), 0.02) * gradient
        assert mixing.weights(KEYS, awake(2))[0] == pytest.approx(weight)
    assert 0.1 / math.sqrt(squares) < 0.02


def test_a_surprise_pushes_no_further_than_the_steepest_gradient() -> None:
    evidence = np.array([[-300.0, 1.0], [0.0, 0.0]])
    mixing = mixer(initial=1.0, settle=1.0, rate=0.1)
    p = mixing.mix(evidence, KEYS, awake(2))
    mixing.learn_one(evidence, p, np.array([0]), KEYS, awake(2))
    step = 0.1 / math.sqrt(1.0 + STEEPEST**2) * STEEPEST
    assert mixing.weights(KEYS, awake(2))[0] == pytest.approx(1.0 - step)


def test_a_sleeping_view_learns_nothing() -> None:
    evidence, right, up = random_evidence(2, 4, 1), np.array([1]), np.array([True, False])
    mixing = mixer()
    for _ in range(20):
        mixing.learn_one(evidence, mixing.mix(evidence, KEYS, up), right, KEYS, up)
    assert mixing.weights(KEYS, awake(2))[1] == pytest.approx(0.2)
    assert mixing.weights(KEYS, awake(2))[0] != pytest.approx(0.2)


def test_a_view_that_a_bad_stretch_silenced_comes_back_when_it_is_right() -> None:
    mixing = mixer(settle=20.0)
    says_first, right_first, right_last = np.array([RIGHT_OF_THREE, (0.0, 0.0, 0.0)]), 0, 2

    def happen(right: int, times: int) -> float:
        for _ in range(times):
            p = mixing.mix(says_first, KEYS, awake(2))
            mixing.learn_one(says_first, p, np.array([right]), KEYS, awake(2))
        return float(mixing.weights(KEYS, awake(2))[0])

    assert happen(right_first, 5) > 0.2
    assert happen(right_last, 200) == 0.0
    assert happen(right_first, 1) > 0.0
    assert happen(right_first, 100) > 0.2


def test_a_bad_start_does_not_silence_for_ever_in_a_stream_that_then_goes_well() -> None:
    rng = np.random.default_rng(3)
    mixing, kept = mixer(settle=20.0), []
    for turn in range(2_000):
        right = int(rng.integers(3))
        says = right if turn >= 300 and rng.random() < 0.8 else int(rng.integers(3))
        told = np.stack([np.roll(RIGHT_OF_THREE, says), np.zeros(3)])
        if turn < 300:
            told[0] = np.roll(RIGHT_OF_THREE, (right + 1) % 3)
        p = mixing.mix(told, KEYS, awake(2))
        mixing.learn_one(told, p, np.array([right]), KEYS, awake(2))
        kept.append(float(mixing.weights(KEYS, awake(2))[0]))
    assert kept[299] == 0.0
    assert np.mean(kept[-200:]) == pytest.approx(1.0, abs=0.35)  # it says 0.8 and is right so often


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            arrays(np.float64, (5, 4), elements=st.floats(-30, 30)),
            st.sets(st.integers(0, 3), min_size=1),
            arrays(np.bool_, 5),
        ),
        max_size=15,
    )
)
def test_weights_are_never_negative_or_anything_but_numbers(
    stream: list[tuple[np.ndarray, set[int], np.ndarray]],
) -> None:
    mixing = mixer((2, 1, 2), ceiling=0.6)
    for evidence, right, up in stream:
        p = mixing.mix(evidence, KEYS, up)
        assert np.isfinite(p).all()
        assert p.sum() == pytest.approx(1.0)
        mixing.learn_one(evidence, p, np.array(sorted(right)), KEYS, up)
        weights = mixing.weights(KEYS, awake(5))
        assert np.isfinite(weights).all()
        assert (weights >= 0.0).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 1.0), st.integers(0, 60))
def test_no_manifold_speaks_with_more_than_its_share_of_all_weight_learnt(
    seed: int, ceiling: float, turns: int
) -> None:
    rng = np.random.default_rng(seed)
    free, held = mixer((2, 1, 2), rate=1.0), mixer((2, 1, 2), rate=1.0, ceiling=ceiling)
    for _ in range(turns):
        evidence = random_evidence(5, 4, int(rng.integers(1000)))
        p, right = free.mix(evidence, KEYS, awake(5)), rng.integers(4, size=1)
        held.mix(evidence, KEYS, awake(5))
        free.learn_one(evidence, p, right, KEYS, awake(5))
        held.learn_one(evidence, p, right, KEYS, awake(5))
    learnt, spoken = free.weights(KEYS, awake(5)), held.weights(KEYS, awake(5))
    for views in (slice(0, 2), slice(2, 3), slice(3, 5)):
        expected = min(learnt[views].sum(), ceiling * learnt.sum())
        assert spoken[views].sum() == pytest.approx(expected)
        if learnt[views].sum():
            assert spoken[views] * learnt[views].sum() == pytest.approx(learnt[views] * spoken[views].sum())


def test_the_ceiling_holds_back_what_is_said_and_not_what_is_learnt() -> None:
    evidence, right = np.array([RIGHT_OF_THREE, (0.0, 0.0, 0.0)]), np.array([0])
    held, free = mixer(ceiling=0.5), mixer()
    for _ in range(50):
        p = np.full(3, 1 / 3)
        for mixing in (held, free):
            mixing.mix(evidence, KEYS, awake(2))
            mixing.learn_one(evidence, p, right, KEYS, awake(2))
    total = free.weights(KEYS, awake(2)).sum()
    assert held.weights(KEYS, awake(2))[0] == pytest.approx(0.5 * total)


def test_a_view_may_be_counted_against_no_further_than_the_lowest() -> None:
    says_last = np.array([(0.0, 0.0, 0.0), RIGHT_OF_THREE[::-1]])
    signed, unsigned = mixer(lowest=-0.5), mixer()
    for _ in range(200):
        for mixing in (signed, unsigned):
            p = mixing.mix(says_last, KEYS, awake(2))
            mixing.learn_one(says_last, p, np.array([0]), KEYS, awake(2))
    assert signed.weights(KEYS, awake(2))[1] == pytest.approx(-0.5)
    assert unsigned.weights(KEYS, awake(2))[1] == 0.0
    assert signed.mix(says_last, KEYS, awake(2))[0] > 1 / 3


def test_what_two_views_say_again_of_what_is_frequent_a_third_takes_out() -> None:
    # Two views see signs of one cause, and both know what is frequent: their product counts that twice.
    frequent = np.array([0.8, 0.1, 0.1])
    rng, losses = np.random.default_rng(5), {-2.0: 0.0, 0.0: 0.0}
    given_cause = 0.4 * np.eye(3) + 0.2
    mixings = {lowest: mixer((1, 1, 1), initial=0.5, lowest=lowest) for lowest in losses}
    for turn in range(3000):
        right = int(rng.choice(3, p=frequent))
        signs = [int(rng.choice(3, p=given_cause[right])) for _ in range(2)]
        views = [frequent * given_cause[:, sign] for sign in signs]
        evidence = np.log(np.stack([view / view.sum() * 3 for view in (*views, frequent)]))
        for lowest, mixing in mixings.items():
            p = mixing.mix(evidence, KEYS, awake(3))
            losses[lowest] -= math.log(p[right]) * (turn >= 1000)
            mixing.learn_one(evidence, p, np.array([right]), KEYS, awake(3))
    weights = mixings[-2.0].weights(KEYS, awake(3))
    assert weights[2] < -0.3  # Bayes: p1 p2 / p(frequent)
    assert losses[-2.0] < losses[0.0]


def test_the_ceiling_counts_weight_whatever_its_sign() -> None:
    mixing = Mixer((1, 1), initial=[-0.9, 0.1], rate=0.2, settle=1.0, floor=0.0, ceiling=0.6, lowest=-1.0)
    assert mixing.weights(KEYS, awake(2)) == pytest.approx([-0.6, 0.1])


def test_each_view_may_start_with_a_weight_of_its_own() -> None:
    mixing = Mixer((1, 1), initial=[0.8, 0.1], rate=0.2, settle=1.0, floor=0.0, ceiling=1.0)
    assert mixing.weights(("one", "other"), awake(2)) == pytest.approx([0.8, 0.1])


def test_a_mixture_goes_back_to_weights_that_it_kept() -> None:
    mixing, evidence, right = mixer(), np.array([RIGHT_OF_THREE, (0.0, 0.0, 0.0)]), np.array([0])
    kept = mixing.remember()
    early = mixing.weights(KEYS, awake(2))
    for _ in range(20):
        mixing.learn_one(evidence, mixing.mix(evidence, KEYS, awake(2)), right, KEYS, awake(2))
    learnt = mixing.remember()
    late = mixing.weights(KEYS, awake(2))
    mixing.recall(kept)  # of before the context was met: it stays as it is
    assert mixing.weights(KEYS, awake(2)) == pytest.approx(late)
    mixing.learn_one(evidence, mixing.mix(evidence, KEYS, awake(2)), np.array([1]), KEYS, awake(2))
    mixing.recall(learnt)
    assert mixing.weights(KEYS, awake(2)) == pytest.approx(late)
    assert late[0] > early[0]


def test_longer_steps_move_weights_further() -> None:
    evidence, right = np.array([RIGHT_OF_THREE, (0.0, 0.0, 0.0)]), np.array([0])
    moved = []
    for steps in (0.0, 1.0, 2.0):
        mixing = mixer()
        mixing.adapt(steps=steps, share=1.0)
        mixing.learn_one(evidence, mixing.mix(evidence, KEYS, awake(2)), right, KEYS, awake(2))
        moved.append(float(mixing.weights(KEYS, awake(2))[0]) - 0.2)
    assert moved == pytest.approx([0.0, moved[1], 2.0 * moved[1]])
    assert moved[1] > 0.0
