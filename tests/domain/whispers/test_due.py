"""A rule is due with its signal at a boundary, and else at the next one."""

from __future__ import annotations

from jepa_learning.domain.signals import Signal
from jepa_learning.domain.whispers.due import Due
from jepa_learning.domain.whispers.rule import BOUNDARIES, Rule

COMMIT = Rule("commit_mode", "changes_committed", "say", "Look.", 0.6, 600.0)
WASTE = Rule("optimization_mode", "inefficiency_detected", "say", "Propose it.", 0.6, 600.0)


def told(name: str, time: float = 0.0) -> Signal:
    return Signal(name, time)


def test_at_a_boundary_a_rule_is_due_at_once() -> None:
    committed = told("changes_committed")
    assert Due([COMMIT, WASTE]).observe_one(committed) == [(COMMIT, committed)]


def test_in_the_middle_a_rule_waits_for_the_next_boundary_with_the_last_that_was_told() -> None:
    due = Due([COMMIT, WASTE])
    assert due.observe_one(told("inefficiency_detected", 1.0)) == []
    assert due.observe_one(told("inefficiency_detected", 2.0)) == []
    assert due.observe_one(told("session_started")) == [(WASTE, told("inefficiency_detected", 2.0))]
    assert due.observe_one(told("session_started")) == []


def test_what_is_forgotten_is_due_no_more() -> None:
    due = Due([WASTE])
    due.observe_one(told("inefficiency_detected"))
    due.forget()
    assert due.observe_one(told("session_started")) == []


def test_boundaries_are_heard_though_no_rule_waits_for_them() -> None:
    assert Due([WASTE]).signals == BOUNDARIES | {"inefficiency_detected"}
