"""Teaching a council: its gradients, what it learns, and going on exactly where it stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.adapters.council.councils import lessons, taught_weights
from tests.domain.lessons import names_about

from jepa_learning.adapters.council.trainer import CouncilTrainer, collate, gradients_of
from jepa_learning.adapters.council.weights import OPINIONS, CouncilWeights, load_weights, question_of
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.latent import Lesson

NAMES = names_about()


def trainer(folder: Path) -> CouncilTrainer:
    return CouncilTrainer(folder, hidden=8, rate=0.01, decay=0.001, seed=0)


def right_first(taught: CouncilTrainer, asked: list[Lesson]) -> float:
    scores = taught.score_many(asked, NAMES)
    return float(np.mean([one.right[found.argmax()] for one, found in zip(asked, scores, strict=True)]))


def test_the_loss_is_the_surprise_at_what_came_once_the_score_is_added_to_the_mixture() -> None:
    weights, asked = taught_weights(), lessons(20)
    expected = []
    for one in asked:
        assert one.moment.opinions is not None
        logits = weights.score(one.moment.opinions, question_of(one.moment)) + one.believed
        p = np.exp(logits - logits.max())
        expected.append(-np.log(p[one.right].sum() / p.sum()))
    assert gradients_of(weights, collate(asked))[0] == pytest.approx(np.mean(expected), rel=1e-5)


def test_the_gradients_are_the_slopes_of_the_loss() -> None:
    batch = collate(lessons(16))
    weights = CouncilWeights(
        **{name: one.astype(np.float64) for name, one in taught_weights().named().items()}
    )
    _, gradients = gradients_of(weights, batch)
    chance = np.random.default_rng(0)
    for name, values in weights.named().items():
        for place in chance.permutation(values.size)[:6].tolist():
            at = np.unravel_index(place, values.shape)
            kept, losses = values[at], []
            for step in (1e-6, -1e-6):
                values[at] = kept + step
                losses.append(gradients_of(weights, batch)[0])
            values[at] = kept
            slope = (losses[0] - losses[1]) / 2e-6
            assert gradients[name][at] == pytest.approx(slope, abs=1e-4), name


def test_it_learns_to_hear_what_the_mixture_overlooks(tmp_path: Path) -> None:
    asked, others = lessons(256), lessons(100, seed=1)
    taught = trainer(tmp_path / "none")
    assert right_first(taught, others) < 0.5
    for start in range(200):
        taught.step(asked[start % 4 * 64 : start % 4 * 64 + 64], NAMES, pace=1.0)
    assert right_first(taught, others) > 0.8


def test_the_same_lessons_give_the_same_council_and_a_stopped_one_goes_on_exactly(tmp_path: Path) -> None:
    asked = lessons(32)
    whole, first = trainer(tmp_path / "none"), trainer(tmp_path / "none")
    for _ in range(3):
        first.step(asked, NAMES, pace=0.5)
    first.save(tmp_path / "saved")
    second = trainer(tmp_path / "saved")
    assert second.steps == 3
    for _ in range(3):
        second.step(asked, NAMES, pace=0.5)
    for _ in range(6):
        whole.step(asked, NAMES, pace=0.5)
    for found, expected in zip(second.score_many(asked, NAMES), whole.score_many(asked, NAMES), strict=True):
        assert np.array_equal(found, expected)


def test_a_broken_checkpoint_is_made_again(tmp_path: Path) -> None:
    taught = trainer(tmp_path / "none")
    taught.step(lessons(8), NAMES, pace=1.0)
    taught.save(tmp_path / "saved")
    (tmp_path / "saved/training.npz").write_bytes(b"PK")
    assert trainer(tmp_path / "saved").steps == 0


def test_what_is_published_is_the_weights_alone(tmp_path: Path) -> None:
    taught = trainer(tmp_path / "none")
    taught.step(lessons(8), NAMES, pace=1.0)
    taught.publish(tmp_path / "out", {"seed": 0, "steps": 1})
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["config.json", "weights.npz"]
    one = lessons(1)[0]
    assert one.moment.opinions is not None
    found = load_weights(tmp_path / "out").score(one.moment.opinions, question_of(one.moment))
    assert found == pytest.approx(taught.score_many([one], NAMES)[0])


def test_who_never_said_anything_while_it_was_taught_is_not_heard_later(tmp_path: Path) -> None:
    taught, asked = trainer(tmp_path / "none"), lessons(16)
    for one in asked:
        assert one.moment.opinions is not None
        one.moment.opinions[:, 11] = 0.0
    for _ in range(3):
        taught.step(asked, NAMES, pace=1.0)
    taught.publish(tmp_path / "out", {})
    found, said = load_weights(tmp_path / "out"), np.zeros((2, OPINIONS), dtype=np.float32)
    said[0, 11] = 1.0
    question = question_of(asked[0].moment)
    assert np.array_equal(found.score(said, question), found.score(np.zeros_like(said), question))
    assert found.of_opinions.any(axis=0).sum() == OPINIONS - 1


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for write in (trainer(tmp_path / "none").save, lambda to: trainer(tmp_path / "none").publish(to, {})):
        with pytest.raises(StoreError, match="cannot be written"):
            write(tmp_path / "file" / "council")


def test_a_lesson_that_nobody_was_heard_in_has_opinions_of_nought(tmp_path: Path) -> None:
    from dataclasses import replace

    one = lessons(1)[0]
    silent = replace(one, moment=replace(one.moment, opinions=None))
    assert not collate([silent]).said.any()
    assert trainer(tmp_path).diagnose([one], NAMES)["decoding"] == pytest.approx(np.log(len(one.right)))
