"""Co-change counts pairs, and says only what it counted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.histories import ask, change, commits, learnt, names, reason
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.cochange import CoChange

FILES = ("a", "b", "c", "d")


def test_a_pair_counts_by_the_size_of_its_case_and_is_shared_by_what_else_came() -> None:
    files, pairs = catalogue_of(*FILES), CoChange(half_life=2.0, escape=0.1)
    learn_case(pairs, files, ["a", "b"], tick=0)  # a-b: 1
    learn_case(pairs, files, ["a", "b", "c"], tick=1)  # a-b: 1, c-a and c-b: 1 / sqrt(2)
    evidence = pairs.predict_one(of_files(files, known=["a"], tick=2), catalogue=files)
    third = 1 / 2**0.5
    total = 2 + third
    assert shares(evidence, 0) == pytest.approx(
        [0.9 * 2 / total + 0.1 / 3, 0.9 * third / total + 0.1 / 3, 0.1 / 3]
    )
    old = 0.5 ** (1 / 2)  # one case ago at a half life of two
    total = old + 1 + third
    assert shares(evidence, 1) == pytest.approx(
        [0.9 * (old + 1) / total + 0.1 / 3, 0.9 * third / total + 0.1 / 3, 0.1 / 3]
    )


def test_the_decayed_view_survives_the_limit_of_the_unit() -> None:
    files, pairs = catalogue_of(*FILES), CoChange(half_life=1.0, escape=0.1)
    for tick in range(900):  # the unit doubles with each and is brought back twice
        learn_case(pairs, files, ["a", "bc"[tick % 2]], tick=tick)
    evidence = pairs.predict_one(of_files(files, known=["a"], tick=900), catalogue=files)
    assert shares(evidence, 1) == pytest.approx([0.3 + 0.1 / 3, 0.6 + 0.1 / 3, 0.1 / 3])


def test_without_a_known_file_it_has_nothing_to_say() -> None:
    files, pairs = catalogue_of(*FILES), CoChange(half_life=2.0, escape=0.1)
    learn_case(pairs, files, ["a", "b"], tick=0)
    assert pairs.predict_one(of_files(files, tick=1), catalogue=files) is None


def test_a_file_changed_with_another_in_seven_of_nine_commits_is_told_so() -> None:
    history = commits(["a", "b"], ["a"], ["b", "a"], ["c"], *([["a", "c", "b"]] * 5), ["b"], ["a"], ["c"])
    learner = learnt(history)
    learner.observe_one(change("a", "now"))
    said = learner.predict_one(ask())
    assert reason(said, "b", "cochange") == "changed together in 7 of 9 commits with a"


def test_the_known_file_that_says_most_is_named() -> None:
    files, pairs = catalogue_of(*FILES), CoChange(half_life=2.0, escape=0.1)
    for tick, case in enumerate([["a", "b"], ["a"], ["a"], ["c", "b"], ["c", "b"]]):
        learn_case(pairs, files, case, tick=tick)
    now = of_files(files, known=["a", "c"], tick=5)
    assert pairs.words(now, 1, catalogue=files) == "changed together in 2 of 2 commits with c"
    assert pairs.words(now, 3, catalogue=files) == ""


def test_what_changes_together_is_related_by_the_mean_of_what_both_changes_share() -> None:
    learner = learnt(commits(["a", "b", "c"], ["a", "b"], ["a"], ["c"], ["c"], ["c", "d"]))
    related = learner.related("file", "a", "/p", k=5)
    assert related is not None
    assert [(one.activity, one.strength, one.words) for one in related["cochange"]] == [
        ("b", pytest.approx(2 / (4 * 3) ** 0.5), "changed together in 2 of 3 commits"),
        ("c", pytest.approx(1 / (4 * 5) ** 0.5), "changed together in 1 of 3 commits"),
    ]


def test_what_is_gone_or_came_in_a_sweep_is_not_related_and_a_renamed_file_keeps_its_ties() -> None:
    learner = learnt(
        [
            *commits(["a", "b", "c"], ["a", "b"]),
            change("b2", "r", status="R", old="b"),
            change("c", "d", status="D"),
            *(change(name, "sweep", bulk=True) for name in ("a", "e")),
        ]
    )
    related = learner.related("file", "a", "/p", k=5)
    assert related is not None
    assert [one.activity for one in related["cochange"]] == ["b2"]
    assert learner.related("file", "b", "/p", k=5) is None
    assert learner.activities("file", "/p") == ["a", "b2", "e"]


def test_a_learner_without_it_relates_nothing_by_it() -> None:
    learner = learnt(commits(["a", "b"]), without=["cochange"])
    assert "cochange" not in (learner.related("file", "a", "/p", k=5) or {})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(FILES), min_size=1, max_size=6), min_size=1, max_size=25))
def test_the_words_are_the_counts_of_the_history(cases: list[list[str]]) -> None:
    history = commits(FILES, *cases)  # a file may come several times in a case
    learner = learnt(
        history, without=["directory", "neighbours", "frequency", "recency", "next_case", "author"]
    )
    held = [set(FILES), *(set(case) for case in cases)]
    learner.observe_one(change("a", "now"))
    alone = sum("a" in case for case in held)
    for name in names(learner.predict_one(ask())):
        words = reason(learner.predict_one(ask()), name, "cochange")
        together = sum({"a", name} <= case for case in held)
        assert words in ("", f"changed together in {together} of {alone} commits with a")
