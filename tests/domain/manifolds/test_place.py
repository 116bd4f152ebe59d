"""Place: what is done here."""

from __future__ import annotations

from tests.domain.manifolds.situations import catalogue_of, learn_run, of_sequence, shares

from jepa_learning.domain.manifolds.place import Place


def taught() -> Place:
    place = Place()
    for _ in range(3):
        learn_run(place, catalogue_of(*"abc"), "ab", directory="/p", host="one")
        learn_run(place, catalogue_of(*"abc"), "ac", directory="/q", host="two")
    return place


def test_a_directory_and_a_machine_have_their_own_ways() -> None:
    names = catalogue_of(*"abc")
    for directory, host, follower in (("/p", "one", 1), ("/q", "two", 2)):
        evidence = taught().predict_one(
            of_sequence(names, past="a", directory=directory, host=host), catalogue=names
        )
        for view in (1, 2):
            said = shares(evidence, view)
            assert said.index(max(said)) == follower


def test_the_words_name_the_directory_or_the_machine() -> None:
    names = catalogue_of(*"abc")
    here = of_sequence(names, past="a", directory="/p", host="one")
    assert taught().words(here, 1, catalogue=names) == "3 of 3 times in /p"
    assert taught().words(here, 2, catalogue=names) == ""
    there = of_sequence(names, past="a", host="two")
    assert taught().words(there, 2, catalogue=names) == "3 of 3 times on two"


def test_nowhere_it_has_nothing_to_say() -> None:
    names = catalogue_of(*"abc")
    assert taught().predict_one(of_sequence(names, past="a"), catalogue=names) is None
