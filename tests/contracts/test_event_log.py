"""What every event log does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.adapters.sqlite.event_log import SqliteEventLog
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_log import Advance, EventLog

LOGS: dict[str, Callable[[Path], MemoryEventLog | SqliteEventLog]] = {
    "memory": lambda folder: MemoryEventLog(),
    "sqlite": lambda folder: SqliteEventLog(folder / "data" / "events.db", busy_timeout_ms=1000),
}


@pytest.fixture(params=LOGS)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    log = LOGS[request.param](tmp_path)
    yield log
    log.close()


def file_event(path: str, *, case: str = "c1", time: float | None = 1.0, project: str = "/p") -> Event:
    return Event("file", path, case, time, attributes={"status": "M", "project": project}, source="git")


def command(line: str, *, time: float | None = 1.0) -> Event:
    return Event("command", line, "s1", time, source="shell")


def activities(log: EventLog, **given: object) -> list[str]:
    return [event.activity for _, event in log.read(**given)]  # type: ignore[arg-type]


def test_what_is_appended_is_read_in_order(log: EventLog) -> None:
    log.append([file_event("b"), file_event("a")])
    log.append([command("ls")])
    assert activities(log) == ["b", "a", "ls"]


def test_the_newest_are_given_whatever_was_erased_before_them(log: EventLog) -> None:
    log.append([command(str(n), time=float(n)) for n in range(9)])
    log.forget(before=2.0)
    log.append([command("9", time=9.0)])
    assert activities(log, newest=3) == ["7", "8", "9"]
    assert activities(log, newest=3, after=8) == ["8", "9"]
    assert activities(log, newest=99) == activities(log)


def test_an_event_comes_back_as_it_was_but_for_its_content(log: EventLog) -> None:
    event = Event(
        "tool",
        "Read(x)\x00\n é 𝄞",
        "run",
        12.5,
        intent="do it",
        author="a1",
        attributes={"n": 1, "x": 1.0, "ok": True, "none": None, "project": "/p", "words": 'q"\\'},
        source="jsonl",
        content="the text",
    )
    log.append([event])
    ((_, back),) = log.read()
    assert back == Event(
        "tool",
        event.activity,
        "run",
        12.5,
        intent="do it",
        author="a1",
        attributes=event.attributes,
        source="jsonl",
    )
    assert {name: type(value) for name, value in back.attributes.items()} == {
        name: type(value) for name, value in event.attributes.items()
    }
    assert back.id == event.id


@pytest.mark.parametrize("time", [None, 0, 7, 7.0, -3.25, 1e11])
def test_the_id_of_an_event_survives_the_log_whatever_its_time(log: EventLog, time: float | None) -> None:
    event = Event("step", "s", "c", time)
    log.append([event])
    ((_, back),) = log.read()
    assert back.id == event.id


@pytest.mark.parametrize("project", [True, 5, 0, "", None, "/p"])
def test_a_project_of_any_type_comes_back(log: EventLog, project: str | int | None) -> None:
    event = Event("step", "s", "c", attributes=MappingProxyType({"project": project}))
    log.append([event])
    ((_, back),) = log.read()
    assert back.attributes == event.attributes


def test_appending_twice_stores_once_and_says_what_was_new(log: EventLog) -> None:
    first, second = file_event("a"), file_event("b")
    assert log.append([first]) == [first]
    assert log.append([first, second, second]) == [second]
    assert activities(log) == ["a", "b"]


def test_a_known_event_with_other_words_is_still_known(log: EventLog) -> None:
    log.append([Event("step", "s", "c", 1.0, intent="one")])
    assert log.append([Event("step", "s", "c", 1.0, intent="two")]) == []


def test_reading_starts_behind_a_sequence_number(log: EventLog) -> None:
    log.append([file_event(name) for name in "abc"])
    sequences = [sequence for sequence, _ in log.read()]
    assert activities(log, after=sequences[0]) == ["b", "c"]
    assert activities(log, after=sequences[-1]) == []


def test_reading_keeps_to_a_kind_and_a_project(log: EventLog) -> None:
    log.append([file_event("a"), command("ls"), file_event("b", project="/q")])
    assert activities(log, kind="command") == ["ls"]
    assert activities(log, project="/q") == ["b"]
    assert activities(log, kind="command", project="/q") == []


def test_more_events_than_a_page_are_read_whole(log: EventLog) -> None:
    names = [f"f{number}" for number in range(2500)]
    log.append([file_event(name) for name in names])
    assert activities(log) == names


def test_appending_while_reading_disturbs_neither(log: EventLog) -> None:
    log.append([file_event(f"f{number}") for number in range(1500)])
    reading = log.read()
    next(reading)
    log.append([file_event("late")])
    rest = [event.activity for _, event in reading]
    assert [name for name in rest if name != "late"] == [f"f{number}" for number in range(1, 1500)]


def test_the_cursor_moves_with_the_events(log: EventLog) -> None:
    assert log.position("git", "/p") is None
    log.append([file_event("a")], advance=Advance("git", "/p", "one"))
    log.append([], advance=Advance("git", "/p", "two"))
    assert log.position("git", "/p") == "two"
    assert log.position("git", "/q") is None


def test_sequence_numbers_are_never_used_again(log: EventLog) -> None:
    log.append([file_event("a"), file_event("b")])
    last = max(sequence for sequence, _ in log.read())
    log.forget()
    log.append([file_event("c")])
    assert [sequence > last for sequence, _ in log.read()] == [True]


def test_forgetting_a_source_erases_its_events_and_cursors_alone(log: EventLog) -> None:
    log.append([file_event("a")], advance=Advance("git", "/p", "x"))
    log.append([command("ls")], advance=Advance("shell", "/h", "y"))
    assert log.forget(source="shell") == 1
    assert activities(log) == ["a"]
    assert (log.position("shell", "/h"), log.position("git", "/p")) == (None, "x")


def test_forgetting_a_project_erases_its_events_and_cursors_alone(log: EventLog) -> None:
    log.append([file_event("a")], advance=Advance("git", "/p", "x"))
    log.append([file_event("b", project="/q")], advance=Advance("git", "/q", "y"))
    assert log.forget(project="/q") == 1
    assert activities(log) == ["a"]
    assert (log.position("git", "/q"), log.position("git", "/p")) == (None, "x")


def test_forgetting_a_project_erases_what_was_done_in_its_folders_and_in_no_other_project(
    log: EventLog,
) -> None:
    log.append([file_event("a", project="/p"), file_event("b", project="/p/inner")])
    log.append(
        [replace(command(cwd), attributes={"cwd": cwd}) for cwd in ("/p", "/p/sub", "/p/inner/x", "/pq")]
    )
    log.append([command("nowhere")])
    assert log.forget(project="/p") == 3
    assert activities(log) == ["b", "/p/inner/x", "/pq", "nowhere"]


def test_forgetting_what_is_old_spares_what_has_no_time_and_keeps_cursors(log: EventLog) -> None:
    events = [command("old", time=1.0), command("new", time=9.0), command("timeless", time=None)]
    log.append(events, advance=Advance("shell", "/h", "y"))
    assert log.forget(before=5.0) == 1
    assert activities(log) == ["new", "timeless"]
    assert log.position("shell", "/h") == "y"


@pytest.mark.parametrize(
    ("keep", "left"), [(0, []), (2, ["c", "d"]), (4, ["a", "b", "c", "d"]), (9, ["a", "b", "c", "d"])]
)
def test_forgetting_all_but_the_newest_keeps_those(log: EventLog, keep: int, left: list[str]) -> None:
    log.append([file_event(name) for name in "abcd"])
    assert log.forget(keep_last=keep) == 4 - len(left)
    assert activities(log) == left


def test_conditions_of_forgetting_are_all_to_be_met(log: EventLog) -> None:
    log.append(
        [file_event("a", time=1.0), file_event("b", time=2.0), file_event("c", time=9.0), command("ls")]
    )
    assert log.forget(source="git", before=5.0, keep_last=1) == 1
    assert activities(log) == ["b", "c", "ls"]


def test_forgetting_everything_leaves_nothing(log: EventLog) -> None:
    log.append([file_event("a"), command("ls")], advance=Advance("git", "/p", "x"))
    assert log.forget() == 2
    assert (activities(log), log.size().events, log.position("git", "/p")) == ([], 0, None)


def test_what_was_forgotten_can_be_told_again(log: EventLog) -> None:
    log.append([file_event("a")])
    log.forget()
    assert len(log.append([file_event("a")])) == 1


def test_the_size_counts_events(log: EventLog) -> None:
    assert log.size().events == 0
    log.append([file_event("a"), file_event("b")])
    assert log.size().events == 2


def test_many_threads_append_and_read_without_loss(log: EventLog) -> None:
    def work(worker: int) -> None:
        for number in range(20):
            log.append([file_event(f"{worker}-{number}"), file_event("shared")])
            next(log.read())

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(activities(log)) == sorted([f"{w}-{n}" for w in range(4) for n in range(20)] + ["shared"])
