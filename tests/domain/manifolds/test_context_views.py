"""What the counting manifolds of sequences share, shown by one that counts by the last activity."""

from __future__ import annotations

from typing import ClassVar

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_run, of_sequence

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.contexts import witten_bell
from jepa_learning.domain.manifolds.context_views import Context, ContextViews, number_of
from jepa_learning.domain.situation import SequenceSituation


class Last(ContextViews):
    """Followers of anything, and of the last activity."""

    name: ClassVar[str] = "last"
    views: ClassVar[tuple[str, ...]] = ("any", "last")

    def contexts(self, situation: SequenceSituation) -> list[Context | None]:
        last = situation.trail.last()
        return [(), None if last is None else (last,)]

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        return ""


def taught() -> Last:
    last = Last()
    learn_run(last, catalogue_of(*"abc"), "aabab")
    return last


def test_each_view_is_the_witten_bell_of_its_own_context() -> None:
    names = catalogue_of(*"abc")
    now = of_sequence(names, past="a")
    evidence = taught().predict_one(now, catalogue=names)
    assert evidence is not None
    assert evidence[0].tolist() == pytest.approx(witten_bell({0: 3, 1: 2}, now.columns).tolist())
    assert evidence[1].tolist() == pytest.approx(witten_bell({0: 1, 1: 2}, now.columns).tolist())


def test_a_view_without_a_context_or_with_a_new_one_says_nothing() -> None:
    names = catalogue_of(*"abc")
    for past in ("", "c"):
        evidence = taught().predict_one(of_sequence(names, past=past), catalogue=names)
        assert evidence is not None
        assert evidence[1].tolist() == [0.0] * 3


def test_the_surest_view_is_told_with_its_true_counts() -> None:
    names = catalogue_of(*"abc")
    now = of_sequence(names, past="a")
    assert taught().best_count(now, 1) == (1, 2, 3)
    assert taught().best_count(now, 0) == (0, 3, 5)
    assert taught().best_count(now, 2) == (-1, 0, 0)


def test_it_names_the_commonest_followers_of_each_context() -> None:
    names = catalogue_of(*"abc")
    assert taught().candidates(of_sequence(names, past="a"), 1, catalogue=names) == [0, 1]


def test_a_text_has_the_same_number_in_every_process() -> None:
    assert number_of("ada") == 0x8D708768
    assert number_of("ada") != number_of("bob")
