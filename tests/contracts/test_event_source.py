"""What every source of events does."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.adapters.sources.history_builder import HistoryBuilder
from tests.adapters.sources.transcript_builder import Transcript

from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.adapters.sources.claude_code import ClaudeCodeSource
from jepa_learning.adapters.sources.git import GitSource
from jepa_learning.adapters.sources.git_texts import GitTexts, TextBounds
from jepa_learning.adapters.sources.jsonl import JsonlSource
from jepa_learning.adapters.sources.shell import ShellSource
from jepa_learning.domain.errors import SourceError
from jepa_learning.ports.event_log import Advance
from jepa_learning.ports.event_source import EventSource

COUNT = 25
START = 1_700_000_000


def git(folder: Path) -> EventSource:
    history = HistoryBuilder(folder / "repository")
    for number in range(COUNT):
        history.commit({f"file{step}": b"%d\n" % step for step in range(number + 1)})
    return bare_git(history.root)


def bare_git(root: Path) -> EventSource:
    limits = {"bulk_files": 50, "max_files": 100, "rename_similarity_percent": 50, "rename_limit": 20}
    return GitSource(root, batch_commits=4, **limits)


def git_texts(folder: Path) -> EventSource:
    bounds = TextBounds(max_bytes=1000, longest_line=100, generated_marks=[])
    return GitTexts(git(folder), folder / "repository", bounds=bounds, refuses=lambda path: False)


def shell(format: str, path: Path) -> EventSource:
    return ShellSource(
        format, path, batch_lines=4, session_gap_s=600, chunk_commands=10, max_command_chars=1000
    )


def written(format: str, line: bytes) -> Callable[[Path], EventSource]:
    def build(folder: Path) -> EventSource:
        path = folder / "history"
        path.write_bytes(b"".join(line % {b"n": number, b"t": START + number} for number in range(COUNT)))
        return shell(format, path)

    return build


def atuin(folder: Path) -> EventSource:
    path = folder / "history.db"
    database = sqlite3.connect(path)
    columns = "id TEXT PRIMARY KEY, timestamp, duration, exit, command, cwd, session, hostname"
    database.execute(f"CREATE TABLE history ({columns})")
    rows = [(str(n), (START + n) * 10**9, 5, 0, f"command {n}", "/p", "s", "h") for n in range(COUNT)]
    database.executemany("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    database.commit()
    database.close()
    return shell("atuin", path)


def jsonl(folder: Path) -> EventSource:
    path = folder / "events.jsonl"
    path.write_text(
        "".join(json.dumps({"kind": "step", "activity": f"s{n}", "case": "c"}) + "\n" for n in range(COUNT))
    )
    return JsonlSource(path, batch_lines=4, max_line_bytes=1000)


def bare_claude_code(path: Path) -> EventSource:
    return ClaudeCodeSource(path, batch_events=4, max_line_bytes=10_000, max_intent_chars=100)


def claude_code(folder: Path) -> EventSource:
    transcript = Transcript(folder / "run.jsonl")
    for number in range(COUNT):
        if number % 7 == 0:
            transcript.prompt(f"Do part {number}")
        transcript.call(number, "Bash", {"command": f"git log {number}"})
    return bare_claude_code(transcript.path)


SOURCES: dict[str, Callable[[Path], EventSource]] = {
    "git": git,
    "git with texts": git_texts,
    "bash": written("bash", b"command %(n)d\n"),
    "bash with times": written("bash", b"#%(t)d\ncommand %(n)d\n"),
    "zsh": written("zsh", b"command %(n)d\n"),
    "zsh extended": written("zsh", b": %(t)d:0;command %(n)d\n"),
    "fish": written("fish", b"- cmd: command %(n)d\n  when: %(t)d\n"),
    "atuin": atuin,
    "jsonl": jsonl,
    "claude-code": claude_code,
}
MISSING: dict[str, Callable[[Path], EventSource]] = {
    "git": bare_git,
    "bash": lambda path: shell("bash", path),
    "atuin": lambda path: shell("atuin", path),
    "jsonl": lambda path: JsonlSource(path, batch_lines=4, max_line_bytes=1000),
    "claude-code": bare_claude_code,
}


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> EventSource:
    return SOURCES[request.param](tmp_path)


def test_everything_is_told_oldest_first_in_bounded_batches(source: EventSource) -> None:
    batches = list(source.read(None))
    events = [event for batch in batches for event in batch.events]
    assert len(events) == COUNT
    assert all(len(batch.events) <= 4 for batch in batches)
    times = [event.time for event in events if event.time is not None]
    assert times == sorted(times)
    assert [batch.skipped for batch in batches] == [0] * len(batches)


def test_progress_grows_to_the_total(source: EventSource) -> None:
    batches = list(source.read(None))
    assert [batch.done for batch in batches] == sorted({batch.done for batch in batches})
    assert batches[-1].total in (None, batches[-1].done)


def test_events_carry_the_name_of_their_source_and_ids_of_their_own(source: EventSource) -> None:
    events = [event for batch in source.read(None) for event in batch.events]
    assert {event.source for event in events} == {source.name}
    assert len({event.id for event in events}) == COUNT


def test_the_scope_is_an_absolute_path(source: EventSource) -> None:
    assert Path(source.scope).is_absolute()


def test_reading_again_tells_the_same(source: EventSource) -> None:
    assert list(source.read(None)) == list(source.read(None))


def test_importing_twice_changes_nothing(source: EventSource) -> None:
    log = MemoryEventLog()
    for _ in range(2):
        for batch in source.read(log.position(source.name, source.scope)):
            log.append(batch.events, advance=Advance(source.name, source.scope, batch.position))
    assert log.size().events == COUNT


def test_importing_from_the_beginning_again_changes_nothing(source: EventSource) -> None:
    log = MemoryEventLog()
    for _ in range(2):
        for batch in source.read(None):
            log.append(batch.events)
    assert log.size().events == COUNT


def test_an_import_that_is_interrupted_after_any_batch_loses_nothing(source: EventSource) -> None:
    whole = [event.id for batch in source.read(None) for event in batch.events]
    for stop in range(1, len(list(source.read(None))) + 1):
        log = MemoryEventLog()
        for _, batch in zip(range(stop), source.read(None), strict=False):
            log.append(batch.events, advance=Advance(source.name, source.scope, batch.position))
        for batch in source.read(log.position(source.name, source.scope)):
            log.append(batch.events)
        assert [event.id for _, event in log.read()] == whole


@pytest.mark.parametrize("position", ["", "nonsense", "{}", '{"offset": 7}', "null"])
def test_a_position_that_makes_no_sense_starts_from_the_beginning(source: EventSource, position: str) -> None:
    assert [batch.events for batch in source.read(position)] == [batch.events for batch in source.read(None)]


@pytest.mark.parametrize("kind", MISSING)
def test_a_place_that_is_not_there_is_a_source_error_that_names_it(kind: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        list(MISSING[kind](tmp_path / "nowhere").read(None))
