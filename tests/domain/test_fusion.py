"""Fusion adds reciprocal places, and knows nothing of scores but their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.fusion import fuse

Lists = dict[str, list[tuple[str, float]]]

some_rankings = st.dictionaries(
    st.sampled_from(["one", "two", "three"]),
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([1.0, 2.0, 3.0])).map(
        lambda d: list(d.items())
    ),
)


def scores(rankings: Lists, *, constant: float = 60.0) -> dict[str, float]:
    return {one.key: one.score for one in fuse(rankings, constant=constant)}


def test_each_ranking_gives_one_over_the_constant_and_the_place() -> None:
    found = scores({"one": [("a", 9.0), ("b", 8.0)], "two": [("b", 0.2), ("c", 0.1)]}, constant=1.0)
    most = 2 / 2
    assert found == pytest.approx({"b": (1 / 3 + 1 / 2) / most, "a": 1 / 2 / most, "c": 1 / 3 / most})
    assert list(found) == ["b", "a", "c"]


def test_a_ranking_of_more_weight_gives_more_and_the_first_of_all_has_1_all_the_same() -> None:
    rankings: Lists = {"one": [("a", 1.0), ("b", 0.5)], "two": [("b", 1.0)], "silent": []}
    found = {one.key: one.score for one in fuse(rankings, constant=1.0, weights={"one": 3.0, "silent": 9.0})}
    most = (3 + 1) / 2
    assert found == pytest.approx({"a": 3 / 2 / most, "b": (3 / 3 + 1 / 2) / most})
    first = fuse({"one": [("a", 1.0)], "two": [("a", 1.0)]}, constant=1.0, weights={"one": 3.0})[0]
    assert (first.score, first.shares) == (pytest.approx(1.0), pytest.approx({"one": 0.75, "two": 0.25}))


def test_what_is_first_in_every_ranking_that_names_anything_has_the_score_1() -> None:
    found = scores({"one": [("a", 1.0), ("b", 0.5)], "two": [("a", 7.0)], "silent": []})
    assert found["a"] == pytest.approx(1.0)


def test_what_is_alike_shares_the_mean_of_its_places() -> None:
    found = scores({"one": [("a", 2.0), ("b", 1.0), ("c", 1.0), ("d", 1.0), ("e", 0.0)]}, constant=0.0)
    assert found == pytest.approx({"a": 1.0, "b": 1 / 3, "c": 1 / 3, "d": 1 / 3, "e": 1 / 5})


def test_the_shares_say_what_each_ranking_gave() -> None:
    (first, *_) = fuse({"one": [("a", 1.0)], "two": [("b", 2.0), ("a", 1.0)]}, constant=0.0)
    assert (first.key, first.shares) == ("a", pytest.approx({"one": 2 / 3, "two": 1 / 3}))


def test_nothing_fuses_to_nothing() -> None:
    assert fuse({}, constant=60.0) == []
    assert fuse({"one": []}, constant=60.0) == []


@given(some_rankings)
def test_all_that_is_named_comes_once_best_first_with_shares_of_one(rankings: Lists) -> None:
    found = fuse(rankings, constant=60.0)
    assert {one.key for one in found} == {key for ranking in rankings.values() for key, _ in ranking}
    assert len({one.key for one in found}) == len(found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0.0 < one.score <= 1.0 + 1e-9 for one in found)
    assert all(sum(one.shares.values()) == pytest.approx(1.0) for one in found)


@given(some_rankings, st.sampled_from([0.1, 10.0]))
def test_only_the_order_of_the_scores_counts(rankings: Lists, factor: float) -> None:
    stretched = {
        name: [(key, factor * score + 1.0) for key, score in ranking] for name, ranking in rankings.items()
    }
    assert scores(stretched) == pytest.approx(scores(rankings))
