"""Next case: what followed, one commit later."""

from __future__ import annotations

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.next_case import NextCase


def test_it_shares_by_what_followed_the_files_of_the_case_before() -> None:
    files, following = catalogue_of("a", "b", "c"), NextCase(most=10, escape=0.1)
    learn_case(following, files, ["b"], tick=1, previous=["a"])
    learn_case(following, files, ["b"], tick=3, previous=["a"])
    learn_case(following, files, ["c"], tick=5, previous=["a", "b"])  # each weighs 1 / sqrt(2)
    evidence = following.predict_one(of_files(files, previous=["a"], tick=6), catalogue=files)
    half = 1 / 2**0.5
    assert shares(evidence) == pytest.approx(
        [0.1 / 3, 0.9 * 2 / (2 + half) + 0.1 / 3, 0.9 * half / (2 + half) + 0.1 / 3]
    )


def test_only_so_many_files_of_the_case_before_are_looked_at() -> None:
    files, following = catalogue_of("a", "b", "c"), NextCase(most=1, escape=0.1)
    learn_case(following, files, ["c"], tick=1, previous=["a", "b"])
    evidence = following.predict_one(of_files(files, previous=["b"], tick=2), catalogue=files)
    assert shares(evidence) == pytest.approx([1 / 3] * 3)


def test_the_words_name_what_it_followed_on() -> None:
    files, following = catalogue_of("a", "b", "c"), NextCase(most=10, escape=0.1)
    learn_case(following, files, ["b"], tick=1, previous=["a"])
    now = of_files(files, previous=["c", "a"], tick=2)
    assert following.words(now, 1, catalogue=files) == "has followed on a, which just changed"
    assert following.words(now, 2, catalogue=files) == ""


def test_after_nothing_it_has_nothing_to_say() -> None:
    files, following = catalogue_of("a", "b"), NextCase(most=10, escape=0.1)
    assert following.predict_one(of_files(files), catalogue=files) is None
