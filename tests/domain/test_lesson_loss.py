"""What an answer to a lesson costs."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from tests.domain.lessons import moment, numbers, outcome

from jepa_learning.domain.lesson_loss import lesson_loss

LESSON = outcome(moment(numbers(0, 1, 2, 3)), 1, 2)


def test_without_a_network_it_is_that_of_what_was_believed() -> None:
    assert lesson_loss(LESSON, None, share=0.5) == pytest.approx(log(2.0))


def test_scores_count_beside_the_belief_and_what_came_together() -> None:
    scores = np.log(np.array([1.0, 5.0, 3.0, 1.0]))
    assert lesson_loss(LESSON, scores, share=0.0) == pytest.approx(-log(0.8))
    assert lesson_loss(LESSON, scores, share=0.5) == pytest.approx(-log(0.8))


def test_what_was_held_for_impossible_costs_much_and_not_all() -> None:
    assert lesson_loss(LESSON, np.array([1e9, 0.0, 0.0, 0.0]), share=0.0) == pytest.approx(-log(1e-12))
