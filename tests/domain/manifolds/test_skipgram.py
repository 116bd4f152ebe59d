"""Skip-gram: contexts with holes."""

from __future__ import annotations

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_run, of_sequence, shares

from jepa_learning.domain.manifolds.skipgram import SkipGram

NAMES = "abcdx"


def test_two_back_sees_through_a_detour() -> None:
    names, skips = catalogue_of(*NAMES), SkipGram()
    learn_run(skips, names, "abc")
    evidence = skips.predict_one(of_sequence(names, past="ax"), catalogue=names)
    assert shares(evidence, 0) == pytest.approx([0.1, 0.1, 0.6, 0.1, 0.1])  # c came once of once: 1/2 and 1/2
    assert shares(evidence, 1) == pytest.approx([0.2] * 5)


def test_around_wants_the_last_and_the_third_last() -> None:
    names, skips = catalogue_of(*NAMES), SkipGram()
    learn_run(skips, names, "abcd")
    for past, met in (("axc", True), ("bxc", False), ("axb", False)):
        evidence = skips.predict_one(of_sequence(names, past=past), catalogue=names)
        assert (shares(evidence, 1)[3] > 0.5) == met


def test_a_run_knows_its_length_and_what_came_before() -> None:
    names, skips = catalogue_of(*NAMES), SkipGram()
    learn_run(skips, names, "abbbc")
    for past, met in (("abbb", True), ("abb", False), ("cbbb", False), ("bbb", False)):
        evidence = skips.predict_one(of_sequence(names, past=past), catalogue=names)
        assert (shares(evidence, 2)[2] > 0.5) == met


def test_the_words_count_what_came_two_after() -> None:
    names, skips = catalogue_of(*NAMES), SkipGram()
    for run in ("abc", "axc", "axd"):
        learn_run(skips, names, run)
    now = of_sequence(names, past="ad")
    assert skips.words(now, 2, catalogue=names) == "2 of 3 times two after a"
    assert skips.words(now, 4, catalogue=names) == ""
