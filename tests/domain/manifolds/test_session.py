"""Session: the case itself, without a lesson."""

from __future__ import annotations

import math

import pytest
from tests.domain.manifolds.situations import catalogue_of, of_sequence, shares

from jepa_learning.domain.contexts import witten_bell
from jepa_learning.domain.manifolds.session import Session


def test_what_followed_inside_the_case_follows_again() -> None:
    names = catalogue_of(*"abc")
    now = of_sequence(names, past="abaca")
    evidence = Session().predict_one(now, catalogue=names)
    assert evidence is not None
    assert evidence[0].tolist() == pytest.approx(witten_bell({0: 3, 1: 1, 2: 1}, now.columns).tolist())
    assert evidence[1].tolist() == pytest.approx(witten_bell({1: 1, 2: 1}, now.columns).tolist())
    assert evidence[2].tolist() == [0.0] * 3  # nothing followed c, a yet


def test_recency_is_one_over_the_age_in_the_case() -> None:
    names = catalogue_of(*"abcd")
    evidence = Session().predict_one(of_sequence(names, past="cab"), catalogue=names)
    inverse = [1 / 2, 1 / 1, 1 / 3, 1 / 8]  # b came last; d never: twice as old as all of the case, and more
    assert shares(evidence, -1) == pytest.approx([x / sum(inverse) for x in inverse])


def test_a_case_that_has_not_begun_has_nothing_to_say() -> None:
    names = catalogue_of(*"ab")
    assert Session().predict_one(of_sequence(names), catalogue=names) is None


def test_it_names_the_latest_of_the_case_first() -> None:
    names, session = catalogue_of(*"abc"), Session()
    now = of_sequence(names, past="abcab")
    assert session.candidates(now, 2, catalogue=names) == [1, 0]


def test_the_words_count_in_this_session() -> None:
    names, session = catalogue_of(*"abc"), Session()
    now = of_sequence(names, past="aab")
    assert [session.words(now, index, catalogue=names) for index in range(3)] == [
        "2 times in this session",
        "once in this session",
        "",
    ]
    assert math.isclose(sum(shares(session.predict_one(now, catalogue=names), -1)), 1.0)
