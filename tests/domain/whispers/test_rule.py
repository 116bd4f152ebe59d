"""A rule waits for its signal, with the facts that it names."""

from __future__ import annotations

from jepa_learning.domain.signals import Signal
from jepa_learning.domain.whispers.rule import Rule, signal_name


def test_a_rule_waits_for_one_signal_with_its_facts() -> None:
    rule = Rule("mine", "changes_committed", "say", "Run it.", 0.5, 60.0, where={"project": "/src/httpx"})
    assert rule.waits_for(Signal("changes_committed", None, {"project": "/src/httpx", "intent": "Fix"}))
    assert not rule.waits_for(Signal("changes_committed", None, {"project": "/src/other"}))
    assert not rule.waits_for(Signal("session_started", None, {"project": "/src/httpx"}))


def test_a_signal_may_be_written_in_words() -> None:
    assert signal_name("new patterns detected") == "new_patterns_detected"
