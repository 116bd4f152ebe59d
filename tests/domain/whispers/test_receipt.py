"""A receipt says what became of a whisper, and a whisper that nobody took never arrived."""

from __future__ import annotations

from tests.domain.whispers.make import WHISPER, whisper

from jepa_learning.domain.whispers.receipt import Fate, Receipt

WAITING = Receipt(WHISPER, Fate.WAITING)


def test_whoever_takes_it_is_written_down_once() -> None:
    taken = WAITING.delivered("mcp").delivered("agent run").delivered("mcp")
    assert (taken.fate, taken.channels) == (Fate.SHOWN, ("mcp", "agent run"))


def test_one_that_was_taken_is_used_or_ignored() -> None:
    assert WAITING.delivered("mcp").resolved(right=True).fate is Fate.USED
    assert WAITING.delivered("mcp").resolved(right=False).fate is Fate.IGNORED


def test_one_that_nothing_came_of_in_time_is_ignored_and_only_of_a_proposal_that_is_evidence() -> None:
    for proposal, came_true in (("", None), ("1a2b", False)):
        taken = Receipt(whisper(proposal=proposal), Fate.WAITING).delivered("mcp")
        assert (taken.overdue().fate, taken.overdue().came_true) == (Fate.IGNORED, came_true)


def test_a_proposal_may_still_be_applied_by_who_was_not_told_of_it() -> None:
    withheld = Receipt(whisper(proposal="1a2b"), Fate.WITHHELD)
    assert withheld.is_open
    assert not withheld.dismissed().is_open
    assert not withheld.resolved(right=True).is_open
    assert not Receipt(whisper(), Fate.WITHHELD).is_open


def test_one_that_nobody_took_never_arrived_even_if_it_was_right() -> None:
    lost = WAITING.resolved(right=True)
    assert (lost.fate, lost.came_true) == (Fate.LOST, True)
    assert WAITING.expired().fate is Fate.LOST


def test_word_of_its_arrival_may_come_late() -> None:
    assert WAITING.expired().delivered("mcp").fate is Fate.SHOWN


def test_a_withheld_one_stays_withheld_and_is_known_to_have_been_right() -> None:
    withheld = Receipt(WHISPER, Fate.WITHHELD, "why").resolved(right=True)
    assert (withheld.fate, withheld.came_true) == (Fate.WITHHELD, True)
