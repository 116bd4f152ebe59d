"""The council's formula against a plain one, and its folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from tests.adapters.council.councils import lessons, taught_weights
from tests.domain.lessons import moment, names_about, numbers

from jepa_learning.adapters.council.model import CouncilModel
from jepa_learning.adapters.council.weights import (
    OPINIONS,
    CouncilWeights,
    load_weights,
    question_of,
    save_weights,
)
from jepa_learning.config.layers import models_folder
from jepa_learning.domain.errors import StoreError


def test_a_score_is_that_of_units_that_see_all_opinions_and_of_opinions_weighed_by_the_question() -> None:
    weights = taught_weights()
    for one in lessons(12):
        said, asked = one.moment.opinions, question_of(one.moment)
        assert said is not None
        g = np.concatenate([said.max(axis=0), asked])
        expected = []
        for f in said:
            units = [
                max(0.0, float(weights.of_opinions[h] @ f + weights.of_question[h] @ g + weights.bias[h]))
                for h in range(len(weights.out))
            ]
            trusted = weights.believed @ g + weights.believed_bias
            expected.append(float(np.dot(units, weights.out) + f @ trusted))
        assert weights.score(said, asked) == pytest.approx(expected, abs=1e-4)


def test_untaught_weights_correct_nothing() -> None:
    weights = CouncilWeights.random(8, seed=3)
    said = np.ones((4, OPINIONS), dtype=np.float32)
    assert not weights.score(said, np.ones(4, dtype=np.float32)).any()


@pytest.mark.parametrize(
    ("intent", "known", "kind"),
    [("fix it", 0, [1, 1, 0, 0]), ("", 1, [0, 0, 1, 0]), ("fix it", 3, [1, 0, 0, 1])],
)
def test_a_question_is_told_or_not_and_has_none_one_or_more_of_its_case_known(
    intent: str, known: int, kind: list[int]
) -> None:
    asked = moment(numbers(0, 1), known=tuple(range(known)), intent=intent)
    assert question_of(asked).tolist() == kind


def test_a_model_scores_what_was_heard_and_is_silent_where_nothing_was() -> None:
    weights, (one, other) = taught_weights(), lessons(2)
    model = CouncilModel(weights)
    found = model.score([one.moment, other.moment], names_about())
    assert found is not None
    for scores, lesson in zip(found, (one, other), strict=True):
        assert lesson.moment.opinions is not None
        assert scores == pytest.approx(weights.score(lesson.moment.opinions, question_of(lesson.moment)))
    assert model.score([one.moment, replace(other.moment, opinions=None)], names_about()) is None


def test_weights_come_back_as_they_were_saved(tmp_path: Path) -> None:
    weights = taught_weights()
    save_weights(weights, tmp_path / "council", {"steps": 3})
    found = load_weights(tmp_path / "council")
    for one in fields(CouncilWeights):
        assert np.array_equal(getattr(found, one.name), getattr(weights, one.name))
    config = json.loads((tmp_path / "council/config.json").read_text(encoding="utf-8"))
    assert config["sizes"] == {"opinions": OPINIONS, "hidden": 5}
    assert config["steps"] == 3


def changed(folder: Path) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**config, "hears": ["gone.view"]}), encoding="utf-8")


def narrowed(folder: Path) -> None:
    weights = taught_weights()
    save_weights(replace(weights, of_opinions=weights.of_opinions[:, 1:]), folder, {})


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda folder: (folder / "config.json").unlink(), "holds no council"),
        (lambda folder: (folder / "config.json").write_text("[]"), "holds no council"),
        (lambda folder: (folder / "weights.npz").write_bytes(b"PK\x03\x04"), "holds no council"),
        (lambda folder: save_weights_alone(folder), "is not what was saved"),
        (lambda folder: (folder / "weights.npz").write_bytes(b""), "holds no council"),
        (changed, "hears gone.view"),
        (narrowed, "has of_opinions of another shape"),
    ],
)
def test_a_folder_that_was_harmed_is_an_error_that_says_so(
    tmp_path: Path, harm: Callable[[Path], object], words: str
) -> None:
    save_weights(taught_weights(), tmp_path, {})
    harm(tmp_path)
    with pytest.raises(StoreError, match=words):
        load_weights(tmp_path)


def save_weights_alone(folder: Path) -> None:
    config = (folder / "config.json").read_bytes()
    save_weights(taught_weights(seed=1), folder, {})
    (folder / "config.json").write_bytes(config)


def test_the_council_that_ships_can_be_read() -> None:
    assert len(load_weights(models_folder() / "council").out) == 32
