"""Atuin: a SQLite database with a row a command (https://github.com/atuinsh/atuin). It is only ever read.

Rows are inserted when a command begins and completed when it ends; those at the end that still run are left
for the next time. What atuin imported from another history has no folder, no exit code and one session
for all of it, so a day is a case there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from jepa_learning.domain.errors import SourceError
from jepa_learning.domain.event import Attribute, Event
from jepa_learning.ports.event_source import Batch

_NANOSECONDS: Final = 1e9
_DAY_S: Final = 86400
_IMPORTED: Final = "unknown"
"""The folder of a command that atuin imported."""

Row = tuple[int, float, int, str, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """The last row read. Row numbers only grow, unless the database was rebuilt: then the id is another's."""

    rowid: int = 0
    id: str = ""


def read(path: Path, position: str | None, *, batch_lines: int, max_command_chars: int) -> Iterator[Batch]:
    """Give the commands behind `position` in order of time.

    Where histories are synchronised, later rows may be older: the position only moves with the last batch.

    Raises:
        SourceError: The database cannot be read.
    """
    try:
        with closing(_open(path)) as database:
            start = _still_there(database, _place(position))
            end = _last_finished(database)
            if end.rowid <= start.rowid:
                return
            yield from _batches(
                database, start, end, batch_lines=batch_lines, max_command_chars=max_command_chars
            )
    except sqlite3.Error as error:
        raise SourceError(
            f"{path} cannot be read as atuin's history ({error}): try `atuin history list`"
        ) from error


def _open(path: Path) -> sqlite3.Connection:
    log = path.with_name(f"{path.name}-wal")
    # Without a write-ahead log nobody has the database open: read it as it is and leave nothing beside it.
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)


def _batches(
    database: sqlite3.Connection, start: Place, end: Place, *, batch_lines: int, max_command_chars: int
) -> Iterator[Batch]:
    columns = {row[1] for row in database.execute("PRAGMA table_info(history)")}
    kept = " AND deleted_at IS NULL" if "deleted_at" in columns else ""
    condition, bounds = f"FROM history WHERE rowid > ? AND rowid <= ?{kept}", (start.rowid, end.rowid)
    (total,) = database.execute(f"SELECT count(*) {condition}", bounds).fetchone()
    rows = database.execute(
        f"SELECT timestamp, duration, exit, command, cwd, session {condition} ORDER BY timestamp, rowid",
        bounds,
    )
    done = 0
    while chunk := list(islice(rows, batch_lines)):
        done += len(chunk)
        fitting = [row for row in chunk if len(row[3]) <= max_command_chars]
        events = [_event(row) for row in fitting if row[3].strip()]
        place = end if done == total else start
        yield Batch(events, _position(place), done=done, total=total, skipped=len(chunk) - len(fitting))
    if not total:
        yield Batch((), _position(end), done=0, total=0)


def _event(row: Row) -> Event:
    timestamp, duration, exit_code, command, cwd, session = row
    time = timestamp / _NANOSECONDS
    attributes: dict[str, Attribute] = {}
    if cwd != _IMPORTED:
        attributes["cwd"] = cwd
    if duration >= 0:
        attributes |= {"exit": exit_code, "duration_s": duration / _NANOSECONDS}
    case = session if cwd != _IMPORTED else f"{session}-{int(time // _DAY_S)}"
    return Event("command", command.rstrip(), case, time, attributes=attributes, source="shell")


def _still_there(database: sqlite3.Connection, place: Place) -> Place:
    row = database.execute("SELECT id FROM history WHERE rowid = ?", (place.rowid,)).fetchone()
    return place if row and row[0] == place.id else Place()


def _last_finished(database: sqlite3.Connection) -> Place:
    for rowid, name, duration, cwd in database.execute(
        "SELECT rowid, id, duration, cwd FROM history ORDER BY rowid DESC"
    ):
        if duration >= 0 or cwd == _IMPORTED:
            return Place(rowid, name)
    return Place()


def _place(position: str | None) -> Place:
    try:
        stored = json.loads(position or "{}")
        return Place(int(stored.get("rowid", 0)), str(stored.get("id", "")))
    except (ValueError, AttributeError, TypeError):
        return Place()


def _position(place: Place) -> str:
    return json.dumps({"rowid": place.rowid, "id": place.id})
