"""Open cases are bounded; the longest silent go first."""

from __future__ import annotations

from jepa_learning.domain.open_cases import OpenCases


def test_what_is_remembered_is_recalled_and_a_new_case_is_not() -> None:
    cases: OpenCases[int] = OpenCases(most=2)
    cases.remember("a", 1)
    assert cases.recall("a") == 1
    assert cases.recall("b") is None


def test_the_longest_silent_case_is_forgotten_first() -> None:
    cases: OpenCases[int] = OpenCases(most=2)
    cases.remember("a", 1)
    cases.remember("b", 2)
    cases.remember("a", 3)
    cases.remember("c", 4)
    assert [cases.recall(name) for name in "abc"] == [3, None, 4]


def test_asking_does_not_keep_a_case_awake() -> None:
    cases: OpenCases[int] = OpenCases(most=2)
    cases.remember("a", 1)
    cases.remember("b", 2)
    cases.recall("a")
    cases.remember("c", 3)
    assert cases.recall("a") is None


def test_never_more_cases_are_remembered_than_allowed() -> None:
    cases: OpenCases[int] = OpenCases(most=5)
    for number in range(100):
        cases.remember(f"case {number}", number)
    assert [number for number in range(100) if cases.recall(f"case {number}") is not None] == [
        *range(95, 100)
    ]
