"""A switch as an event."""

from dataclasses import replace

from jepa_learning.domain.event import Event
from jepa_learning.domain.segmentation.record import day_of, is_record, sources_of, to_event
from jepa_learning.domain.segmentation.switch import Switch

SWITCH = Switch(
    name="httpx: tests",
    before="httpx",
    project="/src/httpx",
    began=86_400.0 * 365,
    noticed=86_400.0 * 365 + 120,
    confidence=0.98765,
    evidence=("work: tests", "folder tests"),
    returns=False,
    events=3,
    sources=("git", "shell"),
)


def test_a_switch_is_an_event_of_its_day_that_says_how_it_was_noticed() -> None:
    event = to_event(SWITCH, ordinal=7)

    assert (event.kind, event.activity, event.case, event.time) == (
        "context",
        "httpx: tests",
        "1971-01-01",
        86_400.0 * 365,
    )
    assert event.attributes == {
        "project": "/src/httpx",
        "from": "httpx",
        "confidence": 0.988,
        "at": 86_400.0 * 365 + 120,
        "evidence": "work: tests, folder tests",
        "returns": False,
        "sources": "git shell",
    }
    assert is_record(event)


def test_the_same_switch_is_the_same_event_however_sure_it_was() -> None:
    again = replace(SWITCH, confidence=0.91, evidence=())

    assert to_event(again, ordinal=9).id == to_event(SWITCH, ordinal=7).id


def test_switches_without_a_time_are_told_apart() -> None:
    undated = replace(SWITCH, began=None, noticed=None)

    assert to_event(undated, ordinal=7).id != to_event(undated, ordinal=9).id
    assert day_of(None) == "undated"


def test_a_derived_event_is_told_by_the_sources_that_it_came_from() -> None:
    assert sources_of(to_event(SWITCH, ordinal=7)) == ("git", "shell")
    assert sources_of(Event("file", "a.py", "c1", source="git")) == ("git",)
    assert sources_of(Event("file", "a.py", "c1")) == ()


def test_a_context_that_somebody_handed_over_is_no_record() -> None:
    assert not is_record(Event("context", "writing", "2026-11-21", source="jsonl"))
