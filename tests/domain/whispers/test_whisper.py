"""A whisper's chance is that of its guesses, and what is the same to a reader is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.whispers.make import whisper

from jepa_learning.domain.whispers.whisper import Guess, chance_of

PROBABILITIES = st.lists(st.floats(0.0, 1.0), max_size=10)


def test_the_chance_is_that_one_of_independent_guesses_is_right() -> None:
    assert chance_of([Guess("a", 0.5), Guess("b", 0.5)]) == pytest.approx(0.75)
    assert chance_of([]) == 0.0


@given(PROBABILITIES)
def test_the_chance_is_no_less_than_the_best_guess_and_no_more_than_all_together(found: list[float]) -> None:
    chance = chance_of([Guess(f"a{number}", p) for number, p in enumerate(found)])
    assert max(found, default=0.0) - 1e-9 <= chance <= min(1.0, sum(found)) + 1e-9


def test_the_order_and_the_probabilities_make_no_other_whisper() -> None:
    one = whisper(guesses=(Guess("a", 0.5), Guess("b", 0.4)))
    assert one.sameness == whisper(guesses=(Guess("b", 0.9), Guess("a", 0.1)), hint="elsewhere").sameness
    assert one.sameness != whisper(guesses=(Guess("a", 0.5), Guess("c", 0.4))).sameness
    assert one.sameness != whisper(guesses=one.guesses, project="/other").sameness
    assert one.sameness != whisper(guesses=one.guesses, kind="command").sameness


def test_another_rule_that_names_the_same_makes_no_other_whisper() -> None:
    one = whisper(guesses=(Guess("a", 0.5),), mode="commit_mode", guidance="Look here")
    other = whisper(guesses=(Guess("a", 0.5),), mode="prediction_mode", guidance="Open this")
    assert one.sameness == other.sameness


def test_without_guesses_the_words_tell_whispers_apart() -> None:
    assert whisper(guesses=(), hint="a").sameness != whisper(guesses=(), hint="b").sameness
