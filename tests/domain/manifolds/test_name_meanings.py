"""Which words of a name go with which signs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.domain.manifolds.situations import catalogue_of

from jepa_learning.domain.manifolds.name_meanings import NameMeanings, overlap


def test_a_name_has_the_mean_lift_of_its_words_summed_over_the_signs() -> None:
    names = catalogue_of("one/two", "two/three")
    word = {text: number for number, text in enumerate(names.words_seen.texts)}
    meanings = NameMeanings[str](prior=10.0)
    meanings.learn_one(["x"], [word["one"], word["two"]])
    meanings.learn_one(["x", "y"], [word["one"]])
    found = meanings.predict_one(["x", "y", "never"], np.arange(2), catalogue=names)
    seen = {"one": 2.5, "two": 1.5, "three": 0.5}
    share = {text: count / 4.5 for text, count in seen.items()}
    beside = {"x": {"one": 2, "two": 1}, "y": {"one": 1}}

    def lift(text: str) -> float:
        return sum(
            math.log((row.get(text, 0) + 10 * share[text]) / (sum(row.values()) + 10) / share[text])
            for row in beside.values()
        )

    expected = [(lift("one") + lift("two")) / 2, (lift("two") + lift("three")) / 2]
    assert found.tolist() == pytest.approx(expected)


def test_without_signs_every_name_means_as_much() -> None:
    names = catalogue_of("one", "two")
    found = NameMeanings[str](prior=10.0).predict_one([], np.arange(2), catalogue=names)
    assert found.tolist() == [0.0, 0.0]


def test_rare_words_at_the_end_of_a_name_overlap_most() -> None:
    names = catalogue_of("a1/rare", "rare/other", "other/common", "common")
    asked = np.array([names.words_seen.texts.index(text) for text in ("rare", "other")])
    both = math.log(1 + 4 / 3)
    found = overlap(asked, np.arange(4), catalogue=names)
    assert found.tolist() == pytest.approx([both, both + both / 2**0.5, both / 2**0.5, 0.0])


def test_a_word_counts_as_strongly_as_it_is_asked_for() -> None:
    names = catalogue_of("rare", "other", "common")
    asked = np.array([names.words_seen.texts.index(text) for text in ("rare", "other")])
    found = overlap(asked, np.arange(3), catalogue=names, strength=np.array([1.0, 0.25]))
    one = math.log(1 + 3 / 2)
    assert found.tolist() == pytest.approx([one, one / 4, 0.0])
