"""Counts of followers against dictionaries, and Witten-Bell against its formula."""

from __future__ import annotations

import math
import pickle
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.contexts import LONGEST_CHAIN, Contexts, counts_among, witten_bell

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


def test_few_and_many_followers_are_told_in_the_order_in_which_they_came_first() -> None:
    contexts, came = Contexts(), [*range(3 * LONGEST_CHAIN, 0, -1), *range(1, 3 * LONGEST_CHAIN, 2)]
    for known in range(1, len(came) + 1):
        contexts.add((4, 2), came[known - 1])
        assert list(contexts.followers((4, 2)).items()) == list(Counter(came[:known]).items())


def test_many_contexts_are_kept_apart_and_go_with_a_copy() -> None:
    contexts = Contexts()
    for number in range(5000):
        assert contexts.add((number, number % 7), number % 11)
    for one in (contexts, pickle.loads(pickle.dumps(contexts))):
        assert len(one) == 5000
        for number in range(5000):
            assert one.followers((number, number % 7)) == {number % 11: 1}
        assert not one.followers((5000, 2))


def test_contexts_whose_places_collide_at_the_end_are_all_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jepa_learning.domain.contexts._key", lambda context: context[0] << 20 | 0xFFFFF)
    contexts = Contexts()
    for number in range(1, 200):
        assert contexts.add((number,), number)
    assert [dict(contexts.followers((number,))) for number in range(1, 200)] == [
        {number: 1} for number in range(1, 200)
    ]


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
