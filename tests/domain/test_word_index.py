"""The word index ranks documents by BM25."""

from __future__ import annotations

import math

import pytest

from jepa_learning.domain.word_index import WordIndex


def index_of(*documents: str) -> WordIndex:
    index = WordIndex(saturation=1.2, length_share=0.75)
    for document in documents:
        index.append(document.split())
    return index


def test_the_relevance_is_that_of_the_formula() -> None:
    found = index_of("a a b", "b", "c c c c c").relevance(["a", "b"])
    rarity = {"a": math.log(1 + 2.5 / 1.5), "b": math.log(1 + 1.5 / 2.5)}
    damping = [1.2 * (0.25 + 0.75 * length / 3.0) for length in (3, 1, 5)]  # 3 is the mean length
    first = rarity["a"] * 2 * 2.2 / (2 + damping[0]) + rarity["b"] * 2.2 / (1 + damping[0])
    assert found.tolist() == pytest.approx([first, rarity["b"] * 2.2 / (1 + damping[1]), 0.0])


def test_a_rare_word_says_more_than_a_frequent_one() -> None:
    found = index_of("all rare", "all other", "all other").relevance(["all", "rare", "other"])
    assert found[0] > found[1] == found[2] > 0.0


def test_a_word_that_is_asked_twice_counts_once() -> None:
    index = index_of("a b", "b c")
    assert index.relevance(["a", "a"]).tolist() == index.relevance(["a"]).tolist()


def test_an_index_without_documents_and_an_unknown_word_find_nothing() -> None:
    assert index_of().relevance(["a"]).tolist() == []
    assert index_of("a", "").relevance(["z"]).tolist() == [0.0, 0.0]
