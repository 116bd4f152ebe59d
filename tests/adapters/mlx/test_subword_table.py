"""The table of subwords: bags of rows, the matrix that makes them, and learning row by row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.adapters.mlx.subword_table import SETTLE, Rows, SubwordTable, bag_matrix

bags_of_rows = st.lists(st.lists(st.integers(0, 31), max_size=6), min_size=1, max_size=8)


def table() -> SubwordTable:
    return SubwordTable.random(32, 5, seed=0)


def rows(lists: list[list[int]]) -> list[Rows]:
    return [np.array(one, dtype=np.int64) for one in lists]


@given(bags_of_rows)
def test_a_bag_is_the_sum_of_its_rows_over_the_root_of_how_many(lists: list[list[int]]) -> None:
    found = table().bags(rows(lists))
    for bag, one in zip(found, lists, strict=True):
        expected = table().vectors[one].sum(axis=0) / max(len(one), 1) ** 0.5 if one else np.zeros(5)
        assert bag == pytest.approx(expected, abs=1e-6)


@given(bags_of_rows)
def test_the_matrix_makes_the_same_bags(lists: list[list[int]]) -> None:
    touched = np.unique(np.concatenate([np.zeros(1, dtype=np.int64), *rows(lists)]))
    made = bag_matrix(rows(lists), touched) @ table().vectors[touched]
    assert made == pytest.approx(table().bags(rows(lists)), abs=1e-6)


def test_an_empty_text_has_no_rows_and_a_bag_of_zeros() -> None:
    one = table()
    assert [len(its) > 0 for its in (*one.names(["", "a.py"]), *one.intents(["", "fix"]))] == [
        False,
        True,
    ] * 2
    assert not one.bags(one.names([""])).any()


def test_only_touched_rows_move_and_against_their_gradient() -> None:
    one, before = table(), table().vectors
    gradient = np.ones((2, 5), dtype=np.float32)
    one.learn_rows(np.array([3, 7]), gradient, rate=0.1)
    still = [row for row in range(32) if row not in (3, 7)]
    assert np.array_equal(one.vectors[still], before[still])
    assert one.vectors[[3, 7]] == pytest.approx(before[[3, 7]] - 0.1 / np.sqrt(1.0 + SETTLE), abs=1e-6)


def test_a_row_that_has_moved_much_moves_less() -> None:
    one = table()
    gradient = np.ones((1, 5), dtype=np.float32)
    moves = []
    for _ in range(3):
        before = one.vectors[4].copy()
        one.learn_rows(np.array([4]), gradient, rate=0.1)
        moves.append(float(np.abs(one.vectors[4] - before).max()))
    assert moves == pytest.approx([0.1, 0.1 / 2**0.5, 0.1 / 3**0.5], rel=1e-3)


def test_a_copy_goes_on_by_itself() -> None:
    one = table()
    other = one.copy()
    other.learn_rows(np.array([4]), np.ones((1, 5), dtype=np.float32), rate=0.1)
    assert np.array_equal(one.vectors, table().vectors)
    assert np.array_equal(one.squares, table().squares)
