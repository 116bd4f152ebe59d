"""Lately: the last followers, the newest first."""

from __future__ import annotations

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_run, of_sequence, shares

from jepa_learning.domain.manifolds.lately import Lately


def taught(*runs: str, remembered: int = 8) -> Lately:
    lately = Lately(remembered=remembered, fade=0.5, escape=0.1)
    for run in runs:
        learn_run(lately, catalogue_of(*"abc"), run)
    return lately


def test_each_older_follower_fades() -> None:
    names = catalogue_of(*"abc")
    evidence = taught("ab", "ac", "ab").predict_one(of_sequence(names, past="a"), catalogue=names)
    b, c = 1 + 0.25, 0.5
    expected = [0.1 / 3, 0.9 * b / (b + c) + 0.1 / 3, 0.9 * c / (b + c) + 0.1 / 3]
    assert shares(evidence, 0) == pytest.approx(expected)
    assert shares(evidence, 1) == pytest.approx([1 / 3] * 3)


def test_only_so_many_followers_are_remembered() -> None:
    names = catalogue_of(*"abc")
    lately = taught("ac", "ab", "ab", remembered=2)
    evidence = lately.predict_one(of_sequence(names, past="a"), catalogue=names)
    assert shares(evidence, 0) == pytest.approx([0.1 / 3, 0.9 + 0.1 / 3, 0.1 / 3])


def test_the_words_are_what_came_the_last_time() -> None:
    names = catalogue_of(*"abc")
    lately = taught("bac", "ab")
    now = of_sequence(names, past="ba")
    assert lately.words(now, 2, catalogue=names) == "came the last time after b then a"
    assert lately.words(now, 1, catalogue=names) == "came the last time after a"
    assert lately.words(now, 0, catalogue=names) == ""
