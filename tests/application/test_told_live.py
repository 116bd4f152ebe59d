"""A command that a hook told of is not learnt again from the history, and one that it missed is."""

from __future__ import annotations

from tests.application.in_memory import NOW, House

from jepa_learning.application.hear import AGENT, SHELL
from jepa_learning.domain.event import Event

CONSENTED = {"git": True, "jsonl": True, "shell": True, "agent": True, "claude-code": True}


def told(line: str, time: float | None, source: str) -> Event:
    return Event("command", line, "case", time, source=source)


def learnt(house: House, *events: Event) -> int:
    return house.application.learn(events).appended


def house() -> House:
    here = House(defaults=CONSENTED).loaded()
    assert learnt(here, told("npm test", NOW + 0.4, SHELL)) == 1
    return here


def test_the_same_command_at_the_same_time_is_known() -> None:
    intake = house().application.learn([told("npm test", NOW, "shell")])
    assert (intake.appended, intake.known) == (0, 1)


def test_the_same_command_at_another_time_is_new() -> None:
    assert learnt(house(), told("npm test", NOW - 60, "shell")) == 1


def test_another_command_at_the_same_time_is_new() -> None:
    assert learnt(house(), told("npm ci", NOW, "shell")) == 1


def test_a_command_without_a_time_is_known_where_its_line_was_heard() -> None:
    assert learnt(house(), told("npm test", None, "shell")) == 0
    assert learnt(house(), told("npm ci", None, "shell")) == 1


def test_what_other_sources_tell_is_not_compared() -> None:
    assert learnt(house(), told("npm test", NOW, "jsonl")) == 1


def test_what_is_heard_later_is_compared_too() -> None:
    here = house()
    assert learnt(here, told("npm ci", NOW + 90, "shell")) == 1
    learnt(here, told("git push", NOW + 100, SHELL))
    assert learnt(here, told("git push", NOW + 100, "shell")) == 0


def called(activity: str, run: str, time: float, source: str, **facts: float) -> Event:
    return Event("tool", activity, run, time, attributes=facts, source=source)


def test_a_call_that_was_heard_when_it_ended_is_not_learnt_again_from_the_transcript() -> None:
    here = House(defaults=CONSENTED).loaded()
    assert learnt(here, called("Bash npm test", "run", NOW, AGENT)) == 1
    assert learnt(here, called("Bash:npm test", "run", NOW - 60, "claude-code", duration_s=59.5)) == 0
    assert learnt(here, called("Bash:npm test", "run", NOW - 60, "claude-code", duration_s=1.0)) == 1
    assert learnt(here, called("Edit", "run", NOW, "claude-code")) == 1
    assert learnt(here, called("Bash:npm test", "another run", NOW, "claude-code")) == 1
