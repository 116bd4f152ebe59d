"""Training: it learns, it repeats itself exactly, and it says whether the states collapse."""

from __future__ import annotations

from dataclasses import replace

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_flatten
from numpy.typing import NDArray
from tests.adapters.mlx.networks import OPTIONS, SMALL, small_network
from tests.domain.lessons import moment, names_about, numbers, often_right, outcome, questions

from jepa_learning.adapters.mlx.batch import collate
from jepa_learning.adapters.mlx.training import Network, Trainer, diagnose, losses, surprises
from jepa_learning.domain.latent import STEPS, Lesson, Step

VOCABULARY = names_about()


def weights(network: Network) -> dict[str, NDArray[np.float32]]:
    found = {name: np.array(value) for name, value in tree_flatten(network.model.parameters())}
    return found | {"table": network.table.vectors, "squares": network.table.squares}


def trained(steps: int, *, seed: int = 0, pace: float = 1.0) -> Trainer:
    trainer, lessons = Trainer(small_network(), OPTIONS, seed=seed), often_right(48)
    for step in range(steps):
        trainer.step(lessons[16 * (step % 3) :][:16], VOCABULARY, pace=pace)
    return trainer


def test_the_same_seed_and_lessons_give_the_same_weights_to_the_bit() -> None:
    first, second = weights(trained(4).network), weights(trained(4).network)
    assert first.keys() == second.keys()
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_another_seed_gives_other_weights() -> None:
    first, other = weights(trained(2).network), weights(trained(2, seed=1).network)
    assert any(not np.array_equal(first[name], other[name]) for name in first)


def test_every_weight_learns() -> None:
    before, after = weights(small_network()), weights(trained(3).network)
    assert {name for name in before if np.array_equal(before[name], after[name])} == set()


def test_lessons_never_seen_are_answered_better_after_training() -> None:
    held_out = often_right(40, seed=9)
    before = losses(small_network(), held_out, VOCABULARY, share=0.0).mean()
    after = losses(trained(20, pace=5.0).network, held_out, VOCABULARY, share=0.0).mean()
    assert after < 0.7 * before


def test_the_loss_of_a_lesson_is_its_surprise_with_what_was_believed_added() -> None:
    network, lessons = small_network(), often_right(5)
    sure = [replace(one, believed=np.where(one.right, 0.0, -30.0).astype(np.float32)) for one in lessons]
    plain = losses(network, lessons, VOCABULARY, share=1.0)
    assert plain == pytest.approx(
        losses(network, lessons, VOCABULARY, share=0.0), abs=1e-5
    )  # as good as uniform
    assert losses(network, sure, VOCABULARY, share=1.0) == pytest.approx(0.0, abs=1e-4)
    assert losses(network, sure, VOCABULARY, share=0.0) == pytest.approx(plain, abs=1e-5)


def test_what_a_step_returns_is_the_mean_loss_before_it() -> None:
    options = replace(OPTIONS, believed_often=0.0, nameless=0.0)
    network, lessons = small_network(), often_right(8)
    expected = losses(network, lessons, VOCABULARY, share=0.0).mean()
    assert Trainer(network, options).step(lessons, VOCABULARY) == pytest.approx(expected, rel=1e-5)


def test_a_pace_of_zero_changes_nothing() -> None:
    network = small_network()
    before = weights(network.copy())
    Trainer(network, OPTIONS).step(often_right(8), VOCABULARY, pace=0.0)
    after = weights(network)
    assert all(np.array_equal(before[name], after[name]) for name in before if name != "squares")


def test_a_copy_goes_on_by_itself() -> None:
    network = small_network()
    before = weights(network.copy())
    Trainer(network.copy(), OPTIONS).step(often_right(8), VOCABULARY)
    after = weights(network)
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_a_diagnosis_changes_nothing_and_agrees_with_the_losses() -> None:
    network, lessons = small_network(), often_right(24)
    before = weights(network.copy())
    found = diagnose(network, lessons, VOCABULARY)
    assert found.decoding == pytest.approx(losses(network, lessons, VOCABULARY, share=0.0).mean(), rel=1e-5)
    assert 1.0 <= found.rank <= SMALL.dimension
    assert found.latent > 0.0
    assert all(np.array_equal(before[name], after) for name, after in weights(network).items())


def test_states_that_are_all_the_same_are_diagnosed_as_collapsed() -> None:
    network = small_network()
    network.model.encoder.out.weight = mx.zeros((SMALL.dimension, SMALL.dimension))
    found = diagnose(network, often_right(32), VOCABULARY)
    assert found.variance == 0.0
    assert found.rank == pytest.approx(1.0)
    assert found.sigreg == pytest.approx(0.402 * 32, rel=0.01)


def test_sigreg_keeps_the_states_from_collapsing() -> None:
    lessons = often_right(32)
    found = []
    for amount in (0.0, 0.2):
        trainer = Trainer(small_network(), replace(OPTIONS, sigreg_weight=amount))
        trainer.network.model.encoder.out.weight = 0.05 * trainer.network.model.encoder.out.weight
        for _ in range(15):
            trainer.step(lessons, VOCABULARY)
        found.append(diagnose(trainer.network, lessons, VOCABULARY))
    assert found[1].variance > 2.0 * found[0].variance
    assert found[1].sigreg < found[0].sigreg


def test_prediction_in_latent_space_gets_better_where_steps_follow_a_rule() -> None:
    asked = [moment(numbers(0, 1), steps=[(start + n) % 6 for n in range(9)]) for start in range(6)]
    lessons = [outcome(one, 0) for one in asked]
    trainer = Trainer(small_network(), replace(OPTIONS, latent_weight=1.0))
    before = diagnose(trainer.network, lessons, VOCABULARY).latent
    for _ in range(20):
        trainer.step(lessons, VOCABULARY)
    assert diagnose(trainer.network, lessons, VOCABULARY).latent < 0.8 * before


def test_lessons_of_any_shape_are_learnt_together() -> None:
    lessons: list[Lesson] = [outcome(one, 0) for one in questions(6, seed=3)]
    lessons.append(outcome(moment(numbers(5)), 0))
    trainer = Trainer(small_network(), OPTIONS)
    assert np.isfinite(trainer.step(lessons, VOCABULARY))
    assert all(np.isfinite(values).all() for values in weights(trainer.network).values())


def test_a_surprise_is_the_latent_error_of_what_came_relative_to_the_candidates() -> None:
    network = small_network()
    asked = moment(numbers(0, 2, 5, 7), steps=[3, 4, 9], intent="fix the router")
    came = replace(
        asked, steps=(*asked.steps, Step(2, "", None, True, 0))
    )  # at the place of what is foreseen
    batch, used = collate([came])
    items = network.table.bags(network.table.names([VOCABULARY.texts[one] for one in used.items[1:]]))
    rows = mx.array(np.vstack([np.zeros((1, SMALL.dimension)), items]).astype(np.float32))
    intents = mx.array(network.table.bags(network.table.intents(used.intents)))
    _, states = network.model(rows, intents, batch)
    foreseen = np.array(network.model.predictors[0](states))[0, STEPS - 2]
    apart = ((foreseen - np.array(rows)[np.array(batch.candidates)[0]]) ** 2).mean(axis=1)
    found = surprises(network, [outcome(asked, 1)], VOCABULARY)
    assert found == pytest.approx([apart[1] / apart.mean()], rel=1e-4)


def test_lessons_beside_it_change_no_surprise() -> None:
    network, lessons = small_network(), [one for one in often_right(9) if one.moment.steps]
    alone = [value for one in lessons for value in surprises(network, [one], VOCABULARY)]
    assert surprises(network, lessons, VOCABULARY) == pytest.approx(alone, rel=1e-4)


def test_lessons_without_steps_have_no_surprise() -> None:
    without = outcome(moment(numbers(0, 1)), 0)
    assert surprises(small_network(), [without], VOCABULARY) == []


def test_what_always_follows_surprises_less_once_it_is_learnt() -> None:
    cycle = [5, 0, 1, 2, 3, 4]
    runs = [[cycle[(start + place) % 6] for place in range(9)] for start in range(6)]
    lessons = [outcome(moment(numbers(*range(6)), steps=run[:8]), run[8]) for run in runs]
    before = np.mean(surprises(small_network(), lessons, VOCABULARY))
    trainer = Trainer(small_network(), replace(OPTIONS, rate=1e-2, nameless=0.0))
    for _ in range(60):
        trainer.step(lessons, VOCABULARY)
    assert np.mean(surprises(trainer.network, lessons, VOCABULARY)) < 0.5 * before
