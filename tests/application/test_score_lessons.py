"""How good scores are, alone and with what the federation believed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.domain.lessons import moment, numbers, outcome

from jepa_learning.application.score_lessons import score_lessons

LESSON = outcome(moment(numbers(*range(12))), 4)


def test_a_network_that_is_sure_and_right_hits_at_once_and_loses_nothing() -> None:
    scores = np.where(np.arange(12) == 4, 50.0, 0.0)
    found = score_lessons([(LESSON, scores)], share=0.5)
    assert found["alone_hit_at_1"] == found["with_federation_hit_at_1"] == 1.0
    assert found["alone_loss_nats"] == pytest.approx(0.0, abs=1e-9)


def test_equal_scores_are_no_hit_and_cost_the_logarithm_of_their_number() -> None:
    found = score_lessons([(LESSON, np.zeros(12))], share=0.5)
    assert found["alone_loss_nats"] == found["federation_loss_nats"] == pytest.approx(np.log(12))
    assert [found[f"alone_hit_at_{k}"] for k in (1, 3, 10)] == [0.0, 0.0, 0.0]


def test_what_the_federation_believed_is_measured_by_itself_and_beside_the_network() -> None:
    believed = np.where(np.arange(12) == 4, -0.1, -5.0).astype(np.float32)
    scores = np.where(np.arange(12) == 7, 1.0, 0.0)
    found = score_lessons([(replace(LESSON, believed=believed), scores)], share=0.5)
    assert (found["alone_hit_at_1"], found["alone_hit_at_10"]) == (0.0, 0.0)
    assert (found["federation_hit_at_1"], found["with_federation_hit_at_1"]) == (1.0, 1.0)


def test_numbers_are_means_over_lessons() -> None:
    right, wrong = np.where(np.arange(12) == 4, 9.0, 0.0), np.where(np.arange(12) == 5, 9.0, 0.0)
    assert score_lessons([(LESSON, right), (LESSON, wrong)], share=0.5)["alone_hit_at_1"] == 0.5


def test_without_lessons_there_are_no_numbers() -> None:
    assert score_lessons([], share=0.5) == {}
