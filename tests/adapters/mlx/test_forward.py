"""Answers in plain numpy.

Claims:
 1. They are the network's own, computed by MLX, whatever is known and remembered.
 2. Moments that differ in their intent alone, and so are computed together, get the scores of each alone.
 3. What stands beside a question does not change its scores.
 4. A name that comes later is scored as one that was known from the start.
 5. Episodes that come and go leave no trace.
 6. Later steps of training do not change them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from tests.adapters.mlx.networks import OPTIONS, small_network
from tests.domain.lessons import moment, names_about, numbers, often_right, outcome, questions

from jepa_learning.adapters.mlx.forward import Forward
from jepa_learning.adapters.mlx.training import Network, Trainer, score_lessons
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Episode, Moment

NAMES = names_about()


@pytest.fixture(scope="module")
def network() -> Network:
    """One that has learnt: all its weights are used."""
    return taught(Trainer(small_network(), OPTIONS)).network


def taught(trainer: Trainer) -> Trainer:
    lessons = often_right(64)
    for start in range(0, 64, 16):
        trainer.step(lessons[start : start + 16], NAMES, pace=5.0)
    return trainer


def by_mlx(network: Network, asked: Sequence[Moment], vocabulary: Interner = NAMES) -> list[Floats]:
    return score_lessons(network, [outcome(one, 0) for one in asked], vocabulary)


def assert_same(scores: Sequence[Floats], others: Sequence[Floats]) -> None:
    for one, other in zip(scores, others, strict=True):
        assert one == pytest.approx(other, abs=2e-5)


def test_the_scores_are_those_that_mlx_computes(network: Network) -> None:
    asked = questions(40)
    assert_same(Forward(network).score(asked, NAMES), by_mlx(network, asked))


def test_an_untaught_network_answers_as_mlx_does() -> None:
    asked = questions(8)
    assert_same(Forward(small_network(3)).score(asked, NAMES), by_mlx(small_network(3), asked))


def test_an_outcome_that_names_something_twice_votes_for_it_once(network: Network) -> None:
    episodes = (Episode((1, 1, 2), "fix it", (3, 3, 4)), Episode((), "", ()), Episode((2,), "", (5,)))
    asked = [moment(numbers(0, 3, 4, 5), known=(1, 2), intent="fix the router", episodes=episodes)]
    assert_same(Forward(network).score(asked, NAMES), by_mlx(network, asked))


def test_moments_that_differ_in_their_intent_alone_get_the_scores_of_each_alone(network: Network) -> None:
    for one in questions(12):
        told = replace(one, intent="fix the parser")
        untold = replace(one, intent="")
        alone = [Forward(network).score([each], NAMES)[0] for each in (told, untold)]
        assert_same(Forward(network).score([told, untold], NAMES), alone)


def test_what_stands_beside_a_question_does_not_change_its_scores(network: Network) -> None:
    asked = questions(12)
    forward = Forward(network)
    alone = [forward.score([one], NAMES)[0] for one in reversed(asked)][::-1]
    assert_same(forward.score(asked, NAMES), alone)


def test_a_name_that_comes_later_is_scored_as_one_known_from_the_start(network: Network) -> None:
    growing, forward = names_about(folders=("src",)), Forward(network)
    forward.score(questions(4, size=6), growing)
    for name in NAMES.texts:
        growing.number(name)
    asked = questions(12)
    assert_same(forward.score(asked, growing), Forward(network).score(asked, NAMES))


def test_what_was_met_one_by_one_is_answered_to_the_bit_as_what_was_met_together(network: Network) -> None:
    growing, forward = names_about(folders=("src",)), Forward(network)
    every = tuple(Episode((n % 6, n % 5), "fix it", (n % 6,)) for n in range(40))
    for stop in range(5, 30):
        forward.score([moment(numbers(*range(6)), intent="fix it", episodes=every[:stop])], growing)
    for name in NAMES.texts:
        growing.number(name)
        forward.score([moment(numbers(0, 1), intent="fix it")], growing)
    asked = [moment(numbers(*range(12)), known=(3,), intent="fix it", episodes=every[:30])]
    (one,), (other,) = forward.score(asked, growing), Forward(network).score(asked, NAMES)
    assert np.array_equal(one, other)


def test_another_vocabulary_is_not_taken_for_the_first(network: Network) -> None:
    forward, other = Forward(network), names_about(("zebra", "yak", "xerus"))
    forward.score(questions(2), NAMES)
    asked = questions(3, size=6)
    assert_same(forward.score(asked, other), by_mlx(network, asked, other))


def test_questions_of_two_learners_may_come_at_once(network: Network) -> None:
    forward, other = Forward(network), names_about(("zebra", "yak", "xerus", "wombat", "vole", "urchin"))
    asked = questions(12)
    expected = {id(one): by_mlx(network, asked, one) for one in (NAMES, other)}
    with ThreadPoolExecutor(4) as threads:
        turns = [(NAMES, other)[turn % 2] for turn in range(16)]
        said = list(threads.map(lambda vocabulary: forward.score(asked, vocabulary), turns))
    for vocabulary, scores in zip(turns, said, strict=True):
        assert_same(scores, expected[id(vocabulary)])


def test_episodes_that_come_and_go_leave_no_trace(network: Network) -> None:
    chance, forward = np.random.default_rng(0), Forward(network)
    every = tuple(Episode((n % 7, n % 5), "fix it", (n % 12,)) for n in range(40))
    for _ in range(20):
        start, stop = sorted(chance.integers(0, 41, 2).tolist())
        asked = [moment(numbers(*range(12)), known=(3,), intent="fix it", episodes=every[start:stop])]
        assert_same(forward.score(asked, NAMES), Forward(network).score(asked, NAMES))


def test_a_window_that_moves_on_while_its_newest_episode_grows_is_answered_to_the_bit(
    network: Network,
) -> None:
    forward, past = Forward(network), [Episode((n % 7,), "fix it", (n % 12, n % 5)) for n in range(9)]
    for number in range(12):
        files = tuple((number + place) % 12 for place in range(1 + number % 4))
        for size in range(len(files) + 1):  # none yet, then one file after the other
            grown = [Episode(files[:size], "fix it", files[:size])] if size else []
            window = tuple([*past, *grown][-9:])
            asked = [moment(numbers(*range(12)), known=(3,), intent="fix it", episodes=window)]
            (one,), (other,) = forward.score(asked, NAMES), Forward(network).score(asked, NAMES)
            assert np.array_equal(one, other)
        past.append(Episode(files, "fix it", files))


@pytest.mark.parametrize("streams", [1, 3, 20])
def test_streams_may_take_turns_and_go_on(network: Network, streams: int) -> None:
    forward, chance = Forward(network), np.random.default_rng(0)
    every = [
        [Episode(tuple(chance.integers(0, 12, 2).tolist()), "fix it", (n % 12,)) for n in range(20)]
        for _ in range(streams)
    ]
    for stop in range(8, 20, 4):
        for stream in every:
            for start in (0, stop - 8):  # long ago, and now
                asked = [
                    moment(
                        numbers(*range(12)), known=(3,), intent="fix it", episodes=stream[start : start + 8]
                    )
                ]
                assert_same(forward.score(asked, NAMES), Forward(network).score(asked, NAMES))


def test_later_steps_of_training_do_not_change_the_answers() -> None:
    trainer = taught(Trainer(small_network(), OPTIONS))
    forward, asked = Forward(trainer.network.copy()), questions(6)
    before = forward.score(asked, NAMES)
    taught(trainer)
    assert_same(forward.score(asked, NAMES), before)


def test_nothing_asked_is_nothing_answered(network: Network) -> None:
    assert Forward(network).score([], NAMES) == []
