"""Import: consented sources, from where they were last read to, step by step."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.application.in_memory import NOW, ROOT, House

from jepa_learning.adapters.sources.jsonl import JsonlSource
from jepa_learning.application.import_sources import Intake, Problem, Progress, SourceRead
from jepa_learning.domain.errors import RequestError, SourceError
from jepa_learning.ports.event_source import Batch, EventSource
from jepa_learning.ports.project import Project


def lines(*activities: str) -> EventSource:
    """Give a source of two lines a batch; the first event happened an hour ago, each next a second later."""
    events = [
        {"kind": "command", "activity": activity, "case": "s", "time": NOW - 3600 + place}
        for place, activity in enumerate(activities)
    ]
    text = "\n".join(map(json.dumps, events))
    return JsonlSource(io.StringIO(text), batch_lines=2, max_line_bytes=1000)


def opening(**sources: EventSource) -> House:
    def open_sources(name: str, project: Project | None) -> Iterable[EventSource]:
        return [sources[name]] if name in sources else []

    return House(open_sources=open_sources).loaded()


def stored(house: House) -> list[str]:
    return [event.activity for _, event in house.log.read()]


def test_a_consented_source_is_read_with_progress_and_a_sum() -> None:
    house = opening(git=lines("a", "b", "c"))
    steps = list(house.application.import_sources(ROOT))
    assert steps == [
        Progress("git", 2, None),
        Progress("git", 3, None),
        SourceRead("git", Intake(appended=3), skipped=0, seconds=0.0),
    ]
    assert stored(house) == ["a", "b", "c"]


def test_a_source_without_consent_is_left_out_silently_unless_it_was_asked_for() -> None:
    house = opening(shell=lines("a"))
    assert list(house.application.import_sources(None)) == []
    (problem,) = house.application.import_sources(None, names=["shell"])
    assert isinstance(problem, Problem)
    assert (problem.source, problem.code) == ("shell", "consent_missing")
    assert "lev jepa consent shell on" in problem.detail
    assert stored(house) == []


def test_consent_lets_a_source_in() -> None:
    house = opening(shell=lines("a"))
    house.consents.change("shell", None, granted=True)
    assert isinstance(list(house.application.import_sources(None))[-1], SourceRead)
    assert stored(house) == ["a"]


def test_a_source_of_a_project_needs_one() -> None:
    house = opening(git=lines("a"))
    assert list(house.application.import_sources(None)) == []
    (problem,) = house.application.import_sources(None, names=["git"])
    assert isinstance(problem, Problem)
    assert problem.code == "project_not_found"


def test_a_folder_in_no_project_is_told_and_the_other_sources_are_still_read() -> None:
    house = opening(git=lines("a"), shell=lines("b"))
    house.consents.change("shell", None, granted=True)
    steps = list(house.application.import_sources(Path("/elsewhere")))
    assert isinstance(steps[0], Problem)
    assert (steps[0].source, steps[0].code) == ("git", "project_not_found")
    assert stored(house) == ["b"]


class Unreadable:
    """A source that breaks after its first batch."""

    name, scope = "git", "/broken"

    def read(self, position: str | None) -> Iterator[Batch]:
        yield Batch((), position="1", done=1)
        raise SourceError("the pack is damaged")


def test_a_source_that_breaks_is_told_and_the_other_sources_are_still_read() -> None:
    house = opening(git=Unreadable(), shell=lines("b"))
    house.consents.change("shell", None, granted=True)
    steps = list(house.application.import_sources(ROOT))
    assert Problem("git", "source_unreadable", "the pack is damaged") in steps
    assert stored(house) == ["b"]
    assert house.log.position("git", "/broken") == "1"


def test_an_unknown_source_is_refused_before_anything_is_read() -> None:
    house = opening()
    with pytest.raises(RequestError, match="expected one of git, shell"):
        house.application.import_sources(ROOT, names=["git", "mail"])


def test_since_leaves_out_what_was_before_and_leaves_the_cursor_where_it_was() -> None:
    house = opening(git=lines("a", "b", "c"))
    list(house.application.import_sources(ROOT, since=NOW - 3599))
    assert (stored(house), house.log.position("jsonl", "-")) == (["b", "c"], None)


def test_whoever_stops_asking_stops_the_work_and_what_was_read_stays() -> None:
    house = opening(git=lines("a", "b", "c"))
    steps = house.application.import_sources(ROOT)
    next(steps)
    steps.close()
    assert stored(house) == ["a", "b"]
    assert list(house.application.import_sources(ROOT, names=["git"])) != []


def test_a_second_import_waits_for_the_first() -> None:
    house = opening(git=lines("a", "b", "c"))
    steps = house.application.import_sources(ROOT)
    next(steps)
    assert house.application.import_sources._one_at_a_time.locked()
    steps.close()
    assert not house.application.import_sources._one_at_a_time.locked()


def test_all_sources_of_a_name_are_one_sum_and_a_damaged_one_keeps_nobody_from_the_others(
    tmp_path: Path,
) -> None:
    gone = JsonlSource(tmp_path / "gone.jsonl", batch_lines=2, max_line_bytes=1000)
    sources = [lines("a", "b", "c"), gone, lines("d")]
    house = House(open_sources=lambda name, project: sources if name == "git" else []).loaded()
    first, second, problem, third, read = house.application.import_sources(ROOT)
    assert [first, second, third] == [Progress("git", done, None) for done in (2, 3, 4)]
    assert isinstance(problem, Problem)
    assert (problem.source, problem.code) == ("git", "source_unreadable")
    assert read == SourceRead("git", Intake(appended=4), skipped=0, seconds=0.0)
    assert stored(house) == ["a", "b", "c", "d"]
