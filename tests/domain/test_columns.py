"""Numbers by activity against a dictionary, and decays against powers of one half."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.columns import Column, Counts, Decay

ADDITIONS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9)), max_size=60)


@settings(max_examples=50, deadline=None)
@given(ADDITIONS)
def test_a_column_holds_what_was_added_and_its_fill_elsewhere(additions: list[tuple[int, int]]) -> None:
    column = Column(fill=-1.0)
    expected: dict[int, float] = {}
    for index, amount in additions:
        column.add(index, amount)
        expected[index] = expected.get(index, -1.0) + amount
    wanted = [expected.get(index, -1.0) for index in range(400)]
    assert [column[index] for index in range(400)] == wanted
    assert column.take(np.arange(400)).tolist() == wanted


def test_a_column_is_read_in_any_order_of_indices() -> None:
    column = Column()
    column[500] = 2.0
    assert column.take(np.array([500, 3, 1000, 0])).tolist() == [2.0, 0.0, 0.0, 0.0]


def test_nothing_is_taken_from_a_column_for_no_indices() -> None:
    assert len(Column().take(np.zeros(0, dtype=np.int64))) == 0


@settings(max_examples=50, deadline=None)
@given(ADDITIONS)
def test_counts_hold_what_was_added_and_their_total(additions: list[tuple[int, int]]) -> None:
    counts = Counts()
    expected: dict[int, float] = {}
    for index, amount in additions:
        counts.add(index, amount)
        expected[index] = expected.get(index, 0.0) + amount
    assert dict(zip(counts.indices.tolist(), counts.amounts.tolist(), strict=True)) == expected
    assert list(counts) == list(expected)
    assert len(counts) == len(expected)
    assert counts.total == sum(expected.values())
    assert counts[301] == 0.0


def test_scaled_counts_keep_their_shares() -> None:
    counts = Counts()
    counts.add(7, 3.0)
    counts.add(2, 1.0)
    counts.scale(0.5)
    assert (counts[7], counts[2], counts.total) == (1.5, 0.5, 2.0)
    counts.add(2, 0.5)
    assert (counts[2], counts.total) == (1.0, 2.5)


@pytest.mark.parametrize("half_life", [1.0, 7.0, 200.0])
def test_a_count_weighs_half_after_a_half_life(half_life: float) -> None:
    decay = Decay(half_life=half_life)
    old = decay.unit
    for _ in range(int(half_life)):
        decay.tick()
    assert old / decay.unit == pytest.approx(0.5)


def test_a_decayed_count_is_the_sum_of_powers_of_one_half_also_across_the_limit() -> None:
    half_life, ticks = 2.0, 2_000  # the unit passes its limit after about 800 ticks
    decay, count, scaled = Decay(half_life=half_life), 0.0, 0
    for tick in range(ticks):
        factor = decay.tick()
        count *= factor
        scaled += factor != 1.0
        if tick % 3 == 0:
            count += decay.unit
        assert decay.unit < Decay.LIMIT
    expected = sum(0.5 ** ((ticks - 1 - tick) / half_life) for tick in range(0, ticks, 3))
    assert scaled == 2
    assert count / decay.unit == pytest.approx(expected, rel=1e-9)
