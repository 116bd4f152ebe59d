"""Views that count are mixed first, networks behind them; silent networks are as good as none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.columns import Floats
from jepa_learning.domain.mixer import Awake, Keys, Mixer, Mixing
from jepa_learning.domain.plural_mixer import PluralMixer
from jepa_learning.domain.staged_mixer import StagedMixer

C = 5
KEYS = ("one", "other")
AWAKE = np.ones(4, dtype=bool)
IS_LATE = np.array([False, False, True, True])
RIGHT = np.array([2])


def early() -> Mixer:
    return Mixer([1, 1], initial=[0.4, 0.6], rate=0.2, settle=1.0, floor=0.002, ceiling=0.6)


def staged() -> StagedMixer:
    late = Mixer([1, 1, 1], initial=[1.0, 0.3, 0.2], rate=0.2, settle=1.0, floor=0.002, ceiling=1.0)
    return StagedMixer(early(), late, n_early=2, share=0.01)


def evidence_of(seed: int, *, silent: bool = False) -> Floats:
    p = np.random.default_rng(seed).dirichlet(np.ones(C), size=4)
    evidence = np.log(p * C)
    if silent:
        evidence[IS_LATE] = 0.0
    return evidence


def power_of(logits: Floats) -> Floats:
    p: Floats = np.exp(logits) / np.exp(logits).sum()
    return p


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_with_silent_networks_it_says_and_learns_what_the_first_stage_does_alone(seeds: list[int]) -> None:
    alone, both = early(), staged()
    for seed in seeds:
        evidence = evidence_of(seed, silent=True)
        p = both.mix(evidence, KEYS, AWAKE)
        assert np.array_equal(p, alone.mix(evidence[~IS_LATE], KEYS, AWAKE[~IS_LATE]))
        both.learn_one(evidence, p, RIGHT, KEYS, AWAKE)
        alone.learn_one(evidence[~IS_LATE], p, RIGHT, KEYS, AWAKE[~IS_LATE])
    assert both.weights(KEYS, AWAKE)[~IS_LATE] == pytest.approx(alone.weights(KEYS, AWAKE[~IS_LATE]))


def test_at_first_both_stages_are_believed_alike() -> None:
    evidence = evidence_of(3)
    first = power_of(0.4 * evidence[0] + 0.6 * evidence[1])
    second = power_of(np.log(first) + 0.3 * evidence[2] + 0.2 * evidence[3])
    assert staged().mix(evidence, KEYS, AWAKE) == pytest.approx((first + second) / 2)
    through = 0.5 * np.array([0.4, 0.6, 0.0, 0.0]) + 0.5 * np.array([0.4, 0.6, 0.3, 0.2])
    assert staged().weights(KEYS, AWAKE) == pytest.approx(through)


@given(st.integers(0, 1000))
def test_networks_never_cost_more_than_it_takes_to_know_which_stage_is_better(seed: int) -> None:
    alone, both, lost = early(), staged(), 0.0
    chance = np.random.default_rng(seed)
    for _ in range(200):
        evidence, right = np.log(chance.dirichlet(np.ones(C), size=4) * C), chance.integers(C, size=1)
        counted = evidence[~IS_LATE]
        p, without = both.mix(evidence, KEYS, AWAKE), alone.mix(counted, KEYS, AWAKE[:2])
        lost += float(np.log(without[right]).sum() - np.log(p[right]).sum())
        both.learn_one(evidence, p, right, KEYS, AWAKE)
        alone.learn_one(counted, without, right, KEYS, AWAKE[:2])
    assert lost <= np.log(2) - 200 * np.log(1 - 0.01)


def test_an_outcome_that_comes_late_is_learnt_as_one_that_comes_at_once() -> None:
    late, at_once = staged(), staged()
    questions = [evidence_of(seed) for seed in range(4)]
    said = [late.mix(evidence, KEYS, AWAKE) for evidence in questions]
    for evidence, p in zip(questions, said, strict=True):
        late.learn_one(evidence, p, RIGHT, KEYS, AWAKE)
        at_once.learn_one(evidence, at_once.mix(evidence, KEYS, AWAKE), RIGHT, KEYS, AWAKE)
    assert late.weights(KEYS, AWAKE) == pytest.approx(at_once.weights(KEYS, AWAKE))


def test_a_network_that_is_right_is_believed_more_and_the_counts_learn_as_if_it_were_not_there() -> None:
    alone, both = early(), staged()
    before = both.weights(KEYS, AWAKE)
    for seed in range(60):
        evidence = evidence_of(seed)
        evidence[1] = np.log(np.array([0.1, 0.1, 0.6, 0.1, 0.1]) * C)
        both.learn_one(evidence, both.mix(evidence, KEYS, AWAKE), RIGHT, KEYS, AWAKE)
        counted = evidence[~IS_LATE]
        alone.learn_one(counted, alone.mix(counted, KEYS, AWAKE[:2]), RIGHT, KEYS, AWAKE[:2])
    after = both.weights(KEYS, AWAKE)
    assert after[1] > 2.0 * before[1]
    counts, expected = after[~IS_LATE], alone.weights(KEYS, AWAKE[:2])
    assert counts / counts.sum() == pytest.approx(expected / expected.sum())


def test_a_network_that_is_wrong_is_believed_less() -> None:
    mixer = staged()
    evidence = evidence_of(1)
    evidence[1] = np.log(np.array([0.6, 0.1, 0.1, 0.1, 0.1]) * C)
    for _ in range(60):
        mixer.learn_one(evidence, mixer.mix(evidence, KEYS, AWAKE), RIGHT, KEYS, AWAKE)
    assert mixer.weights(KEYS, AWAKE)[1] < 0.1


def test_what_sleeps_does_not_speak_in_either_stage() -> None:
    evidence, awake = evidence_of(2), np.array([True, False, False, True])
    assert staged().weights(KEYS, awake)[[1, 2]].tolist() == [0.0, 0.0]
    changed = evidence.copy()
    changed[[1, 2]] = evidence_of(7)[[1, 2]]
    assert staged().mix(evidence, KEYS, awake) == pytest.approx(staged().mix(changed, KEYS, awake))


@pytest.mark.parametrize("first", [early(), PluralMixer(early(), 2, share=0.02)])
def test_all_stages_and_what_lies_between_them_go_back_to_weights_that_were_kept(first: Mixing) -> None:
    late = Mixer([1, 1, 1], initial=[1.0, 0.3, 0.2], rate=0.2, settle=1.0, floor=0.002, ceiling=1.0)
    mixing, asked = StagedMixer(first, late, n_early=2, share=0.01), evidence_of(99)

    def learn(seeds: range, right: int) -> None:
        for seed in seeds:
            evidence = evidence_of(seed)
            p = mixing.mix(evidence, KEYS, AWAKE)
            mixing.learn_one(evidence, p, np.array([right]), KEYS, AWAKE)

    learn(range(5), 1)
    kept, before = mixing.remember(), mixing.mix(asked, KEYS, AWAKE)
    learn(range(5, 30), 2)
    assert mixing.mix(asked, KEYS, AWAKE) != pytest.approx(before)
    mixing.recall(kept)
    assert mixing.mix(asked, KEYS, AWAKE) == pytest.approx(before)


def test_what_is_mixed_first_is_mixed_once_for_a_question_and_its_outcome() -> None:
    asked: list[Floats] = []

    class Counting(Mixer):
        def mix(self, evidence: Floats, keys: Keys, awake: Awake) -> Floats:
            asked.append(evidence)
            return super().mix(evidence, keys, awake)

    inner = Counting([1, 1], initial=[0.4, 0.6], rate=0.2, settle=1.0, floor=0.002, ceiling=0.6)
    late = Mixer([1, 1, 1], initial=[1.0, 0.3, 0.2], rate=0.2, settle=1.0, floor=0.002, ceiling=1.0)
    mixing = StagedMixer(PluralMixer(inner, 2, share=0.02), late, n_early=2, share=0.01)
    evidence = evidence_of(4)
    mixing.learn_one(evidence, mixing.mix(evidence, KEYS, AWAKE), RIGHT, KEYS, AWAKE)
    assert len(asked) == 1


@given(st.integers(0, 1000))
def test_before_late_views_are_mixed_in_the_first_stage_speaks_alone(seed: int) -> None:
    evidence = evidence_of(seed)
    assert np.array_equal(
        staged().mix_early(evidence, KEYS, AWAKE), early().mix(evidence[:2], KEYS, AWAKE[:2])
    )


class Counted(Mixer):
    """A mixer that counts how often it mixes."""

    mixes = 0

    def mix(self, evidence: Floats, keys: Keys, awake: Awake) -> Floats:
        self.mixes += 1
        return super().mix(evidence, keys, awake)


@pytest.mark.parametrize("silent", [True, False])
def test_what_was_mixed_for_an_answer_is_not_mixed_again_for_what_follows(silent: bool) -> None:
    inner = Counted([1, 1], initial=[0.4, 0.6], rate=0.2, settle=1.0, floor=0.002, ceiling=0.6)
    middle = Mixer([1, 1], initial=[1.0, 0.3], rate=0.2, settle=1.0, floor=0.002, ceiling=1.0)
    outer = Mixer([1, 1], initial=[1.0, 0.3], rate=0.2, settle=1.0, floor=0.002, ceiling=1.0)
    both = StagedMixer(StagedMixer(inner, middle, n_early=2, share=0.01), outer, n_early=3, share=0.01)
    evidence = evidence_of(5)
    if silent:
        evidence[3] = 0.0
    p = both.mix(evidence, KEYS, AWAKE)
    both.mix_early(evidence, KEYS, AWAKE)
    both.learn_one(evidence, p, RIGHT, KEYS, AWAKE)
    assert inner.mixes == 1
