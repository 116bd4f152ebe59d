"""Progress: how far the case is, and what is already done."""

from __future__ import annotations

from tests.domain.manifolds.situations import catalogue_of, learn_run, of_sequence, shares

from jepa_learning.domain.manifolds.progress import Progress


def taught(longest: int = 200) -> Progress:
    progress = Progress(longest=longest)
    learn_run(progress, catalogue_of(*"abcd"), "abcd")
    return progress


def test_what_is_done_counts_in_any_order() -> None:
    names = catalogue_of(*"abcd")
    for past, place, done, times in (
        ("abc", True, True, True),
        ("bac", True, True, True),
        ("cab", False, True, False),
        ("aabc", False, True, False),
        ("ac", False, False, False),
    ):
        evidence = taught().predict_one(of_sequence(names, past=past), catalogue=names)
        assert [shares(evidence, view)[3] > 0.5 for view in range(3)] == [place, done, times]


def test_a_day_of_work_is_no_process() -> None:
    names = catalogue_of(*"abcd")
    assert taught(longest=2).predict_one(of_sequence(names, past="abc"), catalogue=names) is None


def test_how_cases_begin_is_learnt() -> None:
    names = catalogue_of(*"abcd")
    evidence = taught().predict_one(of_sequence(names), catalogue=names)
    assert all(shares(evidence, view)[0] > 0.5 for view in range(3))


def test_the_words_count_when_as_much_was_done() -> None:
    names = catalogue_of(*"abcd")
    now = of_sequence(names, past="cab")
    assert taught().words(now, 3, catalogue=names) == "1 of 1 times when as much was done"
    assert taught().words(now, 0, catalogue=names) == ""
