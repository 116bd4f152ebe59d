"""Words that are spelled like each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.word_letters import LEAST, WordLetters, runs_of

words = st.text(alphabet="abcdé-", min_size=1, max_size=9)


def like(word: str, *vocabulary: str) -> dict[str, float]:
    letters = WordLetters()
    letters.follow(vocabulary)
    numbers, likeness = letters.like(word)
    return {
        vocabulary[number]: share for number, share in zip(numbers.tolist(), likeness.tolist(), strict=True)
    }


def test_a_word_is_as_like_itself_as_can_be() -> None:
    assert like("router", "router", "parser") == {"router": 1.0}


def test_a_beginning_shares_all_runs_but_the_one_at_its_end() -> None:
    assert like("auth", "authentication") == pytest.approx({"authentication": 3 / 4})  # ^au aut uth, not th$


def test_words_that_share_less_than_half_of_the_shorter_one_are_not_alike() -> None:
    assert like("parser", "parade", "laser") == {}


def test_words_that_come_later_are_found_as_those_known_from_the_start() -> None:
    letters, vocabulary = WordLetters(), [f"word{number}" for number in range(200)]
    for size in range(0, 201, 7):
        letters.follow(vocabulary[:size])
    letters.follow(vocabulary)
    assert like("word77", *vocabulary) == {
        vocabulary[number]: share
        for number, share in zip(*(one.tolist() for one in letters.like("word77")), strict=True)
    }


def test_nothing_is_like_a_word_where_nothing_is_known() -> None:
    assert like("router") == {}


@given(words, st.lists(words, unique=True, max_size=12))
def test_likeness_is_the_overlap_coefficient_of_the_runs(word: str, vocabulary: list[str]) -> None:
    shares = {
        other: len(runs_of(word) & runs_of(other)) / min(len(runs_of(word)), len(runs_of(other)))
        for other in vocabulary
    }
    assert like(word, *vocabulary) == pytest.approx(
        {other: share for other, share in shares.items() if share >= LEAST}
    )
