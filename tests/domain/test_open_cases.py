"""Open cases are bounded; the longest silent go first."""

from __future__ import annotations

from jepa_learning.domain.open_cases import OpenCases, RestingCases


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


class Case:
    """A case that counts how often it rested."""

    def __init__(self, length: int = 1) -> None:
        self.length, self.rested = length, 0

    def rest(self) -> None:
        self.rested += 1


def gone_on(names: str, *, most: int, awake: int) -> RestingCases[Case]:
    cases: RestingCases[Case] = RestingCases(most=most, awake=awake)
    for name in names:
        cases.remember(name, cases.recall(name) or Case())
    return cases


def rested(cases: RestingCases[Case], names: str) -> list[int | None]:
    found = [OpenCases.recall(cases, name) for name in names]  # which wakes nobody
    return [None if case is None else case.rested for case in found]


def test_the_longest_silent_cases_rest() -> None:
    assert rested(gone_on("abacd", most=4, awake=2), "abcd") == [1, 1, 0, 0]


def test_a_case_that_goes_on_after_a_rest_may_rest_again() -> None:
    assert rested(gone_on("abab", most=4, awake=1), "ab") == [2, 1]


def test_a_case_that_is_forgotten_need_not_rest() -> None:
    assert rested(gone_on("abc", most=1, awake=2), "abc") == [None, None, 0]


def test_a_case_that_was_only_asked_about_rests_again() -> None:
    cases = gone_on("abc", most=4, awake=1)
    cases.recall("a")
    assert rested(cases, "abc") == [1, 1, 1]
    cases.recall("b")
    assert rested(cases, "abc") == [2, 1, 1]


def test_long_cases_leave_room_for_few_others_and_the_newest_stays_awake_however_long() -> None:
    cases: RestingCases[Case] = RestingCases(most=9, awake=10)
    for name, length in (("a", 4), ("b", 5), ("c", 1), ("d", 6), ("e", 20)):
        cases.remember(name, Case(length))
        if name == "d":
            assert rested(cases, "abcd") == [1, 1, 0, 0]
    assert rested(cases, "abcde") == [1, 1, 1, 1, 0]


def test_a_case_that_grows_holds_more() -> None:
    cases, growing = RestingCases[Case](most=9, awake=10), Case(1)
    for name in "ab":
        cases.remember(name, Case(3))
    for length in range(1, 8):
        growing.length = length
        cases.remember("c", growing)
    assert [rested(cases, "abc")[0], growing.rested] == [1, 0]
