"""The shell source: cases, positions that survive rotation, and atuin."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.adapters.sources.shell import History, ShellSource, find_histories
from jepa_learning.domain.errors import SourceError
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_log import Advance

START = 1_700_000_000


def source(format: str, path: Path, **given: int) -> ShellSource:
    settings = {
        "batch_lines": 100,
        "session_gap_s": 600,
        "chunk_commands": 50,
        "max_command_chars": 1000,
        **given,
    }
    return ShellSource(format, path, **settings)


def events(format: str, path: Path, position: str | None = None, **given: int) -> list[Event]:
    return [event for batch in source(format, path, **given).read(position) for event in batch.events]


def harvest(log: MemoryEventLog, shell: ShellSource) -> list[str]:
    """Import what is new, as the use case does; return the commands that were."""
    new: list[Event] = []
    for batch in shell.read(log.position("shell", shell.scope)):
        new += log.append(batch.events, advance=Advance("shell", shell.scope, batch.position))
    return [event.activity for event in new]


def plain(count: int, *, first: int = 0) -> bytes:
    return b"".join(b"command number %d\n" % number for number in range(first, first + count))


def extended(count: int, *, first: int = 0, step_s: int = 10) -> bytes:
    numbers = range(first, first + count)
    return b"".join(b": %d:1;command number %d\n" % (START + number * step_s, number) for number in numbers)


def names(count: int, *, first: int = 0) -> list[str]:
    return [f"command number {number}" for number in range(first, first + count)]


def test_a_pause_begins_a_new_case(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b": 1700000000:1;a\n: 1700000600:1;b\n: 1700001201:1;c\n: 1700000000:1;d\n")
    cases = [event.case for event in events("zsh", path)]
    assert cases[0] == cases[1]
    assert len({cases[1], cases[2]}) == 2
    assert cases[3] != cases[2]


def test_without_times_so_many_commands_are_a_case(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(plain(25))
    cases = [event.case for event in events("bash", path, chunk_commands=10)]
    assert [cases.count(case) for case in dict.fromkeys(cases)] == [10, 10, 5]


def test_commands_say_what_the_history_knows(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b": 1700000000:4;make test  \n")
    (event,) = events("zsh", path)
    assert (event.kind, event.activity, event.time, event.source) == ("command", "make test", 1.7e9, "shell")
    assert event.attributes == {"duration_s": 4.0}


def test_leading_spaces_are_kept_for_the_deny_list(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b" secret thing\n")
    assert [event.activity for event in events("bash", path)] == [" secret thing"]


@pytest.mark.parametrize("data", [b"ls\nls\nls\n", b"#1700000000\nls\n#1700000000\nls\n#1700000000\nls\n"])
def test_like_commands_have_ids_of_their_own(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "history"
    path.write_bytes(data)
    assert len({event.id for event in events("bash", path)}) == 3


def test_a_very_long_command_is_skipped_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b"ls\n" + b"x" * 2000 + b"\nmake\n")
    (batch,) = source("bash", path).read(None)
    assert ([event.activity for event in batch.events], batch.skipped) == (["ls", "make"], 1)


@pytest.mark.parametrize(("format", "write"), [("bash", plain), ("zsh", extended)])
def test_only_what_was_appended_is_new(tmp_path: Path, format: str, write: object) -> None:
    path, log = tmp_path / "history", MemoryEventLog()
    path.write_bytes(write(120))  # type: ignore[operator]
    assert harvest(log, source(format, path)) == names(120)
    assert harvest(log, source(format, path)) == []
    path.write_bytes(write(123))  # type: ignore[operator]
    assert harvest(log, source(format, path)) == names(3, first=120)


@pytest.mark.parametrize(("format", "write"), [("bash", plain), ("zsh", extended)])
@pytest.mark.parametrize("batch_lines", [1, 7, 1000])
def test_reading_in_pieces_tells_the_same_events(
    tmp_path: Path, format: str, write: object, batch_lines: int
) -> None:
    path = tmp_path / "history"
    path.write_bytes(write(120))  # type: ignore[operator]
    whole = events(format, path)
    pieces: list[Event] = []
    position: str | None = None
    for count in (40, 41, 90, 120):
        path.write_bytes(write(count))  # type: ignore[operator]
        for batch in source(format, path, batch_lines=batch_lines).read(position):
            pieces += batch.events
            position = batch.position
    assert pieces == whole


@pytest.mark.parametrize(("format", "write"), [("bash", plain), ("zsh", extended)])
def test_a_history_whose_beginning_was_cut_off_is_taken_up_where_it_was(
    tmp_path: Path, format: str, write: object
) -> None:
    path, log = tmp_path / "history", MemoryEventLog()
    path.write_bytes(write(200))  # type: ignore[operator]
    harvest(log, source(format, path))
    path.write_bytes(write(200, first=100))  # type: ignore[operator]
    assert harvest(log, source(format, path)) == names(100, first=200)


def test_a_history_with_times_that_was_edited_at_its_end_tells_nothing_twice(tmp_path: Path) -> None:
    path, log = tmp_path / "history", MemoryEventLog()
    path.write_bytes(extended(200))
    harvest(log, source("zsh", path))
    path.write_bytes(extended(195, first=3) + extended(4, first=300))
    assert harvest(log, source("zsh", path)) == names(4, first=300)


def test_a_history_without_times_that_was_edited_at_its_end_tells_nothing_twice(tmp_path: Path) -> None:
    path, log = tmp_path / "history", MemoryEventLog()
    path.write_bytes(plain(200))
    harvest(log, source("bash", path))
    path.write_bytes(plain(195))
    assert harvest(log, source("bash", path)) == []


def test_a_history_that_was_cleared_is_told_from_its_new_beginning(tmp_path: Path) -> None:
    path, log = tmp_path / "history", MemoryEventLog()
    path.write_bytes(plain(100))
    harvest(log, source("bash", path))
    path.write_bytes(plain(5, first=500))
    assert harvest(log, source("bash", path)) == names(5, first=500)


@pytest.mark.parametrize(
    "position", ["", "nonsense", "[]", "{}", "null", '{"offset": -5, "digest": "", "sessions": {}}']
)
def test_a_position_that_makes_no_sense_starts_from_the_beginning(tmp_path: Path, position: str) -> None:
    path = tmp_path / "history"
    path.write_bytes(plain(3))
    assert [event.activity for event in events("bash", path, position)] == names(3)


def test_a_position_holds_none_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b"unspeakable\n" * 30)
    (batch,) = source("bash", path).read(None)
    assert "unspeakable" not in batch.position


def test_a_history_that_is_no_file_is_a_source_error(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(SourceError, match=str(path)):
            list(source("bash", path).read(None))


def test_an_unknown_format_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="tcsh"):
        source("tcsh", tmp_path / "history")


# --- atuin

SCHEMA = """
    CREATE TABLE history (
        id TEXT PRIMARY KEY, timestamp INTEGER NOT NULL, duration INTEGER NOT NULL, exit INTEGER NOT NULL,
        command TEXT NOT NULL, cwd TEXT NOT NULL, session TEXT NOT NULL, hostname TEXT NOT NULL,
        deleted_at INTEGER
    )
"""


class Atuin:
    """Writes a database as atuin does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        with self.database() as database:
            database.execute(SCHEMA)
        database.close()

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path)

    def add(
        self,
        command: str,
        *,
        at_s: float | None = None,
        duration: int = 5,
        cwd: str = "/p",
        deleted: bool = False,
    ) -> str:
        self.count += 1
        at_s = START + self.count if at_s is None else at_s
        row = (
            f"id{self.count}",
            int(at_s * 1e9),
            duration,
            0,
            command,
            cwd,
            "s1",
            "host:me",
            1 if deleted else None,
        )
        with self.database() as database:
            database.execute("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        database.close()
        return row[0]

    def execute(self, statement: str) -> None:
        with self.database() as database:
            database.execute(statement)
        database.close()


@pytest.fixture
def atuin(tmp_path: Path) -> Atuin:
    return Atuin(tmp_path / "history.db")


def test_atuin_tells_folder_exit_code_and_duration(atuin: Atuin) -> None:
    atuin.add("make", duration=1_500_000_000)
    assert events("atuin", atuin.path) == [
        Event(
            "command",
            "make",
            "s1",
            float(START + 1),
            attributes={"cwd": "/p", "exit": 0, "duration_s": 1.5},
            source="shell",
        )
    ]


def test_atuin_is_told_in_order_of_time_and_without_what_was_deleted(atuin: Atuin) -> None:
    atuin.add("second", at_s=START + 9)
    atuin.add("first", at_s=START)
    atuin.add("gone", deleted=True)
    assert [event.activity for event in events("atuin", atuin.path)] == ["first", "second"]


def test_atuin_tells_only_what_is_new(atuin: Atuin) -> None:
    log = MemoryEventLog()
    for number in range(10):
        atuin.add(f"c{number}")
    shell = source("atuin", atuin.path, batch_lines=3)
    assert harvest(log, shell) == [f"c{number}" for number in range(10)]
    assert harvest(log, shell) == []
    atuin.add("older but synchronised later", at_s=START - 100)
    assert harvest(log, shell) == ["older but synchronised later"]


def test_a_command_that_still_runs_is_left_for_the_next_time(atuin: Atuin) -> None:
    log, shell = MemoryEventLog(), source("atuin", atuin.path)
    atuin.add("ls")
    running = atuin.add("lev jepa predict", duration=-1)
    assert harvest(log, shell) == ["ls"]
    atuin.execute(f"UPDATE history SET duration = 7 WHERE id = '{running}'")
    assert harvest(log, shell) == ["lev jepa predict"]


def test_a_command_that_never_ended_is_told_without_an_exit_code(atuin: Atuin) -> None:
    atuin.add("ssh host", duration=-1)
    atuin.add("ls")
    assert events("atuin", atuin.path)[0].attributes == {"cwd": "/p"}


def test_what_atuin_imported_is_told_at_once_a_case_a_day(atuin: Atuin) -> None:
    atuin.add("old", at_s=START, duration=-1, cwd="unknown")
    atuin.add("later", at_s=START + 90_000, duration=-1, cwd="unknown")
    told = events("atuin", atuin.path)
    assert [(event.activity, dict(event.attributes)) for event in told] == [("old", {}), ("later", {})]
    assert told[0].case != told[1].case


def test_a_rebuilt_database_is_read_again_and_known_commands_are_recognised(atuin: Atuin) -> None:
    log, shell = MemoryEventLog(), source("atuin", atuin.path)
    for number in range(4):
        atuin.add(f"c{number}")
    harvest(log, shell)
    atuin.execute("DELETE FROM history WHERE id = 'id1'")
    atuin.execute("UPDATE history SET id = 'x' || id")
    atuin.add("new")
    assert harvest(log, shell) == ["new"]


def test_commands_in_the_write_ahead_log_are_told_too(atuin: Atuin) -> None:
    writer = sqlite3.connect(atuin.path)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute(
        "INSERT INTO history VALUES ('w', 1700000000000000000, 5, 0, 'fresh', '/p', 's', 'h', NULL)"
    )
    writer.commit()
    assert [event.activity for event in events("atuin", atuin.path)] == ["fresh"]
    writer.close()


def test_reading_atuin_leaves_nothing_beside_it(atuin: Atuin) -> None:
    atuin.execute("PRAGMA journal_mode=WAL")
    atuin.add("ls")
    before = {path.name: path.read_bytes() for path in atuin.path.parent.iterdir()}
    events("atuin", atuin.path)
    assert {path.name: path.read_bytes() for path in atuin.path.parent.iterdir()} == before


def test_a_database_that_is_not_atuins_is_a_source_error(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(b"no database at all, but long enough to look like one" * 10)
    with pytest.raises(SourceError, match="atuin"):
        events("atuin", path)


# --- which histories there are


def filled(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("ls\n")
    return path


def test_every_shells_history_is_found(tmp_path: Path) -> None:
    bash, zsh = filled(tmp_path / ".bash_history"), filled(tmp_path / ".zsh_history")
    fish = filled(tmp_path / ".local/share/fish/fish_history")
    assert find_histories(tmp_path, {}) == [History("bash", bash), History("zsh", zsh), History("fish", fish)]


def test_atuin_alone_is_read_where_it_is(tmp_path: Path) -> None:
    filled(tmp_path / ".bash_history")
    atuin = filled(tmp_path / "data/atuin/history.db")
    assert find_histories(tmp_path, {"XDG_DATA_HOME": str(tmp_path / "data")}) == [History("atuin", atuin)]


@pytest.mark.parametrize(
    ("name", "environ", "format"),
    [
        ("my_zsh_hist", {}, "zsh"),
        (".bash_eternal", {"SHELL": "/bin/zsh"}, "bash"),
        ("hist", {"SHELL": "/bin/zsh"}, "zsh"),
    ],
)
def test_histfile_takes_the_place_of_its_shells_default(
    tmp_path: Path, name: str, environ: dict[str, str], format: str
) -> None:
    filled(tmp_path / ".bash_history")
    filled(tmp_path / ".zsh_history")
    given = filled(tmp_path / name)
    found = {
        history.format: history.path
        for history in find_histories(tmp_path, {**environ, "HISTFILE": str(given)})
    }
    assert found[format] == given
    assert len(found) == 2


def test_empty_and_odd_files_are_no_histories(tmp_path: Path) -> None:
    (tmp_path / ".bash_history").touch()
    (tmp_path / ".zsh_history").mkdir()
    assert find_histories(tmp_path, {"HISTFILE": "/dev/null", "XDG_DATA_HOME": "relative"}) == []
