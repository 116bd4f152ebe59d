"""Habits: each person's own."""

from __future__ import annotations

from tests.domain.manifolds.situations import catalogue_of, learn_run, of_sequence, shares

from jepa_learning.domain.manifolds.habits import Habits


def taught() -> Habits:
    habits = Habits()
    for _ in range(3):
        learn_run(habits, catalogue_of(*"abc"), "ab", author="ada")
        learn_run(habits, catalogue_of(*"abc"), "ac", author="bob")
    return habits


def test_each_does_what_they_do() -> None:
    names = catalogue_of(*"abc")
    for author, follower in (("ada", 1), ("bob", 2)):
        now = of_sequence(names, past="a", author=author)
        said = shares(taught().predict_one(now, catalogue=names), 1)
        assert said.index(max(said)) == follower
        assert taught().words(now, follower, catalogue=names) == "3 of 3 times by the same hand"
        assert taught().words(now, 3 - follower, catalogue=names) == ""


def test_of_nobody_it_has_nothing_to_say() -> None:
    names = catalogue_of(*"abc")
    assert taught().predict_one(of_sequence(names, past="a"), catalogue=names) is None


def test_a_stranger_has_no_habits_yet() -> None:
    names = catalogue_of(*"abc")
    evidence = taught().predict_one(of_sequence(names, past="a", author="eve"), catalogue=names)
    assert evidence is not None
    assert not evidence.any()
