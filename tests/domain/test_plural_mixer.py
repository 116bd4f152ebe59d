"""Two mixtures and their mean: what each says, and that the three together follow the best of them."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from jepa_learning.domain.columns import Floats
from jepa_learning.domain.mixer import Mixer
from jepa_learning.domain.plural_mixer import PluralMixer

KEYS = ("one", "other")
VIEWS, C = 3, 4
AWAKE = np.ones(VIEWS, dtype=bool)


def mixer(initial: float = 0.5, rate: float = 0.2) -> Mixer:
    return Mixer([1] * VIEWS, initial=[initial] * VIEWS, rate=rate, settle=1.0, floor=0.0, ceiling=1.0)


def plural(**changed: float) -> PluralMixer:
    return PluralMixer(mixer(**changed), VIEWS, share=0.02)


def evidence_of(seed: int) -> Floats:
    return np.log(np.random.default_rng(seed).dirichlet(np.ones(C), size=VIEWS) * C)


def bits(mixing: Mixer | PluralMixer, stream: list[tuple[Floats, int]]) -> float:
    total = 0.0
    for evidence, right in stream:
        p = mixing.mix(evidence, KEYS, AWAKE)
        total -= float(np.log2(p[right]))
        mixing.learn_one(evidence, p, np.array([right]), KEYS, AWAKE)
    return total / len(stream)


def test_at_first_it_is_the_mean_of_both_mixtures_and_their_geometric_mean() -> None:
    evidence = evidence_of(1)
    one = mixer().mix(evidence, KEYS, AWAKE)
    two = np.exp(evidence).mean(axis=0) / C
    mean = np.sqrt(one * two) / np.sqrt(one * two).sum()
    assert plural().mix(evidence, KEYS, AWAKE) == pytest.approx((one + two + mean) / 3)


def test_a_silent_view_takes_no_part_in_the_second_mixture() -> None:
    evidence = evidence_of(1)
    evidence[1] = 0.0
    one = mixer().mix(evidence, KEYS, AWAKE)
    two = np.exp(evidence[[0, 2]]).mean(axis=0) / C
    mean = np.sqrt(one * two) / np.sqrt(one * two).sum()
    assert plural().mix(evidence, KEYS, AWAKE) == pytest.approx((one + two + mean) / 3)


@pytest.mark.parametrize("awake", [AWAKE, np.array([True, False, False])])
def test_where_nobody_has_anything_to_say_every_candidate_is_as_likely(awake: np.ndarray) -> None:
    mixing, nothing = plural(), np.zeros((VIEWS, C))
    p = mixing.mix(nothing, KEYS, awake)
    mixing.learn_one(nothing, p, np.array([1]), KEYS, awake)
    assert mixing.mix(nothing, KEYS, awake) == pytest.approx(1 / C)


def test_weights_are_told_as_the_log_linear_mixture_has_them() -> None:
    alone, mixing = mixer(), plural()
    for seed in range(20):
        evidence = evidence_of(seed)
        for one in (alone, mixing):
            one.learn_one(evidence, one.mix(evidence, KEYS, AWAKE), np.array([2]), KEYS, AWAKE)
    assert mixing.weights(KEYS, AWAKE).tolist() == alone.weights(KEYS, AWAKE).tolist()


def test_it_is_hardly_worse_than_the_log_linear_mixture_where_that_is_best() -> None:
    # Two views that each know half of the truth: only their product knows it all.
    halves = np.log(np.array([[0.49, 0.49, 0.01, 0.01], [0.49, 0.01, 0.49, 0.01], [0.25] * 4]) * C)
    stream = [(halves, 0)] * 300
    assert bits(plural(), stream) <= bits(mixer(), stream) + 2.0 * np.log2(3) / 300 + 0.03


def test_it_is_better_where_the_log_linear_mixture_has_learnt_to_be_too_sure() -> None:
    rng = np.random.default_rng(5)
    says = [np.log(np.roll([0.7, 0.1, 0.1, 0.1], n) * C) for n in range(C)]
    stream = []
    for turn in range(600):
        right = int(rng.integers(C))
        told = right if turn < 300 or rng.random() < 0.7 else int(rng.integers(C))
        stream.append((np.stack([says[told]] * VIEWS), right))
    alone, mixing = mixer(rate=1.0), plural(rate=1.0)
    bits(alone, stream[:300])
    bits(mixing, stream[:300])
    assert bits(mixing, stream[300:]) < bits(alone, stream[300:]) - 0.1


def test_learning_does_not_need_the_question_to_come_just_before() -> None:
    asked, other = evidence_of(1), evidence_of(2)
    at_once, later = plural(), plural()
    p = at_once.mix(asked, KEYS, AWAKE)
    at_once.learn_one(asked, p, np.array([0]), KEYS, AWAKE)
    p = later.mix(asked, KEYS, AWAKE)
    later.mix(other, KEYS, AWAKE)
    later.learn_one(asked, p, np.array([0]), KEYS, AWAKE)
    assert later.mix(other, KEYS, AWAKE).tolist() == at_once.mix(other, KEYS, AWAKE).tolist()


def test_a_question_leaves_nothing_in_what_is_saved() -> None:
    mixing = plural()
    before = pickle.dumps(mixing)
    mixing.mix(evidence_of(1), KEYS, AWAKE)
    mixing.weights(KEYS, AWAKE)
    fresh = plural()
    fresh.mix(evidence_of(9), KEYS, AWAKE)
    assert pickle.dumps(fresh) == pickle.dumps(mixing)
    assert len(before) < len(pickle.dumps(mixing)) < len(before) + 2000  # weights, no evidence


def test_it_goes_back_in_all_its_parts_to_weights_that_it_kept() -> None:
    mixing = plural()
    bits(mixing, [(evidence_of(seed), 1) for seed in range(5)])
    kept, asked = mixing.remember(), evidence_of(99)
    before = mixing.mix(asked, KEYS, AWAKE)
    bits(mixing, [(evidence_of(seed), 2) for seed in range(20)])
    assert mixing.mix(asked, KEYS, AWAKE) != pytest.approx(before)
    mixing.recall(kept)
    assert mixing.mix(asked, KEYS, AWAKE) == pytest.approx(before)
