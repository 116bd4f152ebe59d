"""Nameable: what a secret was taken out of is left out, and how sure the answer then is."""

from __future__ import annotations

from jepa_learning.domain.event import Candidate, Prediction
from jepa_learning.domain.nameable import nameable

HIDDEN = "curl -u <redacted:password> x"


def said(*names: str, needed: float = 0.3) -> Prediction:
    candidates = tuple(Candidate(name, 0.5 / (place + 1)) for place, name in enumerate(names))
    return Prediction(candidates, confidence=0.5, needed=needed)


def test_an_answer_without_secrets_stays_as_it_is() -> None:
    whole = said("a", "b", "c")
    assert nameable(lambda k: whole, k=3) == whole


def test_more_is_asked_for_until_there_is_enough_that_can_be_named() -> None:
    names = [*(f"{HIDDEN} {number}" for number in range(7)), "a", "b"]
    found = nameable(lambda k: said(*names[:k]), k=2)
    assert [one.activity for one in found.candidates] == ["a", "b"]


def test_with_the_first_left_out_it_is_as_sure_as_of_the_next_and_abstains_below_what_is_needed() -> None:
    assert nameable(lambda k: said(HIDDEN, "a", needed=0.2), k=1).abstained is None
    found = nameable(lambda k: said(HIDDEN, "a"), k=1)
    assert found.confidence == 0.25
    assert "secret" in (found.abstained or "")


def test_a_doubt_that_was_there_before_stays() -> None:
    before = Prediction(said(HIDDEN, "a").candidates, abstained="breakdown", confidence=0.5, needed=0.3)
    assert nameable(lambda k: before, k=1).abstained == "breakdown"


def test_where_nothing_can_be_named_it_says_why() -> None:
    found = nameable(lambda k: said(HIDDEN), k=3)
    assert (found.candidates, found.confidence) == ((), 0.0)
    assert "secret" in (found.abstained or "")


def test_nothing_stays_nothing() -> None:
    assert (
        nameable(lambda k: Prediction((), abstained="nothing is known yet"), k=3).abstained
        == "nothing is known yet"
    )
