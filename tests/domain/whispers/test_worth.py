"""Worth begins with the prediction's own probability, and follows what became of whispers."""

from __future__ import annotations

import pytest
from tests.domain.whispers.make import WHISPER, whisper

from jepa_learning.domain.whispers.worth import Worth


def fresh() -> Worth:
    return Worth(start=10.0, floor=0.02, dismissal=3)


def worth_of(worth: Worth, chance: float = 0.625) -> float:
    return worth.predict_one(WHISPER.mode, WHISPER.kind, chance)


def test_before_the_first_outcome_it_is_the_chance() -> None:
    assert worth_of(fresh(), 0.3) == pytest.approx(0.3, abs=0.01)


def test_what_is_never_used_becomes_worth_nothing_and_only_that() -> None:
    worth = fresh()
    for _ in range(300):
        worth.learn_one(WHISPER, right=False)
    assert worth_of(worth) < 0.1
    assert worth.predict_one("resume_mode", "file", 0.625) == pytest.approx(0.625, abs=0.02)
    assert worth.predict_one(WHISPER.mode, "command", 0.625) == pytest.approx(0.625, abs=0.02)


def test_what_is_used_more_often_than_predicted_becomes_worth_more() -> None:
    worth = fresh()
    for _ in range(300):
        worth.learn_one(whisper(chance=0.3), right=True)
    assert worth_of(worth, 0.3) > 0.9


def test_a_dismissal_counts_more_than_passing_over() -> None:
    ignored, dismissed = fresh(), fresh()
    ignored.learn_one(WHISPER, right=False)
    dismissed.learn_dismissal(WHISPER)
    assert worth_of(dismissed) < worth_of(ignored) < worth_of(fresh())


def test_forgetting_begins_again() -> None:
    worth = fresh()
    worth.learn_dismissal(WHISPER)
    worth.forget()
    assert worth_of(worth) == worth_of(fresh())
