"""What the miner counts, against a count by hand, and what it lets go of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.patterns.acts import acts, days

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.miner import LONGEST, PatternMiner
from jepa_learning.domain.patterns.pattern import Pattern


def mined(
    stream: Iterable[Act], *, least: int = 2, window: int = 10_000, most_acts: int = 10_000
) -> dict[tuple[str, ...], Pattern]:
    miner = PatternMiner(gap_s=1800.0, window=window, most_acts=most_acts)
    for act in stream:
        miner.learn_one(act)
    return {pattern.forms: pattern for pattern in miner.patterns(least=least)}


def test_a_sequence_that_comes_back_is_found_whatever_its_arguments() -> None:
    found = mined(acts(["cd a/b", "make test", "date", "cd c/d", "make test"]))
    assert set(found) == {("cd <path>", "make test")}
    assert found["cd <path>", "make test"].support == 2


def test_only_the_longest_sequence_is_told_of_where_its_parts_came_no_more_often() -> None:
    assert set(mined(days(["git add .", "git commit -m 'a b'", "git push"], 4))) == {
        ("git add <path>", "git commit -m <text>", "git push")
    }


def test_a_part_that_came_more_often_is_told_of_too() -> None:
    stream = days(["git add .", "git commit -m 'a b'", "git push"], 4) + days(
        ["git add .", "git commit -m 'a b'", "ls"], 4
    )
    assert ("git add <path>", "git commit -m <text>") in mined(stream)


def test_no_sequence_goes_across_a_long_pause_or_another_case() -> None:
    assert mined(acts(["make", "date"] * 3, every_s=3600.0)) == {}
    apart = [act for n in range(6) for act in acts(["make" if n % 2 else "date"], case=f"c{n}", begin=n)]
    assert mined(apart) == {}


def test_cases_that_interleave_are_counted_apart() -> None:
    one = days(["make", "date"], 4)
    other = acts(["ls", "who", "w", "id"] * 2, case="other", every_s=86400.0 / 4)
    mixed = sorted(one + other, key=lambda act: act.time or 0.0)
    assert mined(mixed)["make", "date"].support == 4


def test_a_loop_is_no_sequence() -> None:
    assert mined(acts(["make"] * 20)) == {}


def test_occurrences_that_overlap_count_once() -> None:
    found = mined(acts(["a", "b", "a", "b", "a", "x", "a", "b", "a"]))
    assert found["a", "b", "a"].support == 2


def test_stability_compares_the_halves() -> None:
    steady = mined(days(["make", "date"], 8))["make", "date"]
    assert (steady.early, steady.late, steady.stability) == (4, 4, 1.0)
    stopped = days(["make", "date"], 4) + [
        act for d in range(8) for act in acts(["ls"], case=f"z{d}", begin=1e6 + d)
    ]
    assert mined(stopped)["make", "date"].stability == 0.0


def test_lift_is_the_count_over_what_independence_would_give() -> None:
    found = mined(days(["make", "date"], 4))
    assert found["make", "date"].lift == 4 / (8 * 0.5 * 0.5)


def test_duration_and_failures_are_those_of_the_occurrences() -> None:
    stream = days(["make", "date"], 3, every_s=20.0, exit=0) + [
        act
        for d in range(3)
        for act in acts(["make", "date"], case=f"f{d}", begin=1e6 + d * 1e5, every_s=20.0, exit=1)
    ]
    pattern = mined(stream)["make", "date"]
    assert (pattern.duration_s, pattern.failures) == (20.0, 0.5)


def test_occurrences_cite_the_events() -> None:
    stream = days(["make", "date"], 2)
    pattern = mined(stream)["make", "date"]
    assert [[act.id for act in one] for one in pattern.occurrences] == [
        [a.id for a in stream[:2]],
        [a.id for a in stream[2:]],
    ]


letters = st.lists(st.sampled_from("abc"), min_size=0, max_size=60)


@given(letters)
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_a_count_by_hand(line: list[str]) -> None:
    found = mined(acts(line, every_s=1.0), least=1)
    for forms, pattern in found.items():
        assert pattern.support == count_apart(line, forms)
    everywhere = Counter(
        tuple(line[i : i + n]) for n in range(2, LONGEST + 1) for i in range(len(line) - n + 1)
    )
    assert set(found) <= set(everywhere)


def count_apart(line: list[str], forms: tuple[str, ...]) -> int:
    count = index = 0
    while index + len(forms) <= len(line):
        hit = tuple(line[index : index + len(forms)]) == forms
        count += hit
        index += len(forms) if hit else 1
    return count


def test_what_came_once_in_a_window_is_let_go_of_and_what_came_often_stays_exact() -> None:
    rare = [f"x{n}q{n % 7}z" for n in range(3000)]
    stream = [word for n, one in enumerate(rare) for word in ((one,) if n % 10 else ("make", "date", one))]
    miner = PatternMiner(gap_s=1800.0, window=100, most_acts=500)
    for act in acts(stream, every_s=1.0):
        miner.learn_one(act)
    (pattern,) = miner.patterns(least=50)
    assert (pattern.forms, pattern.support, pattern.missed) == (("make", "date"), 300, 0)
    assert len(miner._tallies) < 3000
    assert 0 < len(pattern.occurrences) <= 50
