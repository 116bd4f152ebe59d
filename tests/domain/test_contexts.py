"""Counts of followers against dictionaries, and Witten-Bell against its formula."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.contexts import Contexts, counts_among, witten_bell

COLUMNS = {10: 0, 11: 1, 12: 2, 15: 3}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3)), max_size=80))
def test_followers_are_counted_by_context(seen: list[tuple[int, int, int]]) -> None:
    contexts = Contexts()
    expected: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for one, two, follower in seen:
        assert contexts.add((one, two), follower) == (not expected[one, two])
        expected[one, two][follower] += 1
    for context, followers in expected.items():
        assert contexts.followers(context) == followers
    assert len(contexts) == sum(1 for followers in expected.values() if followers)


def test_a_new_context_has_no_followers() -> None:
    assert dict(Contexts().followers((1, 2))) == {}


def test_a_single_follower_is_counted_on() -> None:
    contexts = Contexts()
    for _ in range(1000):
        contexts.add((1,), 7)
    assert contexts.followers((1,)) == {7: 1000}
    contexts.add((1,), 8)
    assert contexts.followers((1,)) == {7: 1000, 8: 1}


@pytest.mark.parametrize("followers", [{11: 3, 99: 1}, {index: index for index in range(9, 60)}])
def test_counts_are_read_by_column_from_few_and_from_many_followers(followers: dict[int, int]) -> None:
    expected = [followers.get(index, 0) for index in COLUMNS]
    assert counts_among(followers, COLUMNS).tolist() == expected


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(8, 18), st.integers(1, 50), min_size=1))
def test_witten_bell_keeps_n_of_n_plus_u_and_spreads_the_rest(followers: dict[int, int]) -> None:
    n, u, c = sum(followers.values()), len(followers), len(COLUMNS)
    expected = [math.log((followers.get(index, 0) / (n + u) + u / (n + u) / c) * c) for index in COLUMNS]
    assert witten_bell(followers, COLUMNS).tolist() == pytest.approx(expected)


def test_witten_bell_is_a_probability_where_every_follower_is_a_candidate() -> None:
    p = [math.exp(value) / len(COLUMNS) for value in witten_bell({10: 4, 15: 1}, COLUMNS)]
    assert sum(p) == pytest.approx(1.0)
    assert p == pytest.approx([4 / 7 + 2 / 7 / 4, 2 / 7 / 4, 2 / 7 / 4, 1 / 7 + 2 / 7 / 4])


def test_witten_bell_of_a_context_never_seen_says_nothing() -> None:
    assert witten_bell({}, COLUMNS).tolist() == [0.0] * 4
