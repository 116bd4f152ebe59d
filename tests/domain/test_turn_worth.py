"""How often what stands at a rank was needed behind a turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.turn_worth import ANYWHERE, HERE, TurnWorth


def test_before_the_first_turn_a_place_is_believed_more_than_all_and_first_more_than_second() -> None:
    worth = TurnWorth()
    assert worth.chance("command", HERE, 0) > worth.chance("command", ANYWHERE, 0)
    assert worth.chance("command", HERE, 0) > worth.chance("command", HERE, 1)


def test_it_goes_to_the_rate_at_which_an_entry_was_needed() -> None:
    worth = TurnWorth()
    for turn in range(400):
        worth.learn_one("command", ANYWHERE, ["ls", "make"], {"ls"} if turn % 4 else {"make"})
    assert worth.chance("command", ANYWHERE, 0) == pytest.approx(0.75, abs=0.05)
    assert worth.chance("command", ANYWHERE, 1) == pytest.approx(0.25, abs=0.05)


def test_what_is_only_needed_with_one_before_it_is_worth_nothing_more() -> None:
    together, apart = TurnWorth(), TurnWorth()
    for turn in range(400):
        together.learn_one("file", HERE, ["a", "b"], {"a", "b"} if turn % 2 else set())
        apart.learn_one("file", HERE, ["a", "b"], {"a"} if turn % 2 else {"b"})
    assert together.chance("file", HERE, 1) < 0.01
    assert apart.chance("file", HERE, 1) == pytest.approx(0.5, abs=0.05)


def test_kinds_and_lists_are_apart() -> None:
    worth = TurnWorth()
    before = worth.chance("tool", HERE, 0)
    worth.learn_one("command", HERE, ["ls"], {"ls"})
    worth.learn_one("tool", ANYWHERE, ["ls"], {"ls"})
    assert worth.chance("tool", HERE, 0) == before


@given(st.lists(st.booleans(), max_size=60))
def test_it_is_a_probability_whatever_happens(needed: list[bool]) -> None:
    worth = TurnWorth()
    for one in needed:
        worth.learn_one("file", HERE, ["a"], {"a"} if one else set())
    assert 0.0 < worth.chance("file", HERE, 0) < 1.0
