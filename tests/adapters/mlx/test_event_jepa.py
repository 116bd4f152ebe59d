"""The network and its losses, each against a plain reference in numpy.

Claims:
 1. The decoding loss is -ln of the probability on what came, after what was believed is added.
 2. The latent loss is the mean over horizons 1, 2, 4 and 8 of the mean squared distance to what came: up to
    horizon 2 to the item itself, beyond to the mean of all items up to there; absent steps do not count.
 3. No gradient of the latent loss reaches what is predicted.
 4. SIGReg is a quadrature of the Epps-Pulley statistic: 1.05 on Gaussian states of any number, 0.402 N where
    all states are one point, 0.15 N more where they are Gaussian of half the size.
 5. The effective rank is 1 for states on a line and about D for white ones.
 6. Recall is attention over episodes: softmax of sharpness · cosine - fading · ln age, voting with what came.
 7. States are causal: a later step, or another question, leaves earlier states as they are.
 8. What stands beside a question (more candidates, more episodes, other steps) does not change its scores.
 9. Files never seen get finite scores, and those that share words with the intent come first.
10. A question with nothing to go by gets finite scores and a finite gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import mlx.core as mx
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.adapters.mlx.networks import OPTIONS, SMALL, small_network
from tests.domain.lessons import WORDS, moment, names_about, numbers, often_right, outcome, questions

from jepa_learning.adapters.mlx.batch import collate
from jepa_learning.adapters.mlx.event_jepa import (
    HORIZONS,
    decoding_loss,
    effective_rank,
    latent_loss,
    sigreg,
)
from jepa_learning.adapters.mlx.training import Network, Trainer
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.latent import STEPS, Episode, Moment

Array = NDArray[np.float64]


def forward(network: Network, asked: Sequence[Moment], vocabulary: Interner) -> tuple[Array, Array]:
    """Scores `[B, C]` and states `[B, L, D]`."""
    batch, used = collate(asked)
    names = ["" if number < 0 else vocabulary.texts[number] for number in used.items.tolist()]
    items = mx.array(network.table.bags(network.table.names(names)))
    intents = mx.array(network.table.bags(network.table.intents(used.intents)))
    scores, states = network.model(items, intents, batch)
    return np.array(scores, dtype=np.float64), np.array(states, dtype=np.float64)


def vectors(network: Network, vocabulary: Interner) -> Array:
    """The vector of each name of the vocabulary, `[N, D]`."""
    return network.table.bags(network.table.names(vocabulary.texts)).astype(np.float64)


def weight(layer: object) -> Array:
    return np.array(layer.weight, dtype=np.float64)  # type: ignore[attr-defined]


def unit_directions(count: int = 32, *, dimension: int = 16) -> mx.array:
    looks = np.random.default_rng(1).normal(size=(dimension, count))
    return mx.array((looks / np.linalg.norm(looks, axis=0)).astype(np.float32))


# 1: decoding


@pytest.mark.parametrize("seed", range(3))
def test_the_decoding_loss_is_the_surprise_at_what_came(seed: int) -> None:
    chance = np.random.default_rng(seed)
    scores, believed = chance.normal(0.0, 3.0, (2, 5, 7))
    right = chance.random((5, 7)) < 0.3
    right[:, 0] = True
    logits = scores + believed
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = -np.log((p * right).sum(axis=1)).mean()
    found = decoding_loss(*(mx.array(one.astype(np.float32)) for one in (scores, believed, right)))
    assert float(found) == pytest.approx(expected, rel=1e-5)


# 2 and 3: prediction in latent space


def latent_reference(network: Network, states: Array, asked: Sequence[Moment], names: Array) -> float:
    total = 0.0
    for horizon, predictor in zip(HORIZONS, network.model.predictors, strict=True):
        squares = []
        for row, one in enumerate(asked):
            first = STEPS - len(one.steps)
            for place in range(first, STEPS - horizon):
                ahead = [names[one.steps[place + step - first].name] for step in range(1, horizon + 1)]
                came = ahead[-1] if horizon <= 2 else np.mean(ahead, axis=0)
                predicted = weight(predictor) @ states[row, place] + np.array(predictor.bias)
                squares.append(((predicted - came) ** 2).mean())
        total += float(np.mean(squares)) if squares else 0.0
    return total / len(HORIZONS)


def test_the_latent_loss_looks_1_2_4_and_8_steps_ahead() -> None:
    network, vocabulary = small_network(), names_about()
    chance = np.random.default_rng(0)
    asked = [
        moment(numbers(0, 1, 2), steps=chance.integers(0, 12, length).tolist())
        for length in (0, 1, 2, 5, 9, STEPS)
    ]
    _, states = forward(network, asked, vocabulary)
    batch, used = collate(asked)
    names = vectors(network, vocabulary)
    items = np.vstack([np.zeros((1, SMALL.dimension)), names[used.items[1:]]])
    found = latent_loss(network.model, mx.array(states), mx.array(items.astype(np.float32)), batch)
    assert float(found) == pytest.approx(latent_reference(network, states, asked, names), rel=1e-4)


def test_a_batch_without_steps_has_nothing_to_predict() -> None:
    network, vocabulary = small_network(), names_about()
    asked = [moment(numbers(0, 1))]
    _, states = forward(network, asked, vocabulary)
    batch, used = collate(asked)
    items = mx.ones((len(used.items), SMALL.dimension))
    assert float(latent_loss(network.model, mx.array(states), items, batch)) == 0.0


def test_no_gradient_of_the_latent_loss_reaches_what_is_predicted() -> None:
    network, vocabulary = small_network(), names_about()
    asked = [moment(numbers(0, 1, 2), steps=[3, 4, 5, 6])]
    batch, used = collate(asked)
    items = mx.array(network.table.bags(network.table.names([vocabulary.texts[n] for n in used.items[1:]])))
    items = mx.concatenate([mx.zeros((1, SMALL.dimension)), items])
    intents = mx.zeros((len(used.intents), SMALL.dimension))

    def of_items(items: mx.array) -> mx.array:
        _, states = network.model(items, intents, batch)
        return latent_loss(network.model, states, items, batch)

    gradient = np.array(mx.grad(of_items)(items))
    rows = {number: gradient[place] for place, number in enumerate(used.items.tolist())}
    assert not rows[6].any()  # only ever predicted: no state that predicts has seen it
    assert not rows[0].any()  # a candidate
    assert rows[3].any()  # seen by what predicts


# 4 and 5: whether states are Gaussian, and how many dimensions they fill


def epps_pulley(states: Array, looks: Array) -> float:
    t = np.linspace(-3.0, 3.0, 2001)
    values = []
    for direction in looks.T:
        projected = states @ direction
        phi = np.exp(1j * np.outer(t, projected)).mean(axis=1)
        window = np.exp(-t * t / 2)
        values.append(len(states) * np.trapezoid(np.abs(phi - window) ** 2 * window, t))
    return float(np.mean(values))


@pytest.mark.parametrize("kind", ["gaussian", "uniform", "half", "shifted"])
def test_sigreg_is_the_epps_pulley_statistic(kind: str) -> None:
    chance = np.random.default_rng(3)
    states = chance.normal(size=(96, 16))
    states = {
        "gaussian": states,
        "uniform": chance.uniform(-2.0, 2.0, states.shape),
        "half": 0.5 * states,
        "shifted": states + 0.7,
    }[kind]
    looks = unit_directions(12)
    found = float(sigreg(mx.array(states.astype(np.float32)), looks))
    assert found == pytest.approx(epps_pulley(states, np.array(looks)), rel=0.02)


@pytest.mark.parametrize("count", [64, 256, 1024])
def test_sigreg_knows_gaussian_states_of_any_number(count: int) -> None:
    chance = np.random.default_rng(count)
    looks = unit_directions(64)
    found = [
        float(sigreg(mx.array(chance.normal(size=(count, 16)).astype(np.float32)), looks)) for _ in range(8)
    ]
    assert np.mean(found) == pytest.approx(1.05, abs=0.12)


@pytest.mark.parametrize("count", [64, 256])
def test_sigreg_grows_with_the_number_of_states_that_collapse(count: int) -> None:
    chance, looks = np.random.default_rng(count), unit_directions(64)
    assert float(sigreg(mx.zeros((count, 16)), looks)) == pytest.approx(0.402 * count, rel=0.01)
    halved = [
        float(sigreg(mx.array(0.5 * chance.normal(size=(count, 16)).astype(np.float32)), looks))
        for _ in range(8)
    ]
    assert np.mean(halved) == pytest.approx(0.15 * count, rel=0.12)


def test_sigreg_pulls_collapsed_states_apart() -> None:
    looks = unit_directions(64)
    states = mx.array(0.05 * np.random.default_rng(0).normal(size=(64, 16)).astype(np.float32))
    gradient = mx.grad(sigreg)(states, looks)
    assert float((gradient * states).sum()) < 0.0


def test_the_effective_rank_is_1_on_a_line_and_d_for_white_states() -> None:
    chance = np.random.default_rng(0)
    line = np.outer(chance.normal(size=256), chance.normal(size=16)).astype(np.float32)
    white = chance.normal(size=(4096, 16)).astype(np.float32)
    assert effective_rank(mx.array(line)) == pytest.approx(1.0, abs=0.01)
    assert effective_rank(mx.array(white)) == pytest.approx(16.0, rel=0.02)
    assert effective_rank(mx.array(white * np.array([1.0] * 4 + [0.0] * 12, dtype=np.float32))) < 4.2
    assert effective_rank(mx.zeros((32, 16))) == pytest.approx(1.0)


# 6: recall


def recall_reference(network: Network, asked: Moment, z: Array, vocabulary: Interner) -> Array:
    recall, names = network.model.recall, vectors(network, vocabulary)

    def meant(text: str) -> Array:
        return network.table.bags(network.table.intents([text]))[0].astype(np.float64)

    def mean(of: Sequence[int]) -> Array:
        return np.mean([names[one] for one in of], axis=0) if of else np.zeros(SMALL.dimension)

    def unit(x: Array) -> Array:
        return x / np.sqrt((x * x).sum() + 1e-6)

    query = unit(
        weight(recall.intent_key) @ meant(asked.intent)
        + weight(recall.cue_key) @ mean(asked.known)
        + weight(recall.state_query) @ z
    )
    alike = []
    for place, one in enumerate(asked.episodes):
        key = unit(weight(recall.intent_key) @ meant(one.intent) + weight(recall.cue_key) @ mean(one.cue))
        age = np.log(1.0 + len(asked.episodes) - place)
        alike.append(float(recall.sharpness) * (query @ key) - float(recall.fading) * age)
    weights = np.exp(alike) / np.exp(alike).sum() if alike else np.zeros(0)
    votes = np.zeros(len(asked.candidates))
    for share, one in zip(weights, asked.episodes, strict=True):
        votes += share * np.isin(asked.candidates, one.outcome) / np.sqrt(len(one.outcome))
    faintest = float(recall.faintest)
    recalled: Array = np.log(votes + np.exp(faintest)) - faintest
    return recalled


def test_recall_lets_the_episodes_most_alike_vote_for_what_came() -> None:
    network, vocabulary = small_network(), names_about()
    asked = questions(8, seed=1)
    batch, used = collate(asked)
    items = mx.array(np.vstack([np.zeros((1, 16)), vectors(network, vocabulary)[used.items[1:]]]))
    intents = mx.array(network.table.bags(network.table.intents(used.intents)))
    z = np.random.default_rng(0).normal(size=(8, 16))
    found = np.array(network.model.recall(items.astype(mx.float32), intents, mx.array(z), batch))
    for row, one in enumerate(asked):
        expected = recall_reference(network, one, z[row], vocabulary)
        assert found[row, : len(expected)] == pytest.approx(expected, abs=1e-4)


def test_nothing_is_recalled_where_nothing_happened() -> None:
    network, vocabulary = small_network(), names_about()
    batch, used = collate([moment(numbers(0, 1)), questions(4)[-1]])
    items = mx.ones((len(used.items), 16))
    found = np.array(network.model.recall(items, mx.ones((len(used.intents), 16)), mx.ones((2, 16)), batch))
    assert found[0] == pytest.approx(0.0, abs=1e-6)
    assert len(vocabulary)


# 7: causality


def test_a_later_step_leaves_earlier_states_as_they_are() -> None:
    network, vocabulary = small_network(), names_about()
    first, other = (moment(numbers(0, 1), steps=[1, 2, 3, 4, last]) for last in (5, 9))
    _, states = forward(network, [first, other], vocabulary)
    seen = slice(STEPS - 5, STEPS - 1)
    assert states[0, seen] == pytest.approx(states[1, seen], abs=1e-6)
    assert np.abs(states[0, STEPS - 1] - states[1, STEPS - 1]).max() > 1e-3
    assert np.abs(states[0, -1] - states[1, -1]).max() > 1e-4


def test_another_question_leaves_the_states_of_what_came_before_it_as_they_are() -> None:
    network, vocabulary = small_network(), names_about()
    asked = [
        moment(numbers(0, 1), steps=[1, 2, 3], known=known, intent=intent)
        for known, intent in (((), ""), ((5, 6), ""), ((), "fix the parser"))
    ]
    _, states = forward(network, asked, vocabulary)
    for row in (1, 2):
        assert states[row, STEPS - 3 : STEPS] == pytest.approx(states[0, STEPS - 3 : STEPS], abs=1e-6)
        assert np.abs(states[row, -1] - states[0, -1]).max() > 1e-3


# 8: what stands beside a question


def test_what_stands_beside_a_question_does_not_change_its_scores() -> None:
    network, vocabulary = small_network(), names_about()
    short = moment(numbers(3, 5), intent="fix the router")
    past = tuple(Episode((n % 12,), "fix the logger", (n % 7, 11)) for n in range(40))
    long = moment(
        np.arange(12, dtype=np.int32),
        steps=list(range(12)),
        known=[1, 2, 3, 4],
        intent="parser and schema of the client",
        episodes=past,
    )
    alone, _ = forward(network, [short], vocabulary)
    beside, _ = forward(network, [long, short], vocabulary)
    assert beside[1, :2] == pytest.approx(alone[0], abs=1e-5)
    assert (beside[1, 2:] < -1e8).all()
    alone, _ = forward(network, [long], vocabulary)
    assert beside[0] == pytest.approx(alone[0], abs=1e-5)


# 9 and 10: names never seen, and questions with nothing to go by


def test_files_that_were_never_seen_are_found_by_the_words_of_the_intent() -> None:
    vocabulary = names_about()
    lessons = [
        outcome(moment(np.arange(12, dtype=np.int32), intent=f"fix the {word}"), at, at + 6)
        for at, word in enumerate(WORDS)
    ]
    network = small_network()
    trainer = Trainer(network, OPTIONS)
    for _ in range(80):
        trainer.step(lessons, vocabulary)
    new = names_about(folders=("lib/deep", "spec"))
    asked = [moment(np.arange(12, dtype=np.int32), intent=f"change the {word}") for word in WORDS]
    scores, _ = forward(network, asked, new)
    assert np.isfinite(scores).all()
    best_two = np.sort(np.argsort(-scores, axis=1)[:, :2], axis=1)
    assert best_two.tolist() == [[at, at + 6] for at in range(6)]


def test_a_question_with_nothing_to_go_by_has_finite_scores_and_teaches_finitely() -> None:
    network, vocabulary = small_network(), names_about()
    bare = moment(numbers(0, 1))
    scores, _ = forward(network, [bare], vocabulary)
    assert np.isfinite(scores).all()
    Trainer(network, OPTIONS).step([outcome(bare, 0)], vocabulary)
    assert np.isfinite(network.table.vectors).all()
    assert np.isfinite(forward(network, [bare], vocabulary)[0]).all()


def test_features_that_stay_the_same_in_half_precision_score_the_same() -> None:
    network, vocabulary = small_network(), names_about()
    (asked,) = (one.moment for one in often_right(1))
    halved = replace(asked, features=asked.features.astype(np.float16))
    first, second = forward(network, [asked], vocabulary)[0], forward(network, [halved], vocabulary)[0]
    assert first == pytest.approx(second, abs=0.02)
