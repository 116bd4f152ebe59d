"""What two projects have in common, and when one may begin like the other."""

from __future__ import annotations

import pytest

from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.event import Event
from jepa_learning.domain.project_start import (
    Lender,
    StartRules,
    digest,
    likeness,
    refusal,
    shape_of,
    shared,
    start_of,
    to_record,
)
from jepa_learning.domain.world import Knowledge

WEB = shape_of(["web/client.py", "web/models.py", "tests/test_client.py", "README.md"])
OTHER_WEB = shape_of(["app/client.py", "app/routes.py", "tests/test_routes.py", "README.md"])
GAME = shape_of(["src/engine.cpp", "src/engine.hpp", "art/hero.png"])
RULES = StartRules(most_cases=100, least_lent=200, least_likeness=0.3)
ALLOWS = {regime.value: ["start"] if regime is Regime.EQUILIBRIUM else [] for regime in Regime}
YOUNG = Knowledge(events=20, cases=10, activities=8)


def lender(alike: float = 0.8, regime: Regime = Regime.EQUILIBRIUM) -> Lender:
    return Lender("/old", alike, "", Knowledge(events=900, cases=300, activities=50), regime)


def test_a_project_is_like_itself_and_more_like_its_kind_than_like_another() -> None:
    assert likeness(WEB, WEB, meaning=1.0) == pytest.approx(1.0)
    assert likeness(WEB, OTHER_WEB, meaning=None) > likeness(WEB, GAME, meaning=None)
    assert likeness(WEB, shape_of([]), meaning=None) == 0.0


def test_meaning_counts_where_it_is_known() -> None:
    assert likeness(WEB, GAME, meaning=1.0) > likeness(WEB, GAME, meaning=-1.0)


def test_what_is_shared_is_named_the_commonest_first() -> None:
    assert shared(WEB, OTHER_WEB).startswith("files of .py, .md; names with ")
    assert "'client'" in shared(WEB, OTHER_WEB)


def test_a_record_says_who_began_like_whom_without_the_name() -> None:
    record = to_record("/new", "/old/secret", time=5.0)
    assert start_of(record) == ("/new", digest("/old/secret"))
    assert "secret" not in repr(record)
    assert start_of(Event("context", "httpx: tests", "day", 5.0, source="contexts")) is None


def test_a_young_project_may_begin_like_one_that_learnt_enough() -> None:
    assert refusal(RULES, YOUNG, lender(), ALLOWS) is None


@pytest.mark.parametrize(
    ("known", "found", "why"),
    [
        (Knowledge(), lender(), "no file of this project is known yet"),
        (Knowledge(900, 101, 50), lender(), "101 of its own cases are learnt"),
        (YOUNG, None, "no other project has at least 200 cases"),
        (YOUNG, lender(0.1), "the most similar project is 10 % alike, and at least 30 % is needed"),
        (YOUNG, lender(regime=Regime.BREAKDOWN), "the most similar project is in breakdown"),
    ],
)
def test_what_speaks_against_it_is_said(known: Knowledge, found: Lender | None, why: str) -> None:
    assert why in (refusal(RULES, known, found, ALLOWS) or "")
